import { createReadStream, createWriteStream } from 'node:fs'
import { pipeline as joined } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createGunzip, createGzip } from 'node:zlib'
import type { ClickHouseClient } from '@clickhouse/client'
import type { Database } from './database.ts'
import { checkTableName } from './insert-statement.ts'

/** A query of a whole table takes as long as it takes. */
const UNBOUNDED = { max_execution_time: 0, max_result_rows: '0' } as const

/**
 * Tables of a server to and from files, over HTTP. `reader` answers when it has all rows (wait_end_of_query), so that
 * none are missing when it answers. `run` makes errors DatabaseErrors and ends what runs when the database is closed.
 */
export function serverTableFiles(
  reader: ClickHouseClient,
  inserter: ClickHouseClient,
  run: (doing: string, action: (signal: AbortSignal) => Promise<void>) => Promise<void>,
): Pick<Database, 'dump' | 'fill'> {
  return {
    dump: (table, file) =>
      run(`Writing ${table} to ${file}`, async (signal) => {
        checkTableName(table)
        const { stream } = await reader.exec({
          query: `SELECT * FROM ${table} FORMAT TabSeparatedWithNames`,
          clickhouse_settings: UNBOUNDED,
          abort_signal: signal,
        })
        const gzip = createGzip({ level: constants.Z_BEST_SPEED })
        await pipeline(stream, gzip, createWriteStream(file, { flags: 'wx' }), { signal })
      }),
    fill: (table, file) =>
      run(`Filling ${table} from ${file}`, async (signal) => {
        checkTableName(table)
        const { stream } = await inserter.exec({
          query: `INSERT INTO ${table} FORMAT TabSeparatedWithNames`,
          // What fails on the way fails the insert, which reads from the last.
          values: joined(createReadStream(file), createGunzip(), () => undefined),
          clickhouse_settings: {
            ...UNBOUNDED,
            // Whole tables at once: without deduplication by content, and each row as it was.
            insert_deduplicate: 0,
            optimize_on_insert: 0,
            max_partitions_per_insert_block: '0',
            async_insert: 0,
          },
          abort_signal: signal,
        })
        for await (const _ of stream);
      }),
  }
}
