import type { Database } from '../../ingest/database/database.ts'
import type { Fired } from '../../schema/records/command.ts'
import type { IncidentState } from '../../schema/records/correlation.ts'
import { BOUNDS } from './bounds.ts'
import { timeParameter } from './time.ts'

/** More than what can be learned of, also where much of it is on things of one service. */
const MOST = 1000

/** What fired in an incident: each alert's name on its thing and service once, the first in time first, a thousand at most. */
export async function firedIn(
  database: Database,
  { scope, id, startedAt, updatedAt }: Pick<IncidentState, 'scope' | 'id' | 'startedAt' | 'updatedAt'>,
): Promise<Fired[]> {
  const rows = await database.query<{ name: string; entity: string; service: string; critical: boolean }>(
    `SELECT name, entity_name AS entity, service, max(severity = 'critical') = 1 AS critical
     FROM alerts FINAL
     PREWHERE scope = {scope:String} AND starts_at BETWEEN {from:DateTime64(3, 'UTC')} AND {to:DateTime64(3, 'UTC')}
     WHERE incident_id = {id:String}
     GROUP BY name, entity, service ORDER BY min(starts_at), min(alerts.id) LIMIT ${MOST} ${BOUNDS}`,
    { scope, id, from: timeParameter(Date.parse(startedAt)), to: timeParameter(Date.parse(updatedAt)) },
  )
  return rows.map(({ name, entity, service, critical }) => ({
    alert: name,
    ...(entity && { entity }),
    ...(service && { service }),
    critical: Boolean(critical),
  }))
}
