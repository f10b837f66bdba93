import { mkdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { FrontError, type FrontRequest } from './clickhouse-front-request.ts'

/** The answer to a query. */
export interface FrontAnswer {
  bytes: Uint8Array
  rowsRead: number
  bytesRead: number
  /** Seconds. */
  elapsed: number
}

/** The embedded engine, each request with a session of its own as over HTTP. */
export interface FrontEngine {
  version: string
  run(request: FrontRequest): Promise<FrontAnswer>
  close(): void
}

const MAX_SET_BYTES = 64 * 1024 ** 2

type Chdb = typeof import('chdb')
type Session = InstanceType<Chdb['Session']>
const { Session }: Chdb = createRequire(import.meta.url)('chdb')

/** How the front stands in for a cluster. */
export interface FrontCluster {
  name: string
  shards: number
  replicas: number
  /**
   * 'plain' makes tables of the plain engines, which work; 'replicated' makes the engines that were asked for, with
   * a Keeper in memory, which cannot be inserted into.
   */
  engines: 'plain' | 'replicated'
}

/** Opens the engine on a folder; only one in a process. */
export function openEngine(folder: string, cluster: FrontCluster | undefined): FrontEngine {
  mkdirSync(folder, { recursive: true })
  const database = join(folder, 'database')
  const first = new Session(database, { connectionArgs: cluster ? [configure(folder, cluster)] : [] })
  const version = first.query('SELECT version()', 'TabSeparated').trim()

  return {
    version,
    async run(request) {
      const session = new Session(database)
      try {
        return await runOn(session, request, cluster)
      } catch (error) {
        throw toFrontError(error)
      } finally {
        session.close()
      }
    },
    close: () => first.close(),
  }
}

async function runOn(session: Session, request: FrontRequest, cluster: FrontCluster | undefined) {
  const { database, settings, parameters, query, data } = request
  if (database !== undefined) await session.queryAsync(`USE ${backquoted(database)}`)
  const values: [string, string][] = [
    ...Object.entries(settings),
    ...Object.entries(parameters).map(([name, value]): [string, string] => [`param_${name}`, value]),
  ]
  if (values.length > 0) {
    const set = values.map(([name, value]) => `${backquoted(name)} = ${quoted(value)}`)
    // Bound values are no part of a query over HTTP, whose length is limited.
    await session.queryAsync(`SET max_query_size = ${MAX_SET_BYTES}`)
    await session.queryAsync(`SET ${set.join(', ')}`)
    await session.queryAsync('SET max_query_size = DEFAULT')
  }
  if (data.trim() === '' && /^\s*INSERT\b.*\bFORMAT\s+\w+\s*$/is.test(query)) {
    return { bytes: new Uint8Array(), rowsRead: 0, bytesRead: 0, elapsed: 0 }
  }
  const statement = cluster ? onThisReplica(query, cluster) : query
  const result = await session.queryAsync(data === '' ? statement : `${statement}\n${data}`, {
    format: request.format,
  })
  const { rowsRead, bytesRead, elapsed } = result
  return { bytes: result.bytes(), rowsRead, bytesRead, elapsed }
}

function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\0', '\\0')}'`
}

function backquoted(name: string): string {
  return `\`${name.replaceAll('\\', '\\\\').replaceAll('`', '\\`')}\``
}

/** A statement for a cluster as its one replica carries it out. */
function onThisReplica(query: string, cluster: FrontCluster): string {
  const [, name] = /\sON CLUSTER '([^']*)'/.exec(query) ?? []
  if (name !== undefined && name !== cluster.name)
    throw new FrontError(701, 'CLUSTER_DOESNT_EXIST', `Requested cluster '${name}' not found`)
  const here = query
    .replace(/\sON CLUSTER '[^']*'/, '')
    .replace(/\bclusterAllReplicas\('[^']*', ([\w.]+)\)/, '$1')
  if (cluster.engines === 'replicated') return here
  return here
    .replace(/\bReplicated(\w*MergeTree)\('[^']*', '[^']*'(?:, )?/, '$1(')
    .replace(/, replicated_deduplication_window_seconds = \d+/, '')
    .replace(' replicated_deduplication_window', ' non_replicated_deduplication_window')
}

function configure(folder: string, { name, shards, replicas }: FrontCluster): string {
  const file = join(folder, 'cluster.xml')
  const replica = '<replica><host>127.0.0.1</host><port>9000</port></replica>'
  const shard = `<shard>${replica.repeat(replicas)}</shard>`
  writeFileSync(
    file,
    `<clickhouse>
      <zookeeper><implementation>testkeeper</implementation></zookeeper>
      <macros><shard>01</shard><replica>replica-1</replica></macros>
      <remote_servers><${name}>${shard.repeat(shards)}</${name}></remote_servers>
    </clickhouse>`,
  )
  return `--config-file=${file}`
}

function toFrontError(error: unknown): FrontError {
  if (error instanceof FrontError) return error
  const text = error instanceof Error ? error.message : String(error)
  const [, code, message, name] =
    /Code: (\d+)\. DB::\w*Exception: (.*?)\.? \(([A-Z0-9_]+)\)\s*$/s.exec(text) ?? []
  return new FrontError(Number(code ?? 1001), name ?? 'STD_EXCEPTION', message ?? text)
}
