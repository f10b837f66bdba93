import type { Database } from '../../ingest/database/database.ts'
import type { Link } from '../../schema/api/incident.ts'
import { BOUNDS } from './bounds.ts'
import { readList } from './incident-row.ts'

/** What finding the links of an incident takes: its key and its life as the database has it. */
export interface IncidentKey {
  scope: string
  id: string
  started_at: string
  updated_at: string
}

/** The links of incidents, at most `perIncident` each, in the order in which the alerts began. By incident id. */
export async function incidentLinks(
  database: Database,
  incidents: IncidentKey[],
  perIncident: number,
): Promise<Map<string, Link[]>> {
  const links = new Map<string, Link[]>(incidents.map(({ id }) => [id, []]))
  if (incidents.length === 0) return links
  const starts = incidents.map(({ started_at }) => started_at).sort()
  const updates = incidents.map(({ updated_at }) => updated_at).sort()
  const rows = await database.query<{ incident_id: string; alert_id: string; joined_by: string }>(
    `SELECT incident_id, alert_id, joined_by
     FROM (SELECT incident_id, alert_id, joined_by FROM links FINAL
           PREWHERE scope IN {scopes:Array(String)} AND incident_id IN {ids:Array(String)}) AS l
     LEFT JOIN (SELECT id, argMax(starts_at, log_offset) AS began FROM alerts
           WHERE scope IN {scopes:Array(String)} AND incident_id IN {ids:Array(String)} AND is_deleted = 0
             AND starts_at BETWEEN {first:DateTime64(3, 'UTC')} AND {last:DateTime64(3, 'UTC')}
           GROUP BY id) AS a
       ON a.id = l.alert_id
     ORDER BY incident_id, began, alert_id
     LIMIT {perIncident:UInt32} BY incident_id
     ${BOUNDS}`,
    {
      scopes: [...new Set(incidents.map(({ scope }) => scope))],
      ids: incidents.map(({ id }) => id),
      first: starts[0],
      last: updates.at(-1),
      perIncident,
    },
  )
  for (const row of rows) {
    links.get(row.incident_id)?.push({
      alert: row.alert_id,
      joinedBy: readList<Link['joinedBy'][number]>(row.joined_by),
    })
  }
  return links
}
