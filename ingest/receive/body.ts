import { pipeline } from 'node:stream/promises'
import { createGunzip, createInflate } from 'node:zlib'
import { ProblemError } from '../../schema/problem.ts'

/**
 * Reads a request's body, decompressed (gzip, deflate). Stops reading at `maxBytes`, counted both before and
 * after decompression. Tells `onMore` of bytes that come to more than the declared length, before it keeps them.
 * Throws ProblemError: 413 over the limit, 415 for another encoding, 400 for a broken one.
 */
export async function readBody(
  request: Request,
  maxBytes: number,
  onMore: (bytes: number) => void = () => {},
): Promise<Buffer> {
  const encoding = (request.headers.get('content-encoding') ?? 'identity').trim().toLowerCase()
  const declared = declaredBytes(request)
  if (declared !== undefined && declared > maxBytes) throw tooLarge(maxBytes)
  const decompress = decompressor(encoding)
  try {
    // Without a decoder the HTTP parser already holds the body to its declared length. To ask for the body itself, as
    // below, costs ten times as much: it makes a stream of it.
    if (!decompress && declared !== undefined) return Buffer.from(await request.arrayBuffer())
    if (!request.body) return Buffer.alloc(0)
    const source = limited(request.body, maxBytes)
    const collected = (chunks: AsyncIterable<Uint8Array>) => collect(chunks, maxBytes, onMore)
    if (!decompress) return await collected(source)
    return await pipeline(source, decompress, collected)
  } catch (error) {
    if (error instanceof ProblemError) throw error
    const fault = decompress ? `the body is not valid ${encoding}` : 'the sender broke off'
    throw new ProblemError(400, 'Unreadable body', fault)
  }
}

/** The length that a request says its body has; undefined when it does not. */
export function declaredBytes(request: Request): number | undefined {
  const length = request.headers.get('content-length')
  return length !== null && /^\d+$/.test(length) ? Number(length) : undefined
}

function decompressor(encoding: string) {
  if (encoding === 'identity' || encoding === '') return undefined
  if (encoding === 'gzip' || encoding === 'x-gzip') return createGunzip()
  if (encoding === 'deflate') return createInflate()
  throw new ProblemError(
    415,
    'Unsupported content encoding',
    `"${encoding}" is not understood; send the body as it is, or with gzip or deflate`,
    { headers: { 'accept-encoding': 'gzip, deflate, identity' } },
  )
}

async function* limited(chunks: AsyncIterable<Uint8Array>, maxBytes: number) {
  let size = 0
  for await (const chunk of chunks) {
    size += chunk.byteLength
    if (size > maxBytes) throw tooLarge(maxBytes)
    yield chunk
  }
}

async function collect(
  chunks: AsyncIterable<Uint8Array>,
  maxBytes: number,
  onMore: (bytes: number) => void,
): Promise<Buffer> {
  const kept: Uint8Array[] = []
  for await (const chunk of limited(chunks, maxBytes)) {
    onMore(chunk.byteLength)
    kept.push(chunk)
  }
  return Buffer.concat(kept)
}

function tooLarge(maxBytes: number): ProblemError {
  const detail = `the body is larger than ${maxBytes} bytes; send fewer records at once (setting limits.bodyBytes)`
  return new ProblemError(413, 'Body too large', detail, {
    errors: [{ path: 'body', message: `larger than ${maxBytes} bytes` }],
  })
}
