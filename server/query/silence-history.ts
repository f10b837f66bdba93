import type { Database } from '../../ingest/database/database.ts'
import type { SilenceHistoryEntry } from '../../schema/api/silence.ts'
import { BOUNDS } from './bounds.ts'
import { COMMAND_COLUMNS, type CommandRow, toCommandResult } from './find-command.ts'

const MAX_ENTRIES = 1000

/** Who set, changed and ended a silence, the first order first. */
export async function silenceHistory(
  database: Database,
  silence: { scope: string; id: string },
): Promise<SilenceHistoryEntry[]> {
  const rows = await database.query<CommandRow>(
    `SELECT ${COMMAND_COLUMNS} FROM commands FINAL
     WHERE scope = {scope:String} AND kind IN ('silence_set', 'silence_expire')
       AND (JSONExtractString(command, 'silence', 'id') = {id:String} OR JSONExtractString(command, 'silenceId') = {id:String})
     ORDER BY received_at, id LIMIT ${MAX_ENTRIES} ${BOUNDS}`,
    { scope: silence.scope, id: silence.id },
  )
  return rows.flatMap((row) => {
    const { command, id, receivedAt, by, error } = toCommandResult(row)
    if (command.kind !== 'silence_set' && command.kind !== 'silence_expire') return []
    return {
      id,
      at: receivedAt,
      by,
      kind: command.kind,
      ...(command.kind === 'silence_set' && { silence: command.silence }),
      ...(error !== undefined && { error }),
    }
  })
}
