import { z } from 'zod'
import type { Database } from '../../ingest/database/database.ts'
import type { Incident } from '../../schema/api/incident.ts'
import type { Page } from '../../schema/api/list.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, type Condition, when } from './condition.ts'
import { cursorTime, readCursor, writeCursor } from './cursor.ts'
import { type IncidentKey, incidentLinks } from './incident-links.ts'
import { INCIDENT_COLUMNS, type IncidentRow, toIncident } from './incident-row.ts'
import type { PageOptions } from './list-alerts.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

/** Links of one incident in a list. */
const LINKS_IN_LISTS = 100

/** Which incidents; without `status` all but the merged ones. Times are epoch milliseconds, compared by overlap. */
export interface IncidentFilter {
  scope?: string | undefined
  status?: string[] | undefined
  severity?: string[] | undefined
  service?: string[] | undefined
  /** Text in the title, services or id. */
  q?: string | undefined
  from?: number | undefined
  to?: number | undefined
}

const cursorKey = z.tuple([cursorTime, z.string()])

/** Incidents, the one that began last first, each with its first links unless `withLinks` is false. Throws CursorError. */
export async function listIncidents(
  database: Database,
  filter: IncidentFilter,
  page: PageOptions & { withLinks: boolean },
): Promise<Page<Incident>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, cursorKey)
  const where = allOf([
    ...incidentConditions(filter),
    when(
      after,
      "started_at < {afterStart:DateTime64(3, 'UTC')} OR (started_at = {afterStart:DateTime64(3, 'UTC')} AND id < {afterId:String})",
      ([start, id]) => ({ afterStart: timeParameter(start), afterId: id }),
    ),
  ])
  const keys = await database.query<IncidentKey>(
    `SELECT scope, id, started_at, updated_at FROM incidents FINAL WHERE ${where.sql}
     ORDER BY started_at DESC, id DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit: page.limit + 1 },
  )
  const wanted = keys.slice(0, page.limit)
  const [rows, links] = await Promise.all([
    wanted.length === 0 ? [] : incidentRows(database, wanted),
    page.withLinks ? incidentLinks(database, wanted, LINKS_IN_LISTS) : undefined,
  ])
  const items = rows.map((row) => toIncident(row, links?.get(row.id) ?? []))
  const last = wanted.at(-1)
  return keys.length > page.limit && last
    ? { items, nextCursor: writeCursor([fromDatabaseTime(last.started_at), last.id]) }
    : { items }
}

function incidentRows(database: Database, keys: { scope: string; id: string }[]): Promise<IncidentRow[]> {
  return database.query<IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents FINAL
     PREWHERE scope IN {scopes:Array(String)} AND id IN {ids:Array(String)}
     ORDER BY started_at DESC, id DESC ${BOUNDS}`,
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
