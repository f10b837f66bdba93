import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import zlib from 'node:zlib'
import { type FrontAnswer, type FrontCluster, openEngine } from './clickhouse-front-engine.ts'
import { FrontError, type FrontRequest, readRequest, zstd } from './clickhouse-front-request.ts'
import { statusOf } from './clickhouse-front-status.ts'

/** What a front serves, where and to whom. */
export interface FrontOptions {
  /** Holds the database; only one front can serve it. */
  folder: string
  /** 0 takes a free one. */
  port: number
  user?: string
  password?: string
  /** PEM texts: the front then speaks HTTPS. */
  tls?: { key: string; cert: string }
  cluster?: FrontCluster
}

/** A running front. */
export interface Front {
  url: string
  close(): Promise<void>
}

const SERVER_NAME = 'clickhouse-front'
const KEEP_ALIVE_MS = 10_000

/**
 * Serves ClickHouse's HTTP interface from the embedded engine: for tests, where no server can be installed. It has one
 * user, no sessions, and does not stream what it answers.
 */
export async function startClickHouseFront(options: FrontOptions): Promise<Front> {
  const engine = openEngine(options.folder, options.cluster)
  const answer: RequestListener = (request, response) => {
    // Whoever left before the answer does not need it.
    handle(request, response).catch(() => response.destroy())
  }
  const server = options.tls ? createSecureServer(options.tls, answer) : createServer(answer)
  server.keepAliveTimeout = KEEP_ALIVE_MS
  server.listen(options.port, '127.0.0.1')
  await once(server, 'listening')

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url?.split('?')[0]
    const bare = path === '/' && request.method === 'GET' && !request.url?.includes('query=')
    if (path === '/ping' || path === '/replicas_status' || bare) {
      response.writeHead(200, { 'content-type': 'text/html; charset=UTF-8' }).end('Ok.\n')
      return
    }
    if (path !== '/') {
      response.writeHead(404, { 'content-type': 'text/plain; charset=UTF-8' })
      response.end(`There is no handle ${path}\n`)
      return
    }
    let read: FrontRequest | undefined
    try {
      read = await readRequest(request)
      authenticate(read)
      if (request.method === 'GET') read.settings['readonly'] ??= '2'
      send(response, read, await engine.run(read))
    } catch (error) {
      if (!(error instanceof FrontError)) throw error
      sendFault(response, read, error)
    }
  }

  function authenticate({ user, password }: FrontRequest): void {
    if (user === (options.user ?? 'default') && password === (options.password ?? '')) return
    throw new FrontError(
      516,
      'AUTHENTICATION_FAILED',
      `${user}: Authentication failed: password is incorrect, or there is no user with such name`,
    )
  }

  function sendFault(response: ServerResponse, read: FrontRequest | undefined, error: FrontError): void {
    response.writeHead(statusOf(error.code), {
      ...commonHeaders(read),
      'content-type': 'text/plain; charset=UTF-8',
      'x-clickhouse-exception-code': String(error.code),
    })
    response.end(`${error.message} (version ${engine.version} (official build))\n`)
  }

  const { port } = server.address() as AddressInfo
  return {
    url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}`,
    async close() {
      server.close()
      server.closeIdleConnections()
      await once(server, 'close')
      engine.close()
    },
  }
}

function commonHeaders(read: FrontRequest | undefined): Record<string, string> {
  return {
    'x-clickhouse-server-display-name': SERVER_NAME,
    'x-clickhouse-query-id': read?.queryId ?? randomUUID(),
    'x-clickhouse-timezone': 'UTC',
  }
}

function send(response: ServerResponse, read: FrontRequest, answer: FrontAnswer): void {
  const format = /\bFORMAT\s+(\w+)\s*;?\s*$/i.exec(read.query)?.[1] ?? read.format
  const summary = {
    read_rows: String(answer.rowsRead),
    read_bytes: String(answer.bytesRead),
    elapsed_ns: String(Math.round(answer.elapsed * 1e9)),
  }
  const body = compress(read.compression, answer.bytes)
  response.writeHead(200, {
    ...commonHeaders(read),
    'content-type': format.startsWith('JSON')
      ? 'application/json; charset=UTF-8'
      : 'text/tab-separated-values; charset=UTF-8',
    'content-length': String(body.length),
    'x-clickhouse-format': format,
    'x-clickhouse-summary': JSON.stringify(summary),
    ...(read.compression && { 'content-encoding': read.compression }),
  })
  response.end(body)
}

function compress(compression: FrontRequest['compression'], bytes: Uint8Array): Uint8Array {
  if (compression === 'gzip') return zlib.gzipSync(bytes)
  if (compression === 'br') return zlib.brotliCompressSync(bytes)
  return compression === 'zstd' ? zstd('zstdCompressSync', bytes) : bytes
}
