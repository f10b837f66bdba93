import type { Database } from '../../ingest/database/database.ts'
import type { Link } from '../../schema/api/incident.ts'
import { BOUNDS } from './bounds.ts'
import type { Condition } from './condition.ts'
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
  const alive = whenAlive(incidents)
  const rows = await database.query<{ incident_id: string; alert_id: string; joined_by: string }>(
    `SELECT incident_id, alert_id, joined_by
     FROM (SELECT incident_id, alert_id, joined_by FROM links FINAL
           PREWHERE scope IN {scopes:Array(String)} AND incident_id IN {ids:Array(String)}) AS l
     LEFT JOIN (SELECT id, argMax(starts_at, log_offset) AS began FROM alerts
           WHERE scope IN {scopes:Array(String)} AND incident_id IN {ids:Array(String)} AND is_deleted = 0
             AND (${alive.sql})
           GROUP BY id) AS a
       ON a.id = l.alert_id
     ORDER BY incident_id, began, alert_id
     LIMIT {perIncident:UInt32} BY incident_id
     ${BOUNDS}`,
    {
      scopes: [...new Set(incidents.map(({ scope }) => scope))],
      ids: incidents.map(({ id }) => id),
      ...alive.parameters,
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

/** So many spans of time are looked at apart. */
const MAX_SPANS = 64

/** The condition that an alert began while one of the incidents was alive, of as few spans of time as that takes. */
function whenAlive(incidents: IncidentKey[]): Condition {
  const spans: { first: string; last: string }[] = []
  const lives = incidents.map(({ started_at, updated_at }) => ({ first: started_at, last: updated_at }))
  for (const life of lives.sort((a, b) => (a.first < b.first ? -1 : 1))) {
    const span = spans.at(-1)
    if (span === undefined || life.first > span.last) spans.push(life)
    else if (life.last > span.last) span.last = life.last
  }
  const [first, last] = [spans[0], spans.at(-1)]
  const apart = spans.length > MAX_SPANS && first && last ? [{ first: first.first, last: last.last }] : spans
  return {
    sql: apart
      .map((_, i) => `starts_at BETWEEN {first${i}:DateTime64(3, 'UTC')} AND {last${i}:DateTime64(3, 'UTC')}`)
      .join(' OR '),
    parameters: Object.fromEntries(
      apart.flatMap((span, i) => [
        [`first${i}`, span.first],
        [`last${i}`, span.last],
      ]),
    ),
  }
}
