import type { Database } from '../../../ingest/database/database.ts'
import type { AlertRecord } from '../../../schema/records/alert.ts'
import type { PastInput } from '../../preview/replay.ts'
import { BOUNDS } from '../bounds.ts'
import { allOf, type Condition, when } from '../condition.ts'
import type { Range } from '../range.ts'
import { fromDatabaseTime, timeParameter, toRfc3339 } from '../time.ts'

/** Events in one read: more would keep everything else waiting while they are decoded. */
const PAGE = 2500

interface PastEventRow {
  scope: string
  at: string
  received_at: string
  source: string
  external_id: string
  fingerprint: string
  status: AlertRecord['status']
  severity: AlertRecord['severity']
  name: string
  summary: string
  starts_at: string | null
  ends_at: string | null
  service: string
  entity_type: string
  entity_name: string
  labels: Record<string, string>
  log_partition: string
  log_offset: number
}

/** What of an event has a say in correlation; its annotations, description and address do not. */
const COLUMNS = `scope, at, received_at, source, external_id, fingerprint, status, severity, name, summary, starts_at,
  ends_at, service, entity_type, entity_name, labels, log_partition, log_offset`

/** Events of a range, and where it begins so that there are at most `most` of them. */
export async function newestEvents(
  database: Database,
  scope: string | undefined,
  range: Range,
  most: number,
): Promise<{ from: number; events: number; cut: boolean }> {
  const { sql, parameters } = allOf(within(scope, range))
  const [row] = await database.query<{ events: number }>(
    `SELECT count() AS events FROM events WHERE ${sql} ${BOUNDS}`,
    parameters,
  )
  const events = row?.events ?? 0
  if (events <= most) return { from: range.from, events, cut: false }
  const [first] = await database.query<{ at: string }>(
    `SELECT at FROM events WHERE ${sql} ORDER BY at DESC LIMIT 1 OFFSET {most:UInt32} ${BOUNDS}`,
    { ...parameters, most },
  )
  // After the first one that is too many, whatever else happened in its millisecond.
  const from = first ? fromDatabaseTime(first.at) + 1 : range.from
  const [left] = await database.query<{ events: number }>(
    `SELECT count() AS events FROM events WHERE ${sql} ${BOUNDS}`,
    { ...parameters, from: timeParameter(from) },
  )
  return { from, events: left?.events ?? 0, cut: true }
}

/** The events of a range as they came, in the order of their event time, page by page. */
export async function* pastEvents(
  database: Database,
  scope: string | undefined,
  range: Range,
): AsyncGenerator<PastInput[]> {
  let after: PastEventRow | undefined
  do {
    const where = allOf([...within(scope, range), afterRow(after)])
    const rows: PastEventRow[] = await database.query<PastEventRow>(
      `SELECT ${COLUMNS} FROM events WHERE ${where.sql}
       ORDER BY at, log_partition, log_offset LIMIT ${PAGE} ${BOUNDS}`,
      where.parameters,
    )
    yield rows.map(toInput)
    after = rows.length < PAGE ? undefined : rows.at(-1)
  } while (after)
}

function within(scope: string | undefined, { from, to }: Range): (Condition | undefined)[] {
  return [
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
    {
      sql: "at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}",
      parameters: { from: timeParameter(from), to: timeParameter(to) },
    },
  ]
}

function afterRow(row: PastEventRow | undefined): Condition | undefined {
  return when(
    row,
    `at >= {afterAt:DateTime64(3, 'UTC')} AND (at > {afterAt:DateTime64(3, 'UTC')}
       OR (log_partition, log_offset) > ({afterPartition:String}, {afterOffset:UInt64}))`,
    ({ at, log_partition, log_offset }) => ({
      afterAt: at,
      afterPartition: log_partition,
      afterOffset: log_offset,
    }),
  )
}

function toInput(row: PastEventRow): PastInput {
  const record: AlertRecord = {
    type: 'alert',
    scope: row.scope,
    source: row.source,
    ...(row.external_id && { externalId: row.external_id }),
    fingerprint: row.fingerprint,
    status: row.status,
    severity: row.severity,
    name: row.name,
    ...(row.summary && { summary: row.summary }),
    at: toRfc3339(row.at),
    ...(row.starts_at !== null && { startsAt: toRfc3339(row.starts_at) }),
    ...(row.ends_at !== null && { endsAt: toRfc3339(row.ends_at) }),
    ...(row.service && { service: row.service }),
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    labels: row.labels,
    receivedAt: toRfc3339(row.received_at),
  }
  return { arrivedAt: fromDatabaseTime(row.received_at), offset: row.log_offset, record }
}
