import type { Database } from '../../../ingest/database/database.ts'
import type { PastInput } from '../../preview/replay.ts'
import { BOUNDS } from '../bounds.ts'
import { allOf, when } from '../condition.ts'
import { COMMAND_COLUMNS, type CommandRow, toCommandResult } from '../find-command.ts'
import { fromDatabaseTime } from '../time.ts'

const MAX_ORDERS = 5000

/** What people ordered of silences and took effect, so that a replay hides what was hidden then; the newest 5,000. */
export async function pastSilences(
  database: Database,
  scope: string | undefined,
): Promise<{ inputs: PastInput[]; cut: boolean }> {
  const where = allOf([
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
    { sql: "kind IN ('silence_set', 'silence_expire') AND error = ''", parameters: {} },
  ])
  const rows = await database.query<CommandRow & { log_offset: number }>(
    `SELECT ${COMMAND_COLUMNS}, log_offset FROM commands FINAL WHERE ${where.sql}
     ORDER BY received_at DESC, id LIMIT ${MAX_ORDERS + 1} ${BOUNDS}`,
    where.parameters,
  )
  const inputs = rows.slice(0, MAX_ORDERS).map((row): PastInput => {
    const { id, scope: name, by, receivedAt, command } = toCommandResult(row)
    return {
      arrivedAt: fromDatabaseTime(row.received_at),
      offset: row.log_offset,
      record: { type: 'command', id, scope: name, by, receivedAt, command },
    }
  })
  return { inputs, cut: rows.length > MAX_ORDERS }
}
