import { z } from 'zod'
import type { Database } from '../../ingest/database/database.ts'
import type { Alert } from '../../schema/api/alert.ts'
import type { Page } from '../../schema/api/list.ts'
import type { Matcher } from '../../schema/matcher.ts'
import { matching } from './alert-matching.ts'
import { ALERT_COLUMNS, type AlertRow, toAlert } from './alert-row.ts'
import { containing } from './alert-text.ts'
import { beganWith } from './alerts-where.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, type Condition, when } from './condition.ts'
import { cursorTime, readCursor, writeCursor } from './cursor.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

/** Which alerts; every part that is given must hold. Times are epoch milliseconds, compared by overlap. */
export interface AlertFilter {
  scope?: string | undefined
  status?: string[] | undefined
  severity?: string[] | undefined
  service?: string[] | undefined
  incident?: string | undefined
  entity?: string | undefined
  /** The silence, maintenance or alert that holds them back. */
  heldBy?: string | undefined
  /** Text in the name, summary, service, entity or id. */
  q?: string | undefined
  matchers?: Matcher[] | undefined
  from?: number | undefined
  to?: number | undefined
}

/** A list from after `cursor`, at most `limit` items. */
export interface PageOptions {
  limit: number
  cursor?: string | undefined
}

const cursorKey = z.tuple([cursorTime, z.string()])

/** Alerts, the one that began last first. Throws CursorError. */
export async function listAlerts(
  database: Database,
  filter: AlertFilter,
  page: PageOptions,
): Promise<Page<Alert>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, cursorKey)
  const keys = await newestKeys(database, filter, after, page.limit + 1)
  const wanted = keys.slice(0, page.limit)
  const items = await alertsByKey(database, wanted)
  const last = wanted.at(-1)
  return keys.length > page.limit && last
    ? { items, nextCursor: writeCursor([fromDatabaseTime(last.starts_at), last.id]) }
    : { items }
}

interface AlertKey {
  scope: string
  id: string
  starts_at: string
}

/**
 * The keys of the first alerts, read from few columns. Alerts are stored by when they began, but what several
 * rows say of one must be put together before it is known, so that ClickHouse cannot stop reading early by
 * itself: the newest few hundred rows are looked at first, then as many as should do by what was found, then all.
 */
async function newestKeys(
  database: Database,
  filter: AlertFilter,
  after: [number, string] | undefined,
  limit: number,
): Promise<AlertKey[]> {
  const conditions = [...alertConditions(filter), afterKey(after)]
  let rows = 4 * limit + 500
  for (let look = 0; look < LOOKS && !isNarrow(filter); look++) {
    const since = await beginOfNewest(database, filter, after, rows)
    if (since === undefined) break
    const recent = { sql: "starts_at >= {since:DateTime64(3, 'UTC')}", parameters: { since } }
    const keys = await readKeys(database, [...conditions, recent], limit)
    if (keys.length === limit) return keys
    rows *= Math.min(WIDER, Math.ceil((2 * limit) / keys.length))
  }
  return readKeys(database, conditions, limit, true)
}

/** So often is looked at the newest rows before all; more often costs more than it spares. */
const LOOKS = 2
/** So many times as many rows as before are looked at next, at most. */
const WIDER = 256

/** Whether an index leads to the few alerts that are asked for. */
function isNarrow({ incident, status }: AlertFilter): boolean {
  return incident !== undefined || (status?.length ? !status.includes('resolved') : false)
}

/** When the first of so many of the newest rows began; undefined when there are not so many. */
async function beginOfNewest(
  database: Database,
  { scope, to }: AlertFilter,
  after: [number, string] | undefined,
  rows: number,
): Promise<string | undefined> {
  const where = allOf(
    alertConditions({ scope, to: after === undefined ? to : Math.min(to ?? Infinity, after[0] + 1) }),
  )
  const [row] = await database.query<{ found: number; oldest: string }>(
    `SELECT count() AS found, min(starts_at) AS oldest
     FROM (SELECT starts_at FROM alerts WHERE ${where.sql} ORDER BY starts_at DESC LIMIT {rows:UInt32}) ${BOUNDS}`,
    { ...where.parameters, rows },
  )
  return row === undefined || row.found < rows ? undefined : row.oldest
}

/** The first keys that fulfil the conditions; `few` where few rows do, so that these are to be found first. */
function readKeys(
  database: Database,
  conditions: (Condition | undefined)[],
  limit: number,
  few = false,
): Promise<AlertKey[]> {
  const where = allOf(conditions)
  return database.query<AlertKey>(
    `SELECT scope, id, starts_at FROM alerts FINAL
     ${few ? `PREWHERE ${beganWith(where)}` : ''}
     WHERE ${where.sql}
     ORDER BY starts_at DESC, id DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit },
  )
}

async function alertsByKey(database: Database, keys: AlertKey[]): Promise<Alert[]> {
  if (keys.length === 0) return []
  const rows = await database.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts FINAL
     PREWHERE scope IN {scopes:Array(String)} AND starts_at IN {starts:Array(DateTime64(3, 'UTC'))}
       AND id IN {ids:Array(String)}
     ORDER BY starts_at DESC, id DESC ${BOUNDS}`,
    {
      scopes: [...new Set(keys.map((key) => key.scope))],
      starts: [...new Set(keys.map((key) => key.starts_at))],
      ids: keys.map((key) => key.id),
    },
  )
  return rows.map(toAlert)
}

function alertConditions(filter: AlertFilter): (Condition | undefined)[] {
  return [
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.status, 'status IN {status:Array(String)}', (status) => ({ status })),
    when(filter.severity, 'severity IN {severity:Array(String)}', (severity) => ({ severity })),
    when(filter.service, 'service IN {service:Array(String)}', (service) => ({ service })),
    when(filter.incident, 'incident_id = {incident:String}', (incident) => ({ incident })),
    when(filter.entity, 'entity_name = {entity:String}', (entity) => ({ entity })),
    when(filter.heldBy, 'suppressed_id = {heldBy:String}', (heldBy) => ({ heldBy })),
    filter.q ? containing(filter.q) : undefined,
    when(filter.from, "(ends_at IS NULL OR ends_at >= {from:DateTime64(3, 'UTC')})", (from) => ({
      from: timeParameter(from),
    })),
    when(filter.to, "starts_at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
    ...matching(filter.matchers ?? []),
  ]
}

function afterKey(after: [number, string] | undefined): Condition | undefined {
  return when(
    after,
    // The first comparison is what the primary key understands.
    "starts_at <= {afterStart:DateTime64(3, 'UTC')} AND (starts_at < {afterStart:DateTime64(3, 'UTC')} OR id < {afterId:String})",
    ([start, id]) => ({ afterStart: timeParameter(start), afterId: id }),
  )
}
