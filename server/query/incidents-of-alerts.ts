import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

/** Most alerts began within this before or after their events (a sender's start may be later), in milliseconds. */
const NEAR_MS = { before: 86_400_000, after: 3_600_000 }
/** The last year that DateTime64 can hold. */
const LATEST = Date.UTC(2299, 0, 1)

/** The incident that each alert is in now, by alert id; alerts in none are absent. `at` is when an event of it was. */
export async function incidentsOfAlerts(
  database: Database,
  events: { scope: string; alert_id: string; at: string }[],
): Promise<Map<string, string>> {
  const ids = new Set(events.map((event) => event.alert_id).filter((id) => id !== ''))
  const times = events.map((event) => event.at).sort()
  const [first, last] = [times[0], times.at(-1)]
  if (ids.size === 0 || first === undefined || last === undefined) return new Map()
  const scopes = [...new Set(events.map((event) => event.scope))]
  const from = timeParameter(fromDatabaseTime(first) - NEAR_MS.before)
  const to = timeParameter(Math.min(fromDatabaseTime(last) + NEAR_MS.after, LATEST))
  // Alerts are stored by when they began: the near ones are read from few places, the few others by their ids.
  const isNear = "starts_at BETWEEN {from:DateTime64(3, 'UTC')} AND {to:DateTime64(3, 'UTC')}"
  const near = await incidents(database, scopes, ids, isNear, { from, to })
  for (const { id } of near) ids.delete(id)
  const far = ids.size > 0 ? await incidents(database, scopes, ids, `NOT (${isNear})`, { from, to }) : []
  return new Map(
    [...near, ...far].filter((row) => row.incident_id !== '').map((row) => [row.id, row.incident_id]),
  )
}

function incidents(
  database: Database,
  scopes: string[],
  ids: Set<string>,
  began: string,
  times: { from: string; to: string },
): Promise<{ id: string; incident_id: string }[]> {
  return database.query(
    `SELECT id, incident_id FROM alerts FINAL
     WHERE scope IN {scopes:Array(String)} AND ${began} AND id IN {ids:Array(String)} ${BOUNDS}`,
    { scopes, ids: [...ids], ...times },
  )
}
