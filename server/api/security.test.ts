import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Listening, listen } from '../roles/listen.ts'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline
let server: Listening
let url: string
let pane: string
const tokens = { ingest: 'ingest-secret', admin: 'admin-secret' }

beforeAll(async () => {
  pane = await mkdtemp(join(tmpdir(), 'barograph-pane-'))
  await mkdir(join(pane, 'assets'))
  await writeFile(join(pane, 'index.html'), '<!doctype html><title>Barograph</title>')
  await writeFile(join(pane, 'assets/app-x1.js'), `console.log('${'x'.repeat(5000)}')`)
  pipeline = await startPipeline({ tokens, paneFolder: pane })
  server = await listen(pipeline.api.app.fetch, '127.0.0.1', 0)
  url = `http://127.0.0.1:${server.port}`
})

afterAll(async () => {
  await server.stop(100)
  await pipeline.close()
  await rm(pane, { recursive: true })
})

describe('over HTTP', () => {
  it('a browser signs in and needs no token then, also for the event stream', async () => {
    expect((await fetch(`${url}/api/v1/incidents`)).status).toBe(401)
    const sign = (token: string) =>
      fetch(`${url}/api/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: url },
        body: JSON.stringify({ token }),
      })
    expect((await sign('wrong')).status).toBe(401)
    const signed = await sign(tokens.admin)
    expect(await signed.json()).toEqual({ signedIn: true, needed: true })
    const [cookie = ''] = signed.headers.getSetCookie()
    expect(cookie).toMatch(/HttpOnly/)
    expect(cookie).toMatch(/SameSite=Strict/)
    expect(cookie).not.toContain(tokens.admin)
    const headers = { cookie: cookie.split(';')[0] ?? '' }
    expect((await fetch(`${url}/api/v1/incidents`, { headers })).status).toBe(200)
    const stream = await fetch(`${url}/api/v1/stream`, { headers })
    expect(stream.status).toBe(200)
    expect(stream.headers.get('content-encoding')).toBeNull()
    const reader = stream.body?.getReader()
    const first = new TextDecoder().decode((await reader?.read())?.value)
    expect(first).toContain('retry: ')
    await reader?.cancel()
  })

  it('foreign pages are refused before anything else, in our form of errors', async () => {
    const foreign = await fetch(`${url}/api/v1/demo`, {
      method: 'POST',
      headers: { origin: 'http://evil.example' },
    })
    expect(foreign.status).toBe(403)
    expect(foreign.headers.get('content-type')).toBe('application/problem+json')
    expect(foreign.headers.get('access-control-allow-origin')).toBeNull()
    const preflight = await fetch(`${url}/api/v1/demo`, {
      method: 'OPTIONS',
      headers: { origin: 'http://evil.example', 'access-control-request-method': 'POST' },
    })
    expect(preflight.status).toBe(403)
  })

  it('every answer carries the security headers', async () => {
    for (const path of ['/', '/api/v1/incidents', '/nothing', '/healthz']) {
      const { headers } = await fetch(url + path)
      expect(headers.get('content-security-policy')).toContain("default-src 'none'")
      expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'")
      expect(headers.get('content-security-policy')).not.toMatch(/script-src[^;]*unsafe/)
      expect(headers.get('x-content-type-options')).toBe('nosniff')
      expect(headers.get('x-frame-options')).toBe('DENY')
      expect(headers.get('referrer-policy')).toBe('no-referrer')
    }
  })

  it('a token in a failing request is not told again', async () => {
    const headers = { authorization: 'Bearer some-other-secret' }
    const text = await (await fetch(`${url}/api/v1/incidents`, { headers })).text()
    expect(text).not.toContain('some-other-secret')
    expect(text).not.toContain(tokens.admin)
  })
})

describe('the pane', () => {
  it('is served with its page for every address of a view', async () => {
    for (const path of ['/', '/incidents/INC-1?scope=demo']) {
      const page = await fetch(url + path)
      expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
      expect(page.headers.get('cache-control')).toBe('no-cache')
      expect(await page.text()).toContain('Barograph')
    }
  })

  it('keeps its assets in the browser for good, compressed', async () => {
    const asset = await fetch(`${url}/assets/app-x1.js`, { headers: { 'accept-encoding': 'br' } })
    expect(asset.headers.get('cache-control')).toContain('immutable')
    expect(asset.headers.get('content-encoding')).toBe('br')
    expect((await asset.text()).length).toBeGreaterThan(5000)
    const zipped = await fetch(`${url}/assets/app-x1.js`, { headers: { 'accept-encoding': 'gzip, br;q=0' } })
    expect(zipped.headers.get('content-encoding')).toBe('gzip')
    const etag = asset.headers.get('etag') ?? ''
    const again = await fetch(`${url}/assets/app-x1.js`, { headers: { 'if-none-match': etag } })
    expect(again.status).toBe(304)
  })

  it('answers no page for assets that are gone, for the API, or outside its folder', async () => {
    expect((await fetch(`${url}/assets/old.js`)).status).toBe(404)
    expect((await fetch(`${url}/v9/x`)).headers.get('content-type')).toContain('text/html')
    expect(
      (await fetch(`${url}/api/nothing`, { headers: { authorization: 'Bearer admin-secret' } })).status,
    ).toBe(404)
    const outside = await fetch(`${url}/assets/..%2f..%2fetc%2fpasswd`)
    expect(await outside.text()).not.toContain('root:')
    expect((await fetch(`${url}/`, { method: 'POST' })).status).toBe(404)
  })
})
