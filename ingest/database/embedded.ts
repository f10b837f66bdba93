import { mkdir } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join, resolve } from 'node:path'
import type { Session as Connection } from 'chdb'
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

// The package's ESM entry gives its classes no types; its CommonJS entry is the one it documents.
const { Session, drainPending }: typeof import('chdb') = createRequire(import.meta.url)('chdb')

/**
 * What the engine is told when it starts: merging, which can wait, stands back for whoever waits for an answer. ClickHouse
 * heeds this where the process may raise priorities (CAP_SYS_NICE), for else it could not take it back.
 */
const ENGINE = ['--os_threads_nice_value_merge_mutate=10']

/**
 * Opens ClickHouse inside this process on `dataDir`/database, which is made if it is not there. Queries share a
 * few connections; inserts and DDL have one of their own, so that a slow query never holds them up. Only one
 * data folder can be open in a process. Rejects with DatabaseError when the folder cannot be opened.
 */
export async function openEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<Database> {
  const path = join(resolve(options.dataDir), 'database')
  const limits = options.limits ?? QUERY_LIMITS
  // The first connection starts the engine, the others find it there.
  const connect = () => new Session(path, { connectionArgs: ENGINE })
  const connections: Connection[] = []
  try {
    await mkdir(path, { recursive: true })
    for (let i = 0; i <= (options.connections ?? 4); i++) connections.push(connect())
    const [, ...readers] = connections
    for (const reader of readers) await reader.queryAsync(sessionSettings(limits))
  } catch (error) {
    await disconnect(connections)
    throw toDatabaseError(error, `Opening the database in ${path}`)
  }
  const [writer, ...readers] = connections
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
        reading.use(async (connection) => {
          const bound = parameters && Object.keys(parameters).length > 0
          const result = bound
            ? await connection.queryBindAsync(sql, parameters, JSON_LINES)
            : await connection.queryAsync(sql, JSON_LINES)
          return parseLines<T>(result.text())
        }),
      ),
    execute: (sql) =>
      run('Statement', () =>
        writing.use(async (connection) => {
          await connection.queryAsync(sql)
        }),
      ),
    insert: (table, rows, token) =>
      run(`Insert into ${table}`, async () => {
        const pieces = [insertStatement(table, token), '\n']
        if (rows.length === 0) return
        for await (const piece of jsonLines(rows)) pieces.push(piece)
        await writing.use(async (connection) => {
          await connection.queryAsync(pieces.join(''))
        })
      }),
    // Inserts do not outlive this process, which repeats one until it succeeds.
    async settled() {},
    ...embeddedTableFiles(connect, run),
    async close() {
      if (!open) return
      open = false
      await disconnect(connections)
    },
  }
}

const JSON_LINES = { format: 'JSONEachRow' } as const

/** The values of JSONEachRow text, in which a line break stands between rows only. */
function parseLines<T>(text: string): T[] {
  return JSON.parse(`[${text.trimEnd().replaceAll('\n', ',')}]`)
}

/** Closes connections, and resolves when what still ran on them is over. */
async function disconnect(connections: readonly Connection[]): Promise<void> {
  for (const connection of connections) connection.close()
  await drainPending()
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
