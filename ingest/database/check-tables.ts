import { TABLES } from '../../schema/tables/tables.ts'
import { type Database, DatabaseError } from './database.ts'

/**
 * Rejects with DatabaseError when a table lacks a column that schema/tables names or has one more: a migration is
 * missing, or the database comes from an unreleased program.
 */
export async function checkTables(database: Database): Promise<void> {
  const columns = await database.query<{ table: string; name: string }>(
    'SELECT table, name FROM system.columns WHERE database = currentDatabase()',
  )
  for (const table of TABLES) {
    const expected = Object.keys(table.columns)
    const found = columns.filter((column) => column.table === table.name).map(({ name }) => name)
    const missing = expected.filter((name) => !found.includes(name))
    const unknown = found.filter((name) => !expected.includes(name))
    if (missing.length > 0 || unknown.length > 0) {
      throw new DatabaseError(
        `The table ${table.name} is not as this program expects (missing: ${missing.join(', ') || 'nothing'}; unknown: ${unknown.join(', ') || 'nothing'}). No migration leads here. Set DATA_DIR to a new folder with a copy of the folder "log", or CLICKHOUSE_DATABASE to a new name, and the log's records will be loaded anew.`,
        false,
      )
    }
  }
}
