import { setMaxListeners } from 'node:events'
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import zlib from 'node:zlib'
import {
  type ClickHouseClient,
  type ClickHouseClientConfigOptions,
  ClickHouseLogLevel,
  createClient,
} from '@clickhouse/client'
import { readToEnd, rowsOf } from './answers.ts'
import { checkCluster, onCluster } from './cluster.ts'
import { poolOf } from './connection-pool.ts'
import { type Database, DatabaseError, type Parameters, type Row } from './database.ts'
import { toDatabaseError } from './database-error.ts'
import { insertStatement } from './insert-statement.ts'
import { jsonLines } from './json-lines.ts'
import { splitLongParameters } from './long-parameters.ts'
import { QUERY_LIMITS, type QueryLimits, querySettings } from './query-limits.ts'
import { despiteOthers } from './retries.ts'
import { waitForInserts } from './running-inserts.ts'
import { toOpeningError } from './server-faults.ts'
import { serverTableFiles } from './server-table-files.ts'
import { before, within } from './time-limit.ts'

/** A ClickHouse server or cluster, and how much of it to use. */
export interface ServerDatabaseOptions {
  /** Scheme, host and port of its HTTP interface: http://clickhouse:8123. */
  url: string
  user: string
  password: string
  /** Made if it is not there. A letter or _, then letters, digits or _. */
  database: string
  /** A PEM file of the authority that signed the server's certificate, when the system does not know it. */
  caFile?: string | undefined
  /** Tables are replicated over this cluster, of which `url` reaches any replica. */
  cluster?: string | undefined
  /** Connections at most. Inserts have their own, so that slow queries do not hold them up. */
  connections?: { queries: number; inserts: number }
  limits?: QueryLimits
  timeouts?: Timeouts
}

/** Seconds until an answer must be there, from the call on. */
interface Timeouts {
  query: number
  /**
   * It also bounds the insert at the server: shorter than the time after which another loader may take over, so
   * that what a halted loader sent is not written after the other has looked what is there.
   */
  insert: number
  statement: number
}

const CONNECTIONS = { queries: 8, inserts: 4 }
const TIMEOUTS: Timeouts = { query: 30, insert: 4, statement: 150 }
/** What the answer to DDL may take after the replicas were waited for. */
const DDL_ANSWER_SECONDS = 10
/** Less than servers and balancers keep an unused connection, so that none is used just as it is closed. */
const IDLE_CONNECTION_MS = 2_500
const IDENTIFIER = /^[A-Za-z_]\w{0,127}$/

/**
 * Opens a database of a ClickHouse server or cluster over HTTP, and makes it if it is not there. Rejects with
 * DatabaseError, in words, when the server cannot be reached, refuses the user or cannot hold the tables.
 */
export async function openServerDatabase(options: ServerDatabaseOptions): Promise<Database> {
  const { cluster, connections = CONNECTIONS, limits = QUERY_LIMITS, timeouts = TIMEOUTS } = options
  const base = await baseConfiguration(options)
  await prepare(options, base)

  const configuration = { ...base, database: options.database }
  const reader = createClient({
    ...configuration,
    max_open_connections: connections.queries,
    clickhouse_settings: {
      ...querySettings(limits),
      // An error in the middle of the rows then comes as an error and not as the last row.
      wait_end_of_query: 1,
      cancel_http_readonly_queries_on_client_close: 1,
      ...(cluster && { select_sequential_consistency: '1' }),
    },
  })
  const inserter = createClient({
    ...configuration,
    max_open_connections: connections.inserts,
    // One insert after the other, each on most replicas, is what sequential consistency can be had of.
    ...(cluster && {
      clickhouse_settings: {
        insert_quorum: 'auto',
        insert_quorum_parallel: 0,
        insert_quorum_timeout: timeouts.insert * 1000,
      },
    }),
  })
  const definer = definingClient(configuration, timeouts)
  const inserting = poolOf(Array.from({ length: connections.inserts }, () => inserter))
  const waiting = new AbortController()
  const { signal: closed } = waiting
  // Every request listens to it, and there may be many.
  setMaxListeners(0, closed)

  async function run<T>(
    doing: string,
    seconds: number,
    action: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    try {
      return await within(seconds, closed, (signal) => despiteOthers(signal, () => action(signal)))
    } catch (error) {
      throw toDatabaseError(error, doing)
    }
  }

  return {
    ...(cluster && { cluster }),
    query: <T = Row>(sql: string, parameters?: Parameters) =>
      run('Query', timeouts.query, async (signal) => {
        const bound = splitLongParameters(sql, parameters ?? {})
        const ask = () =>
          reader.query({
            query: bound.sql,
            query_params: bound.parameters,
            format: 'JSONEachRow',
            abort_signal: signal,
          })
        return rowsOf<T>(ask, signal)
      }),
    execute: (sql) =>
      run('Statement', timeouts.statement, async (signal) => {
        await readToEnd(() => definer.exec({ query: sql, abort_signal: signal }), signal)
      }),
    insert(table, rows, token) {
      const deadline = performance.now() + timeouts.insert * 1000
      return run(`Insert into ${table}`, timeouts.insert, async (signal) => {
        const query = insertStatement(table, token)
        if (rows.length === 0) return
        await inserting.use((client) =>
          insert(client, query, before(deadline, jsonLines(rows)), deadline, signal),
        )
      })
    },
    settled: (tokenPart) =>
      run('Waiting for inserts', timeouts.query, (signal) =>
        waitForInserts(reader, cluster, tokenPart, signal),
      ),
    ...serverTableFiles(reader, inserter, async (doing, action) => {
      try {
        await action(closed)
      } catch (error) {
        throw toDatabaseError(error, doing)
      }
    }),
    async close() {
      waiting.abort(new DatabaseError('the database is closed', true))
      await Promise.all([reader, inserter, definer].map((client) => client.close()))
    },
  }
}

