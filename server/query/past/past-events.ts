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
  service: string
  entity_type: string
  entity_name: string
  labels: Record<string, string>
  log_partition: string
  log_offset: number
  last_ends_at: string | null
}

/** What of an event has a say in correlation; its annotations, description and address do not. */
const COLUMNS = `scope, at, received_at, source, external_id, fingerprint, status, severity, name, summary, starts_at,
  ends_at, service, entity_type, entity_name, labels, log_partition, log_offset`

/** What of the past is read: a range of a scope, or of all, and of it what concerns a change. */
export interface PastWanted {
  scope: string | undefined
  range: Range
  /** Conditions on events; none where all of them are wanted. */
  only?: Condition | undefined
}

/** A stretch of the range (epoch milliseconds, whole minutes but for its ends) and how many events it has. */
export interface Slice extends Range {
  events: number
}

/** Cuts what is wanted into slices of about so many events, to be looked through one after the other, the newest first. */
export async function slices(database: Database, wanted: PastWanted, perSlice: number): Promise<Slice[]> {
  const { sql, parameters } = within(wanted)
  const minutes = await database.query<{ minute: number; events: number }>(
    `SELECT toUnixTimestamp(toStartOfMinute(at)) AS minute, count() AS events FROM events WHERE ${sql}
     GROUP BY minute ORDER BY minute DESC ${BOUNDS}`,
    parameters,
  )
  const { from, to } = wanted.range
  const made: Slice[] = []
  let open: Slice | undefined
  for (const { minute, events } of minutes) {
    open ??= { from: to, to: made.at(-1)?.from ?? to, events: 0 }
    open.from = Math.max(from, minute * 1000)
    open.events += events
    if (open.events < perSlice) continue
    made.push(open)
    open = undefined
  }
  if (open) made.push(open)
  return made
}

/**
 * The events of a slice, page by page. Repeats that say nothing new are left out: who fires on is firing from the
 * first of them, and until the end that the last one announced. The newest of each scope stays: time passes up to it.
 */
export async function* pastEvents(
  database: Database,
  wanted: PastWanted,
  { from, to }: Slice,
): AsyncGenerator<PastInput[]> {
  const { sql, parameters } = within({ ...wanted, range: { from, to } })
  let after: PastEventRow | undefined
  do {
    const next = allOf([{ sql: 'is_new', parameters: {} }, afterRow(after)])
    const rows: PastEventRow[] = await database.query<PastEventRow>(
      `SELECT ${COLUMNS}, last_ends_at FROM (
         SELECT *, tupleElement(argMax(tuple(ends_at), ${PLACE}) OVER (PARTITION BY scope, fingerprint, run), 1) AS last_ends_at
         FROM (
           SELECT *, sum(is_new) OVER series AS run FROM (
             SELECT *, ${IS_NEW} AS is_new
             FROM (SELECT ${COLUMNS}, ${SAID} AS said FROM events WHERE ${sql}) ${SERIES}
           ) ${SERIES}
         )
       ) WHERE ${next.sql} ORDER BY ${ORDER} LIMIT ${PAGE} ${BOUNDS}`,
      { ...parameters, ...next.parameters },
    )
    yield rows.map(toInput)
    after = rows.length < PAGE ? undefined : rows.at(-1)
  } while (after)
}

const ORDER = 'at, log_partition, log_offset'
const PLACE = `(${ORDER})`
const SERIES = `WINDOW series AS (PARTITION BY scope, fingerprint ORDER BY ${ORDER} ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW)`
/** All that an event says but its times. */
const SAID = 'cityHash64(source, status, severity, name, summary, service, entity_type, entity_name, labels)'
/**
 * An event says something new unless it repeats that the same fires, before that was to end by itself, and does not say
 * that it began earlier: that may count where what was said before does not.
 */
const IS_NEW = `(status != 'firing' OR lagInFrame(said) OVER series != said
  OR ifNull(lagInFrame(ends_at) OVER series < at, 0)
  OR (NOT ifNull(starts_at = lagInFrame(starts_at) OVER series, 0)
    AND ifNull(starts_at, at) < greatest(lagInFrame(at) OVER series, lagInFrame(ifNull(starts_at, at)) OVER series))
  OR at = max(at) OVER (PARTITION BY scope))`

function within({ scope, range: { from, to }, only }: PastWanted): Condition {
  return allOf([
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
    {
      sql: "at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}",
      parameters: { from: timeParameter(from), to: timeParameter(to) },
    },
    only,
  ])
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
    ...(row.last_ends_at !== null && { endsAt: toRfc3339(row.last_ends_at) }),
    ...(row.service && { service: row.service }),
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    labels: row.labels,
    receivedAt: toRfc3339(row.received_at),
  }
  return { arrivedAt: fromDatabaseTime(row.received_at), offset: row.log_offset, record }
}
