import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { type ClickHouseClient, type ClickHouseClientConfigOptions, createClient } from '@clickhouse/client'
import { poolOf } from './connection-pool.ts'
import { type Database, DatabaseError, type Parameters, type Row } from './database.ts'
import { toDatabaseError } from './database-error.ts'
import { embeddedTableFiles } from './embedded-table-files.ts'
import { insertStatement } from './insert-statement.ts'
import { jsonLines } from './json-lines.ts'
import { QUERY_LIMITS, type QueryLimits, querySettings } from './query-limits.ts'

/** Where the embedded database lives and how much of the machine a query may take. */
export interface EmbeddedDatabaseOptions {
  /** The folder that holds the database; lock it first (lockDataDirectory). */
  dataDir: string
  /** Queries that run at once. Each running query and insert holds one of libuv's threads (UV_THREADPOOL_SIZE). */
  connections?: number
  limits?: QueryLimits
}

// The package's ESM entry has no types for a default import; its CommonJS entry is the one it documents.
const { createChdbConnection }: typeof import('chdb/connection') = createRequire(import.meta.url)(
  'chdb/connection',
)

/**
 * Opens ClickHouse inside this process on `dataDir`/database, which is made if it is not there. Queries share a
 * few connections; inserts and DDL have one of their own, so that a slow query never holds them up. Only one
 * data folder can be open in a process. Rejects with DatabaseError when the folder cannot be opened.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<Database> {
  const path = join(resolve(options.dataDir), 'database')
  const limits = options.limits ?? QUERY_LIMITS
  const connect = () => createClient({ connection: connection(path) })
  const clients: ClickHouseClient[] = []
  try {
    await mkdir(path, { recursive: true })
    for (let i = 0; i <= (options.connections ?? 4); i++) clients.push(connect())
    const [, ...readers] = clients
    for (const client of readers) await client.command({ query: sessionSettings(limits) })
  } catch (error) {
    for (const client of clients) await client.close()
    throw toDatabaseError(error, `Opening the database in ${path}`)
  }
  const [writer, ...readers] = clients
  if (!writer) throw new DatabaseError('no connection', true)
  const writing = poolOf([writer])
  const reading = poolOf(readers)
  let open = true

  async function run<T>(doing: string, action: () => Promise<T>): Promise<T> {
    if (!open) throw new DatabaseError(`${doing}: the database is closed`, true)
    try {
      return await action()
    } catch (error) {
      throw toDatabaseError(error, doing)
    }
  }

  return {
    query: <T = Row>(sql: string, parameters?: Parameters) =>
      run('Query', () =>
        reading.use(async (client) => {
          const result = await client.query({
            query: sql,
            format: 'JSONEachRow',
            ...(parameters && { query_params: parameters }),
          })
          return result.json<T>()
        }),
      ),
    execute: (sql) =>
      run('Statement', () =>
        writing.use(async (client) => {
          await client.command({ query: sql })
        }),
      ),
    insert: (table, rows, token) =>
      run(`Insert into ${table}`, async () => {
        const query = insertStatement(table, token)
        if (rows.length === 0) return
        await writing.use(async (client) => {
          const { stream } = await client.exec({
            query,
            values: Readable.from(jsonLines(rows)),
          })
          stream.destroy()
        })
      }),
    // Inserts do not outlive this process, which repeats one until it succeeds.
    async settled() {},
    ...embeddedTableFiles(connect, run),
    async close() {
      if (!open) return
      open = false
      for (const client of clients) await client.close()
    },
  }
}

type Connection = NonNullable<ClickHouseClientConfigOptions['connection']>

function connection(path: string): Connection {
  // The client and chdb each bundle their own copy of the same types, with private fields that never match.
  return createChdbConnection({ path }) as unknown as Connection
}

/** Of the processor's cores a query takes so many: everything else in this process needs some as well. */
const SHARE_OF_CORES = 0.5

function sessionSettings(limits: QueryLimits): string {
  const max_threads = Math.max(1, Math.floor(availableParallelism() * SHARE_OF_CORES))
  const settings = Object.entries({ ...querySettings(limits), max_threads }).map(
    ([name, value]) => `${name} = ${value}`,
  )
  return `SET ${settings.join(', ')}`
}
