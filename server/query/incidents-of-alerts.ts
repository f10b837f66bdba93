import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

/** Most alerts began within this before their events, in milliseconds. */
const NEAR_MS = 86_400_000

/** The incident that each alert is in now, by alert id; alerts in none are absent. `at` is when an event of it was. */
export async function incidentsOfAlerts(
  database: Database,
  events: { scope: string; alert_id: string; at: string }[],
): Promise<Map<string, string>> {
  const ids = new Set(events.map((event) => event.alert_id).filter((id) => id !== ''))
  const [first] = events.map((event) => event.at).sort()
  if (ids.size === 0 || first === undefined) return new Map()
  const scopes = [...new Set(events.map((event) => event.scope))]
  const from = timeParameter(fromDatabaseTime(first) - NEAR_MS)
  // Alerts are stored by when they began: the near ones are read from few places, the few old ones by their ids.
  const near = await incidents(database, scopes, ids, "starts_at >= {from:DateTime64(3, 'UTC')}", from)
  for (const { id } of near) ids.delete(id)
  const far =
    ids.size > 0
      ? await incidents(database, scopes, ids, "starts_at < {from:DateTime64(3, 'UTC')}", from)
      : []
  return new Map(
    [...near, ...far].filter((row) => row.incident_id !== '').map((row) => [row.id, row.incident_id]),
  )
}

function incidents(
  database: Database,
  scopes: string[],
  ids: Set<string>,
  began: string,
  from: string,
): Promise<{ id: string; incident_id: string }[]> {
  return database.query(
    `SELECT id, incident_id FROM alerts FINAL
     WHERE scope IN {scopes:Array(String)} AND ${began} AND id IN {ids:Array(String)} ${BOUNDS}`,
    { scopes, ids: [...ids], from },
  )
}
