import type { SilenceState } from '../../../schema/records/silence.ts'
import { matchedLabels } from '../labels.ts'
import { indexMatchers, type MatcherIndex } from '../matcher-index.ts'
import type { Recurrence } from '../recurrence.ts'
import type { ScopeState } from '../state.ts'
import type { Stage } from '../work.ts'
import { holdInWindows } from './maintenance.ts'

/** Holds back alerts that a silence matches. */
export const applySilences: Stage = {
  name: 'silence',
  run(work) {
    if (work.scope.silences.size === 0) return
    const index = indexOf(work.scope.silences)
    for (const id of work.alerts) {
      const alert = work.scope.alerts.get(id)
      if (!alert) continue
      for (const silence of index.find(matchedLabels(alert))) {
        const text = silence.comment || `silenced by ${silence.createdBy}`
        holdInWindows(work, alert, recurrenceOf(silence), { kind: 'silenced', id: silence.id, text })
      }
    }
  },
}

// Follows from the silences and is made anew when one was set, so it has no place in the state that is saved.
const indexes = new WeakMap<
  ScopeState['silences'],
  { of: SilenceState[]; index: MatcherIndex<SilenceState> }
>()

function indexOf(silences: ScopeState['silences']): MatcherIndex<SilenceState> {
  const of = [...silences.values()]
  const known = indexes.get(silences)
  if (known?.of.length === of.length && known.of.every((one, i) => one === of[i])) return known.index
  const index = indexMatchers(of, ({ matchers }) => matchers)
  indexes.set(silences, { of, index })
  return index
}

/** When a silence holds back. */
export function recurrenceOf(silence: SilenceState): Recurrence {
  const startsAt = Date.parse(silence.startsAt)
  const endsAt = Date.parse(silence.endsAt)
  return {
    startsAt,
    endsAt,
    rule: silence.recurrence?.rrule,
    durationMs: silence.recurrence?.durationMs ?? endsAt - startsAt,
  }
}
