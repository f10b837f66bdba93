import { Link } from '@tanstack/react-router'
import type { SilenceView } from '../../../schema/api/views.ts'
import { count } from '../../format/count.ts'
import { isIn, type Part } from './kinds.ts'

const WORDS: readonly (readonly [Part | undefined, string])[] = [
  [undefined, 'Now and ahead'],
  ['active', 'Active'],
  ['scheduled', 'Scheduled'],
  ['recurring', 'Recurring'],
  ['expired', 'Expired'],
]

/** The parts of the list of silences with how many are in each, once that is known; the one shown is marked. */
export function PartTabs(props: { silences: readonly SilenceView[] | undefined; part: Part | undefined }) {
  const { silences, part } = props
  return (
    <nav className="flt" aria-label="Silences shown">
      {WORDS.map(([each, words]) => (
        <Link
          key={words}
          to="/silences"
          activeOptions={{ exact: true }}
          from="/silences"
          search={({ part: _part, open: _open, ...before }) => ({
            ...before,
            ...(each !== undefined && { part: each }),
          })}
          aria-current={each === part ? 'true' : undefined}
        >
          {words} <b>{silences ? count(silences.filter((silence) => isIn(silence, each)).length) : null}</b>
        </Link>
      ))}
    </nav>
  )
}