/** Sends an insert which the server gives up at the deadline as well (milliseconds of performance.now). */
async function insert(
  client: ClickHouseClient,
  query: string,
  body: AsyncIterable<string>,
  deadline: number,
  signal: AbortSignal,
): Promise<void> {
  const left = deadline - performance.now()
  if (left <= 0) throw new DatabaseError('the connections to the server were busy for too long', true)
  const ask = () =>
    client.exec({
      query,
      values: Readable.from(body),
      abort_signal: signal,
      clickhouse_settings: { max_execution_time: left / 1000 },
    })
  await readToEnd(ask, signal)
}

/** A client for DDL, which a cluster carries out on the replicas that run; others do it when they are back. */
function definingClient(configuration: ClickHouseClientConfigOptions, timeouts: Timeouts): ClickHouseClient {
  return createClient({
    ...configuration,
    max_open_connections: 1,
    clickhouse_settings: {
      // The client's types lack this value, which ClickHouse has since 24.
      distributed_ddl_output_mode: 'throw_only_active' as 'throw',
      distributed_ddl_task_timeout: String(Math.max(1, timeouts.statement - DDL_ANSWER_SECONDS)),
    },
  })
}

async function baseConfiguration(options: ServerDatabaseOptions): Promise<ClickHouseClientConfigOptions> {
  // Faster by far at the same size, where this Node has it.
  const codec = 'createZstdCompress' in zlib ? 'zstd' : 'gzip'
  return {
    url: options.url,
    username: options.user,
    password: options.password,
    application: 'barograph',
    // Requests are ended by their own time limits, each with its reason; this only must not come before them.
    request_timeout: 2 ** 31 - 1,
    keep_alive: { enabled: true, idle_socket_ttl: IDLE_CONNECTION_MS, eagerly_destroy_stale_sockets: true },
    compression: { request: { codec, level: 1 }, response: { codec } },
    use_multipart_params_auto: true,
    // Errors reach the caller; the client would print the statement and its parameters as well.
    log: { level: ClickHouseLogLevel.OFF },
    ...(options.caFile !== undefined && { tls: { ca_cert: await readAuthority(options.caFile) } }),
  }
}

async function readAuthority(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (error) {
    throw new DatabaseError(`CLICKHOUSE_CA_FILE: ${file} cannot be read (${(error as Error).message})`, false)
  }
}

/** Sees that the server can be used, and makes the database. */
async function prepare(
  options: ServerDatabaseOptions,
  configuration: ClickHouseClientConfigOptions,
): Promise<void> {
  const { database, cluster, timeouts = TIMEOUTS } = options
  if (!IDENTIFIER.test(database))
    throw new DatabaseError(`CLICKHOUSE_DATABASE: ${database} is no name for a database`, false)
  const client = definingClient(configuration, timeouts)
  try {
    await within(timeouts.statement, undefined, async (signal) => {
      if (cluster) await checkCluster(client, cluster, signal)
      const found = await client.query({
        query: 'SELECT 1 FROM system.databases WHERE name = {database:String}',
        format: 'JSONEachRow',
        query_params: { database },
        abort_signal: signal,
      })
      // Who may use a database need not be allowed to make one.
      if ((await found.json()).length > 0 && !cluster) return
      await client.command({
        query: `CREATE DATABASE IF NOT EXISTS ${database}${onCluster(cluster)}`,
        abort_signal: signal,
      })
    })
  } catch (error) {
    throw toOpeningError(error, options)
  } finally {
    await client.close()
  }
}
