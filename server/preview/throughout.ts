import type { Silence } from '../../schema/records/silence.ts'
import { toTimestamp } from '../../schema/records/time.ts'

const WEEK_MS = 7 * 86_400_000

/** Rules that say the same when they begin some weeks earlier; those by the month or year may not. */
const BY_DAYS = /(?:^|;)FREQ=(?:DAILY|WEEKLY|HOURLY|MINUTELY)(?:;|$)/i

/**
 * A silence as it would have been in a stretch of the past (epoch milliseconds), whenever it is to be set: one that
 * does not recur holds all the time, one that recurs by days or weeks in each of its windows, which are carried back
 * by whole weeks.
 */
export function throughout(silence: Silence, { from, to }: { from: number; to: number }): Silence {
  const endsAt = toTimestamp(to + WEEK_MS)
  if (!silence.recurrence) return { ...silence, startsAt: toTimestamp(0), endsAt }
  const { rrule, durationMs } = silence.recurrence
  const begins = Date.parse(silence.startsAt)
  if (!BY_DAYS.test(rrule)) return silence
  const interval = Number(/(?:^|;)INTERVAL=(\d+)/i.exec(rrule)?.[1] ?? 1)
  const step = WEEK_MS * Math.max(1, interval)
  const back = Math.max(0, Math.ceil((begins - from) / step) + 1) * step
  const endless = rrule
    .split(';')
    .filter((part) => !/^(?:COUNT|UNTIL)=/i.test(part))
    .join(';')
  return {
    ...silence,
    startsAt: toTimestamp(Math.max(0, begins - back)),
    endsAt,
    recurrence: { rrule: endless, durationMs },
  }
}
