import type { Database } from '../../ingest/database/database.ts'
import type { Actor, CommandResult } from '../../schema/records/command.ts'
import { BOUNDS } from './bounds.ts'
import { toRfc3339 } from './time.ts'

/** Columns of `commands` that make a command's result. */
export const COMMAND_COLUMNS =
  'scope, id, kind, by_kind, by_name, received_at, at, command, incident_ids, error'

/** A row of COMMAND_COLUMNS. */
export interface CommandRow {
  scope: string
  id: string
  kind: string
  by_kind: Actor['kind']
  by_name: string
  received_at: string
  at: string
  command: string
  incident_ids: string[]
  error: string
}

/** What became of a command, undefined while its effect is not in the database. */
export async function findCommand(
  database: Database,
  scope: string,
  id: string,
): Promise<CommandResult | undefined> {
  const [row] = await database.query<CommandRow>(
    `SELECT ${COMMAND_COLUMNS} FROM commands FINAL
     PREWHERE scope = {scope:String} AND id = {id:String} LIMIT 1 ${BOUNDS}`,
    { scope, id },
  )
  return row && toCommandResult(row)
}

/** The result in a row. */
export function toCommandResult(row: CommandRow): CommandResult {
  return {
    id: row.id,
    scope: row.scope,
    by: { kind: row.by_kind, name: row.by_name },
    receivedAt: toRfc3339(row.received_at),
    at: toRfc3339(row.at),
    command: JSON.parse(row.command),
    incidentIds: row.incident_ids,
    ...(row.error && { error: row.error }),
  }
}
