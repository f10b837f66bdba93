import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { EventFilter, EventKey } from './event-key.ts'
import { timeParameter } from './time.ts'

/** Looked for are so many times the events that are asked for: the first and the last minute count in part. */
const SPARE = 2
/** Most pages lie within so many hours. */
const NEAR_HOURS = 6

/**
 * The minute from which on at least `events` events of the filter were counted before `after`, or the first that has
 * any. A hint of where to look: the counts say too much of events that are no longer kept, and too little of what is
 * not correlated yet. Undefined when there are none, and when the newest of all are asked for, to which an index leads.
 */
export async function sinceMinute(
  database: Database,
  filter: EventFilter,
  after: EventKey | undefined,
  events: number,
): Promise<string | undefined> {
  if (after === undefined && filter.to === undefined && !filter.source?.length) return undefined
  const near = await countedSince(database, filter, after, events * SPARE, NEAR_HOURS)
  if (near && near.total >= events * SPARE) return near.since
  return (await countedSince(database, filter, after, events * SPARE, undefined))?.since
}

/** The same within the last `hours` only, with how many events were counted since. */
async function countedSince(
  database: Database,
  { scope, source, from, to }: EventFilter,
  after: EventKey | undefined,
  events: number,
  hours: number | undefined,
): Promise<{ since: string; total: number } | undefined> {
  const asked = allOf([
    when(scope, 'scope = {scope:String}', (one) => ({ scope: one })),
    when(to, "minute < {to:DateTime64(3, 'UTC')}", (time) => ({ to: timeParameter(time) })),
    when(after, "minute <= {afterAt:DateTime64(3, 'UTC')}", (key) => ({ afterAt: key.at })),
  ])
  const last = `(SELECT max(minute) FROM event_minutes WHERE ${asked.sql})`
  const where = allOf([
    asked,
    when(source, 'source IN {source:Array(String)}', (sources) => ({ source: sources })),
    { sql: "outcome != 'repeated_delivery'", parameters: {} },
    when(from, "minute >= toStartOfMinute({from:DateTime64(3, 'UTC')})", (time) => ({
      from: timeParameter(time),
    })),
    when(hours, `minute >= ${last} - toIntervalHour({hours:UInt32})`, (count) => ({ hours: count })),
  ])
  const [found] = await database.query<{ since: string; total: number }>(
    `SELECT min(minute) AS since, max(counted) AS total FROM (
       SELECT minute, n, sum(n) OVER (ORDER BY minute DESC) AS counted
       FROM (SELECT minute, sum(events) AS n FROM event_minutes WHERE ${where.sql}
             GROUP BY minute ORDER BY minute DESC LIMIT {events:UInt32}))
     WHERE counted - n < {events:UInt32} ${BOUNDS}`,
    { ...where.parameters, events },
  )
  return found && found.total > 0 ? found : undefined
}
