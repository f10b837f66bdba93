import { compileMatchers } from '../../../schema/matcher.ts'
import type { SilenceState } from '../../../schema/records/silence.ts'
import { matchedLabels } from '../labels.ts'
import type { Recurrence } from '../recurrence.ts'
import type { Stage } from '../work.ts'
import { holdInWindows } from './maintenance.ts'

/** Holds back alerts that a silence matches. */
export const applySilences: Stage = {
  name: 'silence',
  run(work) {
    const silences = [...work.scope.silences.values()].map((silence) => ({
      silence,
      recurrence: recurrenceOf(silence),
      matches: compileMatchers(silence.matchers),
    }))
    for (const id of silences.length > 0 ? work.alerts : []) {
      const alert = work.scope.alerts.get(id)
      if (!alert) continue
      const labels = matchedLabels(alert)
      for (const { silence, recurrence, matches } of silences) {
        if (!matches(labels)) continue
        const text = silence.comment || `silenced by ${silence.createdBy}`
        holdInWindows(work, alert, recurrence, { kind: 'silenced', id: silence.id, text })
      }
    }
  },
}

function recurrenceOf(silence: SilenceState): Recurrence {
  const startsAt = Date.parse(silence.startsAt)
  const endsAt = Date.parse(silence.endsAt)
  return {
    startsAt,
    endsAt,
    rule: silence.recurrence?.rrule,
    durationMs: silence.recurrence?.durationMs ?? endsAt - startsAt,
  }
}
