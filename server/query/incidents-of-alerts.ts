import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'

/** The incident that each alert is in now, by alert id; alerts in none are absent. */
export async function incidentsOfAlerts(
  database: Database,
  alerts: { scope: string; alert_id: string }[],
): Promise<Map<string, string>> {
  const ids = [...new Set(alerts.map((alert) => alert.alert_id).filter((id) => id !== ''))]
  if (ids.length === 0) return new Map()
  const rows = await database.query<{ id: string; incident_id: string }>(
    `SELECT id, incident_id FROM alerts FINAL
     WHERE scope IN {scopes:Array(String)} AND id IN {ids:Array(String)} AND incident_id != '' ${BOUNDS}`,
    { scopes: [...new Set(alerts.map((alert) => alert.scope))], ids },
  )
  return new Map(rows.map((row) => [row.id, row.incident_id]))
}
