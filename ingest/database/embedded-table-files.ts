import type { Session as Connection } from 'chdb'
import type { Database } from './database.ts'
import { checkTableName } from './insert-statement.ts'

/** Whole tables at once: without deduplication by content, and each row as it was. */
const FILL_SETTINGS = 'insert_deduplicate = 0, optimize_on_insert = 0, max_partitions_per_insert_block = 0'

/**
 * Tables to and from files, which the embedded engine reads and writes itself. Each has a connection of its own
 * (`connect`), so that nothing waits for it. `run` makes errors DatabaseErrors.
 */
export function embeddedTableFiles(
  connect: () => Connection,
  run: (doing: string, action: () => Promise<void>) => Promise<void>,
): Pick<Database, 'dump' | 'fill'> {
  async function alone(action: (connection: Connection) => Promise<void>): Promise<void> {
    const connection = connect()
    try {
      await action(connection)
    } finally {
      connection.close()
    }
  }

  return {
    dump: (table, file) =>
      run(`Writing ${table} to ${file}`, () =>
        alone(async (connection) => {
          checkTableName(table)
          await connection.queryBindAsync(
            `INSERT INTO FUNCTION file({file:String}, 'TabSeparatedWithNames', 'auto', 'gzip') SELECT * FROM ${table} SETTINGS output_format_compression_level = 1`,
            { file },
          )
        }),
      ),
    fill: (table, file) =>
      run(`Filling ${table} from ${file}`, () =>
        alone(async (connection) => {
          checkTableName(table)
          const columns = await connection.queryBindAsync(
            "SELECT arrayStringConcat(groupArray(concat('`', name, '` ', type)), ', ') AS structure FROM system.columns WHERE database = currentDatabase() AND table = {table:String}",
            { table },
            { format: 'JSONEachRow' },
          )
          const { structure } = columns.json<{ structure: string }>()
          await connection.queryBindAsync(
            `INSERT INTO ${table} SETTINGS ${FILL_SETTINGS} SELECT * FROM file({file:String}, 'TabSeparatedWithNames', {structure:String}, 'gzip')`,
            { file, structure },
          )
        }),
      ),
  }
}
