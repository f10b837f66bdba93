import type { Database } from '../../ingest/database/database.ts'
import type { SourceStatus } from '../../schema/api/status.ts'
import { BOUNDS } from './bounds.ts'
import { timeParameter, toRfc3339 } from './time.ts'

const HOUR_MS = 3_600_000
const MAX_SOURCES = 1000

/**
 * Who sends events: the last arrival of each and how many came in the hour before `now` (epoch milliseconds) and the
 * minute in which that hour began. Both are read from what ClickHouse keeps per minute of arrival (the projection
 * by_source), not from every event.
 */
export async function sources(database: Database, now: number): Promise<SourceStatus[]> {
  const rows = await database.query<{ scope: string; source: string; last: string; recent: number }>(
    `SELECT scope, source, max(newest) AS last, sum(events) AS recent FROM (
       SELECT scope, source, max(received_at) AS newest, 0 AS events FROM events GROUP BY scope, source
       UNION ALL
       SELECT scope, source, max(received_at) AS newest, count() AS events FROM events
       WHERE toStartOfMinute(received_at) >= toStartOfMinute({hourAgo:DateTime64(3, 'UTC')})
       GROUP BY scope, source)
     GROUP BY scope, source ORDER BY scope, source LIMIT ${MAX_SOURCES} ${BOUNDS}`,
    { hourAgo: timeParameter(now - HOUR_MS) },
  )
  return rows.map(({ scope, source, last, recent }) => ({
    scope,
    source,
    lastReceivedAt: toRfc3339(last),
    eventsLastHour: recent,
  }))
}

/** Every scope that anything was received for, by name. */
export async function scopes(database: Database): Promise<string[]> {
  const rows = await database.query<{ scope: string }>(
    `SELECT DISTINCT scope FROM (
       SELECT DISTINCT scope FROM event_minutes
       UNION ALL SELECT DISTINCT scope FROM changes
       UNION ALL SELECT DISTINCT scope FROM topology_nodes)
     ORDER BY scope LIMIT ${MAX_SOURCES} ${BOUNDS}`,
  )
  return rows.map(({ scope }) => scope)
}
