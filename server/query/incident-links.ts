import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import type { Condition } from './condition.ts'
import { keptOf, type Versioned, versionOf } from './kept.ts'

/** What finding the links of an incident takes: its key and its life as the database has it. */
export interface IncidentKey {
  scope: string
  id: string
  started_at: string
  updated_at: string
}

/** So many characters of links are kept: those of some 600 large incidents in lists. */
const keptLinks = keptOf<Links>(8 * 1024 * 1024)

/**
 * The links of incidents as JSON lists, at most `perIncident` each, in the order in which the alerts began. By incident
 * id; incidents without links are absent.
 */
export async function incidentLinks(
  database: Database,
  incidents: IncidentKey[],
  perIncident: number,
): Promise<Map<string, string>> {
  const versions = await linkVersions(database, incidents)
  const kept = keptLinks(database)
  const keptAs = ({ scope, id }: IncidentKey) => `${scope}\n${id}`
  const links = new Map<string, string>()
  const changed: IncidentKey[] = []
  const use = ({ id }: IncidentKey, { first }: Links) =>
    links.set(id, `[${first.slice(0, perIncident).join(',')}]`)
  for (const incident of incidents) {
    const version = versions.get(incident.id)
    if (version === undefined) continue
    const known = kept.get(keptAs(incident), version)
    if (known && (known.areAll || known.first.length >= perIncident)) use(incident, known)
    else changed.push(incident)
  }
  const read = await readLinks(database, changed, perIncident)
  for (const incident of changed) {
    const found = read.get(incident.id)
    if (!found) continue
    use(incident, found)
    // When an alert began follows from its id, so the order holds for good once all these times are known.
    if (!found.areOrdered) continue
    const size = found.first.reduce((sum, { length }) => sum + length, 0)
    kept.set(keptAs(incident), versions.get(incident.id) ?? '', found, size)
  }
  return links
}

/** Where on the log the last change of an incident's links came from, by incident id. */
async function linkVersions(database: Database, incidents: IncidentKey[]): Promise<Map<string, string>> {
  if (incidents.length === 0) return new Map()
  const rows = await database.query<{ incident_id: string } & Versioned>(
    `SELECT incident_id, argMax(links.log_partition, links.log_offset) AS log_partition, max(links.log_offset) AS log_offset
     FROM links PREWHERE scope IN {scopes:Array(String)} AND incident_id IN {ids:Array(String)}
     GROUP BY incident_id ${BOUNDS}`,
    keysOf(incidents),
  )
  return new Map(rows.map((row) => [row.incident_id, versionOf(row)]))
}

/** The first links of an incident. */
interface Links {
  /** JSON of each. */
  first: string[]
  /** Whether there are no others. */
  areAll: boolean
  /** Whether it is known of each alert when it began. */
  areOrdered: boolean
}

async function readLinks(
  database: Database,
  incidents: IncidentKey[],
  perIncident: number,
): Promise<Map<string, Links>> {
  const found = new Map<string, Links>()
  if (incidents.length === 0) return found
  const alive = whenAlive(incidents)
  const rows = await database.query<{
    incident_id: string
    alert_id: string
    joined_by: string
    known: 0 | 1
  }>(
    `SELECT incident_id, alert_id, joined_by, a.id != '' AS known
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
    { ...keysOf(incidents), ...alive.parameters, perIncident },
  )
  for (const { incident_id, alert_id, joined_by, known } of rows) {
    const of = found.get(incident_id) ?? { first: [], areAll: true, areOrdered: true }
    found.set(incident_id, of)
    // The loader wrote this column as JSON: it is answered as it is.
    of.first.push(`{"alert":${JSON.stringify(alert_id)},"joinedBy":${joined_by || '[]'}}`)
    of.areOrdered &&= known === 1
    of.areAll = of.first.length < perIncident
  }
  return found
}

function keysOf(incidents: IncidentKey[]) {
  return { scopes: [...new Set(incidents.map(({ scope }) => scope))], ids: incidents.map(({ id }) => id) }
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
