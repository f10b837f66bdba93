import type { Database } from '../../../ingest/database/database.ts'
import type { PastInput } from '../../preview/replay.ts'
import { BOUNDS } from '../bounds.ts'
import { CHANGE_COLUMNS, type ChangeRow, toChange } from '../change-row.ts'
import { allOf, when } from '../condition.ts'
import type { Range } from '../range.ts'
import { fromDatabaseTime, timeParameter } from '../time.ts'

const MAX_CHANGES = 10_000
/** What was changed so long before a range may still be behind what happened in it. */
const BEFORE_MS = 86_400_000

interface PastRow extends ChangeRow {
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
  const rows = await database.query<PastRow>(
    `SELECT ${CHANGE_COLUMNS}, log_offset FROM changes FINAL WHERE ${where.sql}
     ORDER BY at DESC, id LIMIT ${MAX_CHANGES + 1} ${BOUNDS}`,
    where.parameters,
  )
  return { inputs: rows.slice(0, MAX_CHANGES).map(toInput), cut: rows.length > MAX_CHANGES }
}

function toInput(row: PastRow): PastInput {
  const record = { type: 'change' as const, ...toChange(row) }
  return { arrivedAt: fromDatabaseTime(row.received_at), offset: row.log_offset, record }
}
