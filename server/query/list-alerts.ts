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
import { ALERT_COLUMNS, type AlertRow, toAlert } from './alert-row.ts'
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
  for (let look = 0; look < looks(filter); look++) {
    const since = await beginOfNewest(database, filter, after, rows)
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
  return isNarrow(filter) ? 1 : 2
}

/** So many times as many rows as before are looked at next, at most. */
const WIDER = 256

/** When the first of so many of the newest rows began; undefined when there are not so many. */
async function beginOfNewest(
  database: Database,
  { scope, to }: AlertFilter,
  after: AlertPlace | undefined,
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
  order: AlertOrder,
  few = false,
): Promise<AlertKey[]> {
  const where = allOf(conditions)
  return database.query<AlertKey>(
    `SELECT scope, id, starts_at, ${SEVERITY_RANK} AS rank FROM alerts FINAL
     ${few ? `PREWHERE ${beganWith(where)}` : ''}
     WHERE ${where.sql}
     ORDER BY ${ORDER_BY[order]} LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit },
  )
}

async function alertsByKey(database: Database, keys: AlertKey[]): Promise<Alert[]> {
  if (keys.length === 0) return []
  const rows = await database.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts FINAL
     PREWHERE scope IN {scopes:Array(String)} AND starts_at IN {starts:Array(DateTime64(3, 'UTC'))}
       AND id IN {ids:Array(String)} ${BOUNDS}`,
    {
      scopes: [...new Set(keys.map((key) => key.scope))],
      starts: [...new Set(keys.map((key) => key.starts_at))],
      ids: keys.map((key) => key.id),
    },
  )
  const byKey = new Map(rows.map((row) => [keyText(row), row]))
  return keys.flatMap((key) => byKey.get(keyText(key)) ?? []).map(toAlert)
}

function keyText({ scope, starts_at, id }: Pick<AlertKey, 'scope' | 'starts_at' | 'id'>): string {
  return `${scope}\n${starts_at}\n${id}`
}
