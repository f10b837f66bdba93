import type { Database } from '../../ingest/database/database.ts'
import type { Alert } from '../../schema/api/alert.ts'
import type { Page } from '../../schema/api/list.ts'
import { type AlertFilter, alertConditions, isNarrow } from './alert-filter.ts'
import {
  type AlertKey,
  type AlertOrder,
  type AlertPlace,
  ORDER_BY,
  placeOf,
  placeSchema,
  SEVERITY_RANK,
  standsAfter,
} from './alert-order.ts'
import { alertsByKey } from './alerts-by-key.ts'
import { beganWith } from './alerts-where.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, type Condition } from './condition.ts'
import { readCursor, writeCursor } from './cursor.ts'

/** A list from after `cursor`, at most `limit` items. */
export interface PageOptions {
  limit: number
  cursor?: string | undefined
}

/** Alerts in an order, the one that began last first unless another is asked for. Throws CursorError. */
export async function listAlerts(
  database: Database,
  filter: AlertFilter,
  page: PageOptions,
  order: AlertOrder = 'newest',
): Promise<Page<Alert>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, placeSchema(order))
  const conditions = [...alertConditions(filter), after && standsAfter(order, after)]
  const limit = page.limit + 1
  const keys =
    order === 'newest'
      ? await newestKeys(database, filter, conditions, after, limit)
      : await readKeys(database, conditions, limit, order, isNarrow(filter))
  const wanted = keys.slice(0, page.limit)
  const items = await alertsByKey(database, wanted)
  const last = wanted.at(-1)
  return keys.length > page.limit && last
    ? { items, nextCursor: writeCursor(placeOf(order, last)) }
    : { items }
}

/**
 * The keys of the first alerts, read from few columns. Alerts are stored by when they began, but what several
 * rows say of one must be put together before it is known, so that ClickHouse cannot stop reading early by
 * itself: the newest few hundred rows are looked at first, then as many as should do by what was found, then all.
 */
async function newestKeys(
  database: Database,
  filter: AlertFilter,
  conditions: (Condition | undefined)[],
  after: AlertPlace | undefined,
  limit: number,
): Promise<AlertKey[]> {
  let rows = 4 * limit + 500
  const times = looks(filter)
  const scopes = times > 0 ? await scopesOf(database, filter.scope) : undefined
  const to = after === undefined ? filter.to : Math.min(filter.to ?? Infinity, after[0] + 1)
  for (let look = 0; scopes && look < times; look++) {
    const since = await beginOfNewest(database, scopes, to, rows)
    if (since === undefined) break
    const recent = { sql: "starts_at >= {since:DateTime64(3, 'UTC')}", parameters: { since } }
    const keys = await readKeys(database, [...conditions, recent], limit, 'newest')
    if (keys.length === limit) return keys
    rows *= Math.min(WIDER, Math.ceil((2 * limit) / keys.length))
  }
  return readKeys(database, conditions, limit, 'newest', true)
}

/**
 * So often is looked at the newest rows before all; more often costs more than it spares. Where an index leads to
 * those asked for, a second look costs more than these; the first is cheap, and in a storm it does.
 */
function looks(filter: AlertFilter): number {
  if (filter.incident !== undefined) return 0
  return isNarrow(filter) || ALERT_ID.test(filter.q ?? '') ? 1 : 2
}

/** What begins like an alert's id occurs in few alerts, to which an index leads. */
const ALERT_ID = /^AL-\w{6}/i

/** So many times as many rows as before are looked at next, at most. */
const WIDER = 256

/** When the first of so many of the newest rows of these scopes began; undefined when there are not so many. */
async function beginOfNewest(
  database: Database,
  scopes: string[],
  to: number | undefined,
  rows: number,
): Promise<string | undefined> {
  const where = allOf(alertConditions({ to }))
  // The rows of one scope are stored by when they began, those of all scopes are not.
  const ofEach = scopes.map(
    (
      _,
      i,
    ) => `SELECT starts_at FROM (SELECT starts_at FROM alerts WHERE scope = {scope${i}:String} AND ${where.sql}
      ORDER BY starts_at DESC LIMIT {rows:UInt32})`,
  )
  const [row] = await database.query<{ found: number; oldest: string }>(
    `SELECT count() AS found, min(starts_at) AS oldest
     FROM (SELECT starts_at FROM (${ofEach.join(' UNION ALL ')}) ORDER BY starts_at DESC LIMIT {rows:UInt32}) ${BOUNDS}`,
    { ...where.parameters, ...Object.fromEntries(scopes.map((scope, i) => [`scope${i}`, scope])), rows },
  )
  return row === undefined || row.found < rows ? undefined : row.oldest
}

/** Of more scopes than this the newest rows are not looked for scope by scope. */
const MANY_SCOPES = 50

/** The scopes in which the newest alerts are to be looked for; undefined when these are too many. */
async function scopesOf(database: Database, scope: string | undefined): Promise<string[] | undefined> {
  if (scope !== undefined) return [scope]
  const rows = await database.query<{ scope: string }>(
    `SELECT DISTINCT scope FROM alerts LIMIT ${MANY_SCOPES + 1} ${BOUNDS}`,
  )
  return rows.length === 0 || rows.length > MANY_SCOPES ? undefined : rows.map((row) => row.scope)
}

/** The first keys that fulfil the conditions; `few` where few rows do, so that these are to be found first. */
function readKeys(
  database: Database,
  conditions: (Condition | undefined)[],
  limit: number,
  order: AlertOrder,
  few = false,
): Promise<AlertKey[]> {
  const where = allOf(conditions)
  return database.query<AlertKey>(
    `SELECT scope, id, starts_at, ${SEVERITY_RANK} AS rank, log_partition, log_offset FROM alerts FINAL
     ${few ? `PREWHERE ${beganWith(where)}` : ''}
     WHERE ${where.sql}
     ORDER BY ${ORDER_BY[order]} LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit },
  )
}
