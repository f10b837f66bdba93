import { gunzipSync } from 'node:zlib'
import { Hono } from 'hono'
import { compress } from 'hono/compress'
import { describe, expect, it } from 'vitest'
import { compressJson } from './compress-json.ts'

const LONG = { items: Array.from({ length: 200 }, (_, i) => ({ id: `INC-${i}`, title: 'größer' })) }

const app = new Hono()
app.use(compress())
app.use(compressJson())
app.get('/long', (c) => c.json(LONG, 200, { 'x-kept': 'yes' }))
app.get('/short', (c) => c.json({ ok: true }))
app.get('/problem', (c) => c.body(JSON.stringify(LONG), 400, { 'content-type': 'application/problem+json' }))
app.get('/text', (c) => c.text('text '.repeat(1000)))
app.get('/none', (c) => c.body(null, 204))

const get = (path: string, accepted?: string, method = 'GET') =>
  app.request(path, { method, ...(accepted !== undefined && { headers: { 'accept-encoding': accepted } }) })

describe('JSON', () => {
  it('comes compressed to who takes gzip, with its status and headers', async () => {
    for (const path of ['/long', '/problem']) {
      const answer = await get(path, 'deflate, gzip;q=0.5')
      expect(answer.status).toBe(path === '/long' ? 200 : 400)
      expect(answer.headers.get('content-encoding')).toBe('gzip')
      expect(answer.headers.get('vary')).toBe('Accept-Encoding')
      const bytes = Buffer.from(await answer.arrayBuffer())
      expect(answer.headers.get('content-length')).toBe(String(bytes.length))
      expect(JSON.parse(gunzipSync(bytes).toString())).toEqual(LONG)
    }
    expect((await get('/long', 'gzip')).headers.get('x-kept')).toBe('yes')
  })

  it('comes as it is to who does not, and when it is short', async () => {
    for (const [path, accepted, body] of [
      ['/long', undefined, LONG],
      ['/long', 'gzip;q=0', LONG],
      ['/short', 'gzip', { ok: true }],
    ] as const) {
      const answer = await get(path, accepted)
      expect(answer.headers.get('content-encoding')).toBeNull()
      expect(await answer.json()).toEqual(body)
    }
  })

  it('is not asked of an answer without a body', async () => {
    expect((await get('/none', 'gzip')).status).toBe(204)
    expect((await get('/long', 'gzip', 'HEAD')).status).toBe(200)
  })
})

it('leaves what is not JSON to be streamed', async () => {
  const answer = await get('/text', 'gzip')
  expect(answer.headers.get('content-encoding')).toBe('gzip')
  expect(answer.headers.get('content-length')).toBeNull()
})
