import type { Database } from '../../../ingest/database/database.ts'
import type { ChangeKind, ChangeRecord } from '../../../schema/records/change.ts'
import type { PastInput } from '../../preview/replay.ts'
import { BOUNDS } from '../bounds.ts'
import { allOf, when } from '../condition.ts'
import type { Range } from '../range.ts'
import { fromDatabaseTime, timeParameter, toRfc3339 } from '../time.ts'

const MAX_CHANGES = 10_000
/** What was changed so long before a range may still be behind what happened in it. */
const BEFORE_MS = 86_400_000

interface PastChangeRow {
  scope: string
  id: string
  source: string
  kind: ChangeKind
  at: string
  ended_at: string | null
  by: string
  entity_type: string
  entity_name: string
  service: string
  summary: string
  received_at: string
  log_offset: number
}

/** The changes that were made or lasted in a range or in the day before, as last told; the newest 10,000 of them. */
export async function pastChanges(
  database: Database,
  scope: string | undefined,
  { from, to }: Range,
): Promise<{ inputs: PastInput[]; cut: boolean }> {
  const where = allOf([
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
    {
      sql: "coalesce(ended_at, at) >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}",
      parameters: { from: timeParameter(from - BEFORE_MS), to: timeParameter(to) },
    },
  ])
  const rows = await database.query<PastChangeRow>(
    `SELECT scope, id, source, kind, at, ended_at, by, entity_type, entity_name, service, summary, received_at,
       log_offset
     FROM changes FINAL WHERE ${where.sql} ORDER BY at DESC, id LIMIT ${MAX_CHANGES + 1} ${BOUNDS}`,
    where.parameters,
  )
  return { inputs: rows.slice(0, MAX_CHANGES).map(toInput), cut: rows.length > MAX_CHANGES }
}

function toInput(row: PastChangeRow): PastInput {
  const record: ChangeRecord = {
    type: 'change',
    id: row.id,
    source: row.source,
    scope: row.scope,
    kind: row.kind,
    at: toRfc3339(row.at),
    ...(row.ended_at !== null && { endedAt: toRfc3339(row.ended_at) }),
    by: row.by,
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    ...(row.service && { service: row.service }),
    summary: row.summary,
    receivedAt: toRfc3339(row.received_at),
  }
  return { arrivedAt: fromDatabaseTime(row.received_at), offset: row.log_offset, record }
}
