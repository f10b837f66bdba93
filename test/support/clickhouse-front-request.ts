import type { IncomingMessage } from 'node:http'
import { buffer } from 'node:stream/consumers'
import zlib from 'node:zlib'

/** A request to ClickHouse's HTTP interface, taken apart. */
export interface FrontRequest {
  user: string
  password: string
  database: string | undefined
  queryId: string | undefined
  /** The format of the answer where the query names none. */
  format: string
  /** Its text, or its beginning when `data` follows. */
  query: string
  data: string
  parameters: Record<string, string>
  settings: Record<string, string>
  /** How the answer may be compressed. */
  compression: 'gzip' | 'br' | 'zstd' | undefined
}

/** A fault as ClickHouse tells it. */
export class FrontError extends Error {
  readonly code: number

  constructor(code: number, name: string, message: string) {
    super(`Code: ${code}. DB::Exception: ${message}. (${name})`)
    this.code = code
  }
}

/** URL parameters that are neither settings nor bound parameters, and have no meaning here. */
const NO_SETTINGS = new Set(['wait_end_of_query', 'buffer_size', 'compress', 'decompress', 'quota_key'])

/** http_max_field_value_size, which holds for the fields of URLs and forms. */
const MAX_FIELD_BYTES = 131_072

/** Reads a request to its end. Throws FrontError, or when the sender goes before it has sent all. */
export async function readRequest(request: IncomingMessage): Promise<FrontRequest> {
  const url = new URL(request.url ?? '/', 'http://front')
  const sent = await readBody(request)
  const form = await readForm(request, sent)
  const fields = [...url.searchParams, ...form]
  if (fields.some(([, value]) => Buffer.byteLength(value) > MAX_FIELD_BYTES))
    throw new FrontError(1000, 'POCO_EXCEPTION', 'HTML Form Exception: Field value too long')
  const given = new Map(fields)
  const take = (name: string): string | undefined => {
    const value = given.get(name)
    given.delete(name)
    return value
  }
  if (given.has('session_id')) throw new FrontError(48, 'NOT_IMPLEMENTED', 'Sessions are not supported here')

  const [basicUser, basicPassword] = basicCredentials(request.headers.authorization)
  const user = take('user') ?? header(request, 'x-clickhouse-user') ?? basicUser ?? 'default'
  const password = take('password') ?? header(request, 'x-clickhouse-key') ?? basicPassword ?? ''
  const named = take('query')
  const body = form.length > 0 ? '' : sent.toString('utf8')
  const format = take('default_format') ?? header(request, 'x-clickhouse-format') ?? 'TabSeparated'
  const database = take('database') ?? header(request, 'x-clickhouse-database')
  const queryId = take('query_id')
  const parameters: Record<string, string> = {}
  const settings: Record<string, string> = {}
  for (const [name, value] of given) {
    if (name.startsWith('param_')) parameters[name.slice('param_'.length)] = value
    else if (!NO_SETTINGS.has(name)) settings[name] = value
  }
  const compression =
    settings['enable_http_compression'] === '1'
      ? compressionOf(request.headers['accept-encoding'])
      : undefined
  return {
    user,
    password,
    database,
    queryId,
    format,
    query: named ?? body,
    data: named === undefined ? '' : body,
    parameters,
    settings,
    compression,
  }
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name]
  return Array.isArray(value) ? value[0] : value
}

function basicCredentials(authorization: string | undefined): [string?, string?] {
  const encoded = /^Basic (.+)$/i.exec(authorization ?? '')?.[1]
  if (encoded === undefined) return []
  const [user = '', ...password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return [user, password.join(':')]
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const bytes = await buffer(request)
  const encoding = request.headers['content-encoding'] ?? 'identity'
  try {
    if (encoding === 'identity') return bytes
    if (encoding === 'gzip') return zlib.gunzipSync(bytes)
    if (encoding === 'deflate') return zlib.inflateSync(bytes)
    if (encoding === 'br') return zlib.brotliDecompressSync(bytes)
    if (encoding === 'zstd') return zstd('zstdDecompressSync', bytes)
  } catch (error) {
    throw new FrontError(
      354,
      'ZLIB_INFLATE_FAILED',
      `Cannot decompress the body: ${(error as Error).message}`,
    )
  }
  throw new FrontError(415, 'UNSUPPORTED_MEDIA_TYPE', `Unknown Content-Encoding ${encoding}`)
}

/** Node has zstd since 22.15, which the types of Node 20 lack. */
export function zstd(name: 'zstdCompressSync' | 'zstdDecompressSync', bytes: Uint8Array): Buffer {
  const action = (zlib as unknown as Record<string, ((bytes: Uint8Array) => Buffer) | undefined>)[name]
  if (!action) throw new FrontError(415, 'UNSUPPORTED_MEDIA_TYPE', 'This Node has no zstd')
  return action(bytes)
}

/** The fields of a form: what the client sends when parameters are too long for a URL. */
async function readForm(request: IncomingMessage, body: Buffer): Promise<[string, string][]> {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('multipart/form-data')) return []
  const form = await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData()
  return [...form].map(([name, value]) => [name, String(value)])
}

function compressionOf(accepted: string | undefined): FrontRequest['compression'] {
  const names = (accepted ?? '').split(',').map((name) => name.split(';')[0]?.trim())
  if (names.includes('zstd') && 'zstdCompressSync' in zlib) return 'zstd'
  if (names.includes('br')) return 'br'
  return names.includes('gzip') ? 'gzip' : undefined
}
