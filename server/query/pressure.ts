import type { Database } from '../../ingest/database/database.ts'
import type { Pressure } from '../../schema/api/figures.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { timeParameter } from './time.ts'

/** Bucket widths in seconds, all of whole minutes, as the events are counted by the minute. */
const WIDTHS = [60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400, 604_800]
const MAX_BUCKETS = 360

/** The narrowest width (seconds) that cuts a range (milliseconds) into at most 360 buckets. */
export function bucketWidth(range: Range): number {
  const seconds = (range.to - range.from) / 1000
  const width = WIDTHS.find((candidate) => seconds / candidate <= MAX_BUCKETS)
  // Longer than all of them: whole weeks.
  return width ?? Math.ceil(seconds / MAX_BUCKETS / 604_800) * 604_800
}

/** Events, alerts that began and incidents that were open in each bucket; the range is widened to whole buckets. */
export async function pressure(
  database: Database,
  scope: string | undefined,
  asked: Range,
): Promise<Pressure> {
  const bucketSeconds = bucketWidth(asked)
  const step = bucketSeconds * 1000
  const from = Math.floor(asked.from / step) * step
  const to = Math.max(Math.ceil(asked.to / step) * step, from + step)
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const parameters = {
    ...inScope.parameters,
    from: timeParameter(from),
    to: timeParameter(to),
    step: bucketSeconds,
  }
  const [events, alerts, incidents, [first]] = await Promise.all([
    database.query<Counted>(
      `SELECT intDiv(toUnixTimestamp(minute), {step:UInt32}) AS bucket, sum(events) AS count FROM event_minutes
       WHERE ${inScope.sql} AND minute >= {from:DateTime64(3, 'UTC')} AND minute < {to:DateTime64(3, 'UTC')}
         AND outcome != 'repeated_delivery'
       GROUP BY bucket ${BOUNDS}`,
      parameters,
    ),
    database.query<Counted>(
      `SELECT intDiv(toUnixTimestamp(starts_at), {step:UInt32}) AS bucket, count() AS count FROM alerts FINAL
       WHERE ${inScope.sql} AND starts_at >= {from:DateTime64(3, 'UTC')} AND starts_at < {to:DateTime64(3, 'UTC')}
       GROUP BY bucket ${BOUNDS}`,
      parameters,
    ),
    // How many lives began and ended together: few rows, however many incidents there are.
    database.query<Lives>(
      `SELECT intDiv(toUnixTimestamp64Second(started_at), {step:UInt32}) AS first,
         if(resolved_at IS NULL, NULL, intDiv(toUnixTimestamp64Second(assumeNotNull(resolved_at)), {step:UInt32})) AS last,
         count() AS count
       FROM incidents FINAL
       WHERE ${inScope.sql} AND status != 'merged' AND started_at < {to:DateTime64(3, 'UTC')}
         AND (resolved_at IS NULL OR resolved_at >= {from:DateTime64(3, 'UTC')})
       GROUP BY first, last ${BOUNDS}`,
      parameters,
    ),
    database.query<{ seconds: number }>(
      `SELECT toUnixTimestamp(min(minute)) AS seconds FROM event_minutes WHERE ${inScope.sql} ${BOUNDS}`,
      inScope.parameters,
    ),
  ])
  // Of no minute at all the least is 1970.
  const since = (first?.seconds ?? 0) * 1000
  const open = countOpen(incidents, from, to, step)
  const eventsIn = new Map(events.map(({ bucket, count }) => [bucket, count]))
  const alertsIn = new Map(alerts.map(({ bucket, count }) => [bucket, count]))
  const buckets = open.map((count, i) => {
    const at = from + i * step
    const bucket = at / step
    return {
      at: new Date(at).toISOString(),
      events: eventsIn.get(bucket) ?? 0,
      alerts: alertsIn.get(bucket) ?? 0,
      incidents: count,
    }
  })
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    bucketSeconds,
    ...(since > from && { since: new Date(since).toISOString() }),
    buckets,
  }
}

interface Counted {
  bucket: number
  count: number
}

/** So many incidents that began in one bucket and ended in one, or have not ended; buckets are counted from 1970. */
interface Lives {
  first: number
  last: number | null
  count: number
}

/** How many lives touch each bucket, by adding at their first and subtracting after their last bucket. */
function countOpen(lives: Lives[], from: number, to: number, step: number): number[] {
  const length = (to - from) / step
  const changes = new Array<number>(length + 1).fill(0)
  const inRange = (bucket: number) => Math.min(Math.max(bucket - from / step, 0), length - 1)
  for (const { first, last, count } of lives) {
    const begin = inRange(first)
    const end = last === null ? length - 1 : inRange(last)
    changes[begin] = (changes[begin] ?? 0) + count
    changes[end + 1] = (changes[end + 1] ?? 0) - count
  }
  let open = 0
  return changes.slice(0, length).map((change) => {
    open += change
    return open
  })
}
