import type { ClickHouseClient } from '@clickhouse/client'
import type { Database } from './database.ts'
import { checkTableName } from './insert-statement.ts'

/** Whole tables at once: without deduplication by content, and each row as it was. */
const FILL_SETTINGS = 'insert_deduplicate = 0, optimize_on_insert = 0, max_partitions_per_insert_block = 0'

/**
 * Tables to and from files, which the embedded engine reads and writes itself. Each has a connection of its own
 * (`connect`), so that nothing waits for it. `run` makes errors DatabaseErrors.
 */
export function embeddedTableFiles(
  connect: () => ClickHouseClient,
  run: (doing: string, action: () => Promise<void>) => Promise<void>,
): Pick<Database, 'dump' | 'fill'> {
  async function alone(action: (client: ClickHouseClient) => Promise<void>): Promise<void> {
    const client = connect()
    try {
      await action(client)
    } finally {
      await client.close()
    }
  }

  return {
    dump: (table, file) =>
      run(`Writing ${table} to ${file}`, () =>
        alone(async (client) => {
          checkTableName(table)
          await client.command({
            query: `INSERT INTO FUNCTION file({file:String}, 'TabSeparatedWithNames', 'auto', 'gzip') SELECT * FROM ${table} SETTINGS output_format_compression_level = 1`,
            query_params: { file },
          })
        }),
      ),
    fill: (table, file) =>
      run(`Filling ${table} from ${file}`, () =>
        alone(async (client) => {
          checkTableName(table)
          const columns = await client.query({
            query:
              'SELECT name, type FROM system.columns WHERE database = currentDatabase() AND table = {table:String}',
            query_params: { table },
            format: 'JSONEachRow',
          })
          const structure = (await columns.json<{ name: string; type: string }>())
            .map(({ name, type }) => `\`${name}\` ${type}`)
            .join(', ')
          await client.command({
            query: `INSERT INTO ${table} SETTINGS ${FILL_SETTINGS} SELECT * FROM file({file:String}, 'TabSeparatedWithNames', {structure:String}, 'gzip')`,
            query_params: { file, structure },
          })
        }),
      ),
  }
}
