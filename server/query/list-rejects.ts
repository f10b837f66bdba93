import { z } from 'zod'
import type { Database } from '../../ingest/database/database.ts'
import type { Page } from '../../schema/api/list.ts'
import type { RejectView } from '../../schema/api/reject.ts'
import type { RejectRecord } from '../../schema/records/reject.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { cursorTime, readCursor, writeCursor } from './cursor.ts'
import type { PageOptions } from './list-alerts.ts'
import { fromDatabaseTime, timeParameter, toRfc3339 } from './time.ts'

const EXCERPT_CHARACTERS = 2000
/** Base64 of enough bytes for an excerpt of characters of up to 4 bytes. */
const EXCERPT_BASE64 = Math.ceil((EXCERPT_CHARACTERS * 4) / 3) * 4

/** Which rejects; times are epoch milliseconds of arrival, `from` inclusive, `to` exclusive. */
export interface RejectFilter {
  scope?: string | undefined
  status?: string[] | undefined
  source?: string[] | undefined
  from?: number | undefined
  to?: number | undefined
}

interface RejectRow {
  scope: string
  id: string
  source: string
  route: string
  content_type: string
  received_at: string
  reason: string
  path: string
  body_base64: string
  status: 'open' | 'retried'
  retried_at: string | null
}

const cursorKey = z.tuple([cursorTime, z.string()])

/** What could not be understood, the last first, with the beginning of its body. Throws CursorError. */
export async function listRejects(
  database: Database,
  filter: RejectFilter,
  page: PageOptions,
): Promise<Page<RejectView>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, cursorKey)
  const where = allOf([
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.status, 'status IN {status:Array(String)}', (status) => ({ status })),
    when(filter.source, 'source IN {source:Array(String)}', (source) => ({ source })),
    when(filter.from, "received_at >= {from:DateTime64(3, 'UTC')}", (from) => ({
      from: timeParameter(from),
    })),
    when(filter.to, "received_at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
    when(
      after,
      "received_at < {afterAt:DateTime64(3, 'UTC')} OR (received_at = {afterAt:DateTime64(3, 'UTC')} AND id < {afterId:String})",
      ([at, id]) => ({ afterAt: timeParameter(at), afterId: id }),
    ),
  ])
  const rows = await database.query<RejectRow>(
    `SELECT scope, id, source, route, content_type, received_at, reason, path,
       substring(body_base64, 1, ${EXCERPT_BASE64}) AS body_base64, status, retried_at
     FROM rejects FINAL WHERE ${where.sql}
     ORDER BY received_at DESC, id DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit: page.limit + 1 },
  )
  const wanted = rows.slice(0, page.limit)
  const items = wanted.map(toReject)
  const last = wanted.at(-1)
  return rows.length > page.limit && last
    ? { items, nextCursor: writeCursor([fromDatabaseTime(last.received_at), last.id]) }
    : { items }
}

/** A reject with its whole body, undefined when there is none of this id. */
export async function findReject(
  database: Database,
  id: string,
  scope?: string,
): Promise<{ view: RejectView; record: RejectRecord } | undefined> {
  const where = allOf([
    { sql: 'id = {id:String}', parameters: { id } },
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
  ])
  const [row] = await database.query<RejectRow>(
    `SELECT scope, id, source, route, content_type, received_at, reason, path, body_base64, status, retried_at
     FROM rejects FINAL WHERE ${where.sql} LIMIT 1 ${BOUNDS}`,
    where.parameters,
  )
  if (!row) return undefined
  const view = toReject(row)
  const { excerpt: _excerpt, ...fields } = view
  return { view, record: { ...fields, type: 'reject', bodyBase64: row.body_base64 } }
}

function toReject(row: RejectRow): RejectView {
  const body = Buffer.from(row.body_base64.slice(0, EXCERPT_BASE64), 'base64').toString('utf8')
  return {
    id: row.id,
    scope: row.scope,
    source: row.source,
    route: row.route,
    contentType: row.content_type,
    receivedAt: toRfc3339(row.received_at),
    reason: row.reason,
    path: row.path,
    status: row.status,
    ...(row.retried_at && { retriedAt: toRfc3339(row.retried_at) }),
    excerpt: [...body].slice(0, EXCERPT_CHARACTERS).join(''),
  }
}
