import { compileMatchers } from '../../schema/matcher.ts'
import type { Silence } from '../../schema/records/silence.ts'
import { ruleFault } from '../correlate/recurrence-rule.ts'

/** A field of a silence and what is wrong with it. */
export interface SilenceFault {
  path: string
  message: string
}

const LONGEST_SERIES_MS = 5 * 366 * 86_400_000

/** What is wrong with a well-formed silence, in the words of Alertmanager where it has them. */
export function silenceFaults(silence: Silence): SilenceFault[] {
  const faults: SilenceFault[] = []
  const startsAt = Date.parse(silence.startsAt)
  const endsAt = Date.parse(silence.endsAt)
  if (silence.matchers.every((matcher) => compileMatchers([matcher])({}))) {
    faults.push({ path: 'matchers', message: 'at least one matcher must not match the empty string' })
  }
  if (endsAt <= startsAt) faults.push({ path: 'endsAt', message: 'end time must not be before start time' })
  if (silence.recurrence) {
    const fault = ruleFault(silence.recurrence.rrule)
    if (fault) faults.push({ path: 'recurrence.rrule', message: fault })
    if (endsAt - startsAt > LONGEST_SERIES_MS) {
      faults.push({ path: 'endsAt', message: 'a recurring silence ends within 5 years of its start' })
    }
  }
  return faults
}
