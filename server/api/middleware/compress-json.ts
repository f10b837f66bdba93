import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import type { MiddlewareHandler } from 'hono'
import { accepts } from 'hono/accepts'

const zip = promisify(gzip)
/** Below so many bytes it is not worth it. */
const LEAST_BYTES = 1024
/** Half the time of zlib's default, for a sixth more bytes. */
const LEVEL = 1

/**
 * Compresses JSON for those who take gzip, whole and quickly: a page of a list can be some megabytes. Other answers
 * are left to hono's compress, which streams them.
 */
export function compressJson(): MiddlewareHandler {
  return async (c, next) => {
    await next()
    const { headers } = c.res
    const json = /^application\/(problem\+)?json\b/.test(headers.get('content-type') ?? '')
    if (!json || c.req.method === 'HEAD' || headers.has('content-encoding') || !takesGzip(c)) return
    const body = new Uint8Array(await c.res.arrayBuffer())
    const large = body.length >= LEAST_BYTES
    const sent = large ? new Uint8Array(await zip(body, { level: LEVEL })) : body
    c.res = new Response(sent, c.res)
    if (large) c.res.headers.set('content-encoding', 'gzip')
    c.res.headers.set('content-length', String(sent.length))
    c.res.headers.append('vary', 'Accept-Encoding')
  }
}

function takesGzip(c: Parameters<MiddlewareHandler>[0]): boolean {
  const taken = accepts(c, {
    header: 'Accept-Encoding',
    supports: ['gzip'],
    default: '',
    match: (given, { supports }) => given.find(({ type, q }) => supports.includes(type) && q > 0)?.type ?? '',
  })
  return taken !== ''
}
