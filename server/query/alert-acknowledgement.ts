import type { Database } from '../../ingest/database/database.ts'
import type { Acknowledgement, Alert } from '../../schema/api/alert.ts'
import { BOUNDS } from './bounds.ts'
import { COMMAND_COLUMNS, type CommandRow, toCommandResult } from './find-command.ts'

/**
 * Who said last that they are on this alert alone; undefined while it is not acknowledged, or where a sender rather
 * than a person acknowledged it.
 */
export async function alertAcknowledgement(
  database: Database,
  { scope, id, status }: Pick<Alert, 'scope' | 'id' | 'status'>,
): Promise<Acknowledgement | undefined> {
  if (status !== 'acknowledged') return undefined
  const [row] = await database.query<CommandRow>(
    `SELECT ${COMMAND_COLUMNS} FROM commands FINAL
     WHERE scope = {scope:String} AND kind IN ('acknowledge_alerts', 'unacknowledge_alerts') AND error = ''
       AND has(JSONExtract(command, 'alertIds', 'Array(String)'), {id:String})
     ORDER BY received_at DESC, id DESC LIMIT 1 ${BOUNDS}`,
    { scope, id },
  )
  if (row?.kind !== 'acknowledge_alerts') return undefined
  const { by, receivedAt } = toCommandResult(row)
  return { by, at: receivedAt }
}
