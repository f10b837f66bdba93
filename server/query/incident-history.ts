import type { Database } from '../../ingest/database/database.ts'
import type { HistoryEntry, Incident } from '../../schema/api/incident.ts'
import { BOUNDS } from './bounds.ts'
import { COMMAND_COLUMNS, type CommandRow, toCommandResult } from './find-command.ts'
import { readList } from './incident-row.ts'

/** What people and agents ordered for the incident and what came of it, and when nobody had it for too long; the first first. */
export async function incidentHistory(
  database: Database,
  incident: { scope: string; id: string },
): Promise<HistoryEntry[]> {
  const asked = { scope: incident.scope, id: incident.id }
  const [rows, [stored]] = await Promise.all([
    database.query<CommandRow>(
      `SELECT ${COMMAND_COLUMNS} FROM commands FINAL
       WHERE scope = {scope:String} AND has(incident_ids, {id:String})
       ORDER BY received_at, id LIMIT 10000 ${BOUNDS}`,
      asked,
    ),
    database.query<{ actions: string }>(
      `SELECT actions FROM incidents FINAL WHERE scope = {scope:String} AND id = {id:String} ${BOUNDS}`,
      asked,
    ),
  ])
  const reminders = readList<Incident['actions'][number]>(stored?.actions ?? '[]')
    .filter(({ kind }) => kind === 'unowned')
    .map(
      (action): HistoryEntry => ({
        ...action,
        id: `unowned-${action.at}`,
        receivedAt: action.at,
        incidentIds: [incident.id],
      }),
    )
  const ordered = rows.map((row): HistoryEntry => {
    const { command, ...result } = toCommandResult(row)
    return {
      id: result.id,
      at: result.at,
      receivedAt: result.receivedAt,
      by: result.by,
      kind: command.kind,
      ...('text' in command && command.text && { text: command.text }),
      ...(command.kind === 'confirm_cause' && { text: command.entity }),
      ...(command.kind === 'assign' && command.to !== undefined && { text: command.to }),
      incidentIds: result.incidentIds,
      ...(result.error && { error: result.error }),
    }
  })
  return [...ordered, ...reminders].sort((a, b) =>
    a.receivedAt < b.receivedAt ? -1 : a.receivedAt > b.receivedAt ? 1 : 0,
  )
}
