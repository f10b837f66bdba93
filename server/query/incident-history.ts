import type { Database } from '../../ingest/database/database.ts'
import type { HistoryEntry } from '../../schema/api/incident.ts'
import { BOUNDS } from './bounds.ts'
import { COMMAND_COLUMNS, type CommandRow, toCommandResult } from './find-command.ts'

/** What people and agents ordered for the incident and what came of it, the first order first. */
export async function incidentHistory(
  database: Database,
  incident: { scope: string; id: string },
): Promise<HistoryEntry[]> {
  const rows = await database.query<CommandRow>(
    `SELECT ${COMMAND_COLUMNS} FROM commands FINAL
     WHERE scope = {scope:String} AND has(incident_ids, {id:String})
     ORDER BY received_at, id LIMIT 10000 ${BOUNDS}`,
    { scope: incident.scope, id: incident.id },
  )
  return rows.map((row) => {
    const { command, ...result } = toCommandResult(row)
    return {
      id: result.id,
      at: result.at,
      receivedAt: result.receivedAt,
      by: result.by,
      kind: command.kind,
      ...('text' in command && command.text && { text: command.text }),
      ...(command.kind === 'assign' && command.to !== undefined && { text: command.to }),
      incidentIds: result.incidentIds,
      ...(result.error && { error: result.error }),
    }
  })
}
