import type { Database } from '../../ingest/database/database.ts'
import type { NearMissView } from '../../schema/api/incident.ts'
import type { NearMiss } from '../../schema/records/correlation.ts'
import { BOUNDS } from './bounds.ts'
import { findAlerts } from './find-alert.ts'
import { readList } from './incident-row.ts'

/** Alerts that were close to the incident and left out, with why and with the alert as it is now, closest first. */
export async function nearMisses(
  database: Database,
  incident: { scope: string; id: string },
): Promise<NearMissView[]> {
  const [row] = await database.query<{ near_misses: string }>(
    `SELECT near_misses FROM incidents FINAL
     PREWHERE scope = {scope:String} AND id = {id:String} LIMIT 1 ${BOUNDS}`,
    { scope: incident.scope, id: incident.id },
  )
  const misses = readList<NearMiss>(row?.near_misses ?? '').sort((a, b) => b.weight - a.weight)
  const alerts = await findAlerts(
    database,
    misses.map((miss) => miss.alertId),
    incident.scope,
  )
  const byId = new Map(alerts.map((alert) => [alert.id, alert]))
  return misses.map((miss) => {
    const alert = byId.get(miss.alertId)
    return alert ? { ...miss, alert } : miss
  })
}
