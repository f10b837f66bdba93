import { useState } from 'react'
import { Icon } from '../../../../components/icon.tsx'
import { Name, Said } from '../../../../components/said.tsx'
import { offset } from '../../../../format/duration.ts'
import { clockSeconds } from '../../../../format/time.ts'
import { SEVERITY_WORDS } from '../../../../format/words.ts'
import type { HitEntity } from './spread-graph.ts'

const FIRST = 14

/** The hit entities in time order, for a phone and where there are too many for a map. */
export function SpreadList({ hit }: { hit: readonly HitEntity[] }) {
  const [all, setAll] = useState(false)
  const first = hit[0]
  if (!first) return <p className="none">Nothing is hit.</p>
  const shown = all ? hit.slice(0, 1000) : hit.slice(0, FIRST)
  return (
    <>
      <ol className="hits">
        {shown.map((each, index) => (
          <li key={each.name}>
            <span className="q3 nw">{index === 0 ? clockSeconds(each.at) : offset(each.at - first.at)}</span>
            {each.severity ? <Icon name={each.severity} tone={each.severity} /> : <span />}
            <span>
              {each.severity ? <span className="vh">{SEVERITY_WORDS[each.severity]}: </span> : null}
              <Name text={each.name} />
              {each.cause ? <small> likely began it</small> : null}
            </span>
            <span className="q2">
              {each.symptom === undefined ? 'no alert of its own' : <Said text={each.symptom} />}
            </span>
          </li>
        ))}
      </ol>
      {hit.length > FIRST && !all ? (
        <p className="more">
          <button type="button" className="lk" onClick={() => setAll(true)}>
            {hit.length - FIRST} more
          </button>
        </p>
      ) : null}
    </>
  )
}
