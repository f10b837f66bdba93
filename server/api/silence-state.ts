import type { SilenceView } from '../../schema/api/silence.ts'
import type { Silence } from '../../schema/records/silence.ts'
import { windowAt } from '../correlate/recurrence.ts'

/** What a silence is at a time (epoch milliseconds): a recurring one is pending between two of its windows. */
export function silenceState(
  silence: Pick<Silence, 'startsAt' | 'endsAt' | 'recurrence'>,
  now: number,
): SilenceView['state'] {
  const startsAt = Date.parse(silence.startsAt)
  const endsAt = Date.parse(silence.endsAt)
  if (now >= endsAt) return 'expired'
  if (!silence.recurrence) return now < startsAt ? 'pending' : 'active'
  const { rrule, durationMs } = silence.recurrence
  return windowAt({ startsAt, endsAt, rule: rrule, durationMs }, now) ? 'active' : 'pending'
}
