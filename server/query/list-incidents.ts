import { z } from 'zod'
import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, type Condition, when } from './condition.ts'
import { cursorTime, readCursor, writeCursor } from './cursor.ts'
import { type IncidentKey, incidentLinks } from './incident-links.ts'
import { INCIDENT_COLUMNS, type IncidentRow, incidentJson, withLinks } from './incident-row.ts'
import { keptOf, type Versioned, versionOf } from './kept.ts'
import type { PageOptions } from './list-alerts.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

/** Links of one incident in a list: so many, or as few as that where those of a page would be too many. */
const LINKS_OF_ONE = { most: 100, least: 20 }
/** Links of a page, which are some 600 bytes each; what a page is cut to is a multiple of the fewest of one. */
const LINKS_OF_A_PAGE = 1_000

/** Which incidents; without `status` all but the merged ones. Times are epoch milliseconds, compared by overlap. */
export interface IncidentFilter {
  scope?: string | undefined
  status?: string[] | undefined
  severity?: string[] | undefined
  service?: string[] | undefined
  /** A thing that likely caused it, or that one of its alerts is on. */
  entity?: string | undefined
  /** Text in the title, services or id. */
  q?: string | undefined
  from?: number | undefined
  to?: number | undefined
}

const cursorKey = z.tuple([cursorTime, z.string()])

/**
 * JSON of a page of incidents (schema/api/incident.ts), the one that began last first, each with its first links unless
 * `withLinks` is false, and with at most `suspects` causes and changes. Throws CursorError.
 */
export async function listIncidents(
  database: Database,
  filter: IncidentFilter,
  page: PageOptions & { withLinks: boolean; suspects?: number },
): Promise<string> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, cursorKey)
  const where = allOf([
    ...incidentConditions(filter),
    when(
      after,
      "started_at < {afterStart:DateTime64(3, 'UTC')} OR (started_at = {afterStart:DateTime64(3, 'UTC')} AND id < {afterId:String})",
      ([start, id]) => ({ afterStart: timeParameter(start), afterId: id }),
    ),
  ])
  const keys = await database.query<IncidentKey & Versioned & { alert_count: number }>(
    `SELECT scope, id, started_at, updated_at, alert_count, log_partition, log_offset FROM incidents FINAL WHERE ${where.sql}
     ORDER BY started_at DESC, id DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit: page.limit + 1 },
  )
  const wanted = keys.slice(0, page.limit)
  const [incidents, links] = await Promise.all([
    incidentsByKey(database, wanted, page.suspects),
    page.withLinks ? incidentLinks(database, wanted, linksOfEach(wanted)) : undefined,
  ])
  const items = wanted.flatMap(({ id }) => {
    const incident = incidents.get(id)
    return incident === undefined ? [] : withLinks(incident, links?.get(id) ?? '[]')
  })
  const last = wanted.at(-1)
  const nextCursor =
    keys.length > page.limit && last && writeCursor([fromDatabaseTime(last.started_at), last.id])
  return `{"items":[${items.join(',')}]${nextCursor ? `,"nextCursor":${JSON.stringify(nextCursor)}` : ''}}`
}

/** How many links of each incident a page of these shows. */
function linksOfEach(incidents: { alert_count: number }[]): number {
  let most = LINKS_OF_ONE.most
  const shown = () => incidents.reduce((sum, { alert_count }) => sum + Math.min(alert_count, most), 0)
  while (most > LINKS_OF_ONE.least && shown() > LINKS_OF_A_PAGE) most -= LINKS_OF_ONE.least
  return most
}

/** So many characters of incidents are kept: some 1,000 incidents. */
const keptIncidents = keptOf<string>(4 * 1024 * 1024)

/** JSON of the incidents of these keys, but for their links and for more than `suspects` causes and changes, read from the database where they are not as they were. */
async function incidentsByKey(
  database: Database,
  keys: (IncidentKey & Versioned)[],
  suspects: number | undefined,
): Promise<Map<string, string>> {
  const kept = keptIncidents(database)
  const byId = new Map<string, string>()
  const changed: IncidentKey[] = []
  for (const key of keys) {
    const incident = kept.get(`${suspects}\n${key.scope}\n${key.id}`, versionOf(key))
    if (incident === undefined) changed.push(key)
    else byId.set(key.id, incident)
  }
  for (const row of await rowsByKey(database, changed)) {
    const incident = incidentJson(row, suspects)
    byId.set(row.id, incident)
    kept.set(`${suspects}\n${row.scope}\n${row.id}`, versionOf(row), incident, incident.length)
  }
  return byId
}

async function rowsByKey(
  database: Database,
  keys: Pick<IncidentKey, 'scope' | 'id'>[],
): Promise<(IncidentRow & Versioned)[]> {
  if (keys.length === 0) return []
  return database.query(
    `SELECT ${INCIDENT_COLUMNS}, log_partition, log_offset FROM incidents FINAL
     PREWHERE scope IN {scopes:Array(String)} AND id IN {ids:Array(String)} ${BOUNDS}`,
    { scopes: [...new Set(keys.map((key) => key.scope))], ids: keys.map((key) => key.id) },
  )
}

function incidentConditions(filter: IncidentFilter): (Condition | undefined)[] {
  return [
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    filter.status?.length
      ? { sql: 'status IN {status:Array(String)}', parameters: { status: filter.status } }
      : { sql: "status != 'merged'", parameters: {} },
    when(filter.severity, 'severity IN {severity:Array(String)}', (severity) => ({ severity })),
    when(filter.service, 'hasAny(services, {service:Array(String)})', (service) => ({ service })),
    when(
      filter.entity,
      `JSONExtractString(causes, 1, 'entity', 'name') = {entity:String}
        OR id IN (SELECT incident_id FROM alerts FINAL
          WHERE ${filter.scope === undefined ? '' : 'scope = {scope:String} AND '}entity_name = {entity:String})`,
      (entity) => ({ entity }),
    ),
    when(
      filter.q || undefined,
      `positionCaseInsensitiveUTF8(concat(title, '\\n', arrayStringConcat(services, '\\n'), '\\n', id), {q:String}) > 0`,
      (q) => ({ q }),
    ),
    when(filter.from, "(resolved_at IS NULL OR resolved_at >= {from:DateTime64(3, 'UTC')})", (from) => ({
      from: timeParameter(from),
    })),
    when(filter.to, "started_at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
  ]
}
