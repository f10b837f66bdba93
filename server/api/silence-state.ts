import type { SilenceView } from '../../schema/api/silence.ts'
import type { Silence } from '../../schema/records/silence.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { nextWindow, type Recurrence, windowAt } from '../correlate/recurrence.ts'

type Times = Pick<Silence, 'startsAt' | 'endsAt' | 'recurrence'>

/** What a silence is at a time (epoch milliseconds): a recurring one is pending between two of its windows. */
export function silenceState(silence: Times, now: number): SilenceView['state'] {
  const startsAt = Date.parse(silence.startsAt)
  const endsAt = Date.parse(silence.endsAt)
  if (now >= endsAt) return 'expired'
  if (!silence.recurrence) return now < startsAt ? 'pending' : 'active'
  return windowAt(recurrenceOf(silence, silence.recurrence), now) ? 'active' : 'pending'
}

/** Of a recurring silence the window that is open at a time (epoch milliseconds), else the next; undefined where there is none. */
export function silenceWindow(silence: Times, now: number): SilenceView['window'] {
  if (!silence.recurrence) return undefined
  return windowFrom(recurrenceOf(silence, silence.recurrence), now)
}

/** The window of a recurrence that is open at a time (epoch milliseconds), else the next; undefined where there is none. */
export function windowFrom(recurrence: Recurrence, now: number): SilenceView['window'] {
  const open = windowAt(recurrence, now)
  if (open) return { startsAt: toTimestamp(open.from), endsAt: toTimestamp(open.until) }
  const next = nextWindow(recurrence, now)
  if (next === undefined) return undefined
  const until = Math.min(next + recurrence.durationMs, recurrence.endsAt)
  return { startsAt: toTimestamp(next), endsAt: toTimestamp(until) }
}

function recurrenceOf(silence: Times, { rrule, durationMs }: NonNullable<Times['recurrence']>): Recurrence {
  return {
    startsAt: Date.parse(silence.startsAt),
    endsAt: Date.parse(silence.endsAt),
    rule: rrule,
    durationMs,
  }
}
