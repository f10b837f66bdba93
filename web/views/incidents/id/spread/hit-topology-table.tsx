import { useState } from 'react'
import { Name, Said } from '../../../../components/said.tsx'
import { SEVERITY_WORDS } from '../../../../format/words.ts'
import type { HitMark } from './hit-topology.ts'

const NAMED = 6

/** The drawing of where the hit entities stand, as a table; `whole` with all that is next to them from the first. */
export function HitTopologyTable({ marks, whole }: { marks: readonly HitMark[]; whole: boolean }) {
  const [all, setAll] = useState(false)
  const near = marks.filter(({ part }) => part === 'near').length
  const shown = whole || all ? marks : marks.filter(({ part }) => part !== 'near')
  return (
    <>
      <table className="stands">
        <caption className="vh">Where the hit entities stand, and what is next to them</caption>
        <thead>
          <tr>
            <th scope="col">Entity</th>
            <th scope="col">State</th>
            <th scope="col">Needs</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((mark) => (
            <tr key={mark.key}>
              <th scope="row">
                <Name text={mark.title} /> <small>{mark.type}</small>
              </th>
              <td>{stateWords(mark)}</td>
              <td className="q2">
                <Said text={needWords(mark.needs)} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {near > 0 && !whole ? (
        <p className="more">
          <button type="button" className="lk" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Only what was hit' : `${near} next to them, not hit`}
          </button>
        </p>
      ) : null}
    </>
  )
}

function stateWords({ part, severity, when, centre }: HitMark): string {
  if (part === 'near') return 'Not hit'
  if (part === 'between') return 'Silent, between what was hit'
  const state = severity ? SEVERITY_WORDS[severity] : centre ? 'No alert of its own' : 'Hit'
  return [state, when, centre ? 'likely began it' : undefined].filter(Boolean).join(', ')
}

function needWords(needs: readonly string[]): string {
  const more = needs.length > NAMED ? ` and ${needs.length - NAMED} more` : ''
  return needs.slice(0, NAMED).join(', ') + more
}
