import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcess, startInProcess } from '../support/in-process.ts'
import { anything, mutated } from '../support/mutate.ts'
import { type RawRequest, sendBytes, sendRequest } from '../support/raw-http.ts'

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 1500)
const FIXTURES = join(import.meta.dirname, '../../ingest/sources/fixtures')
const recorded = (name: string): unknown => JSON.parse(readFileSync(join(FIXTURES, `${name}.json`), 'utf8'))

/** The intake's routes and a good payload of each; the description of the API leaves them out. */
const INTAKE: [route: string, payload: unknown][] = [
  ['/api/v2/alerts', recorded('prometheus')],
  ['/webhooks/alertmanager', recorded('alertmanager')],
  ['/webhooks/grafana', recorded('grafana')],
  ['/webhooks/generic/fuzz', recorded('grafana')],
  ['/v2/enqueue', recorded('pagerduty')],
  ['/v2/change/enqueue', recorded('pagerduty-change')],
  ['/api/v1/alerts', recorded('canonical')],
  ['/api/v1/changes', { source: 'ci', kind: 'deploy', summary: 'v2', at: '2026-03-01T03:00:00Z' }],
  [
    '/api/v1/topology',
    { nodes: [{ id: 'a', type: 'service' }], edges: [{ from: 'a', to: 'b', kind: 'calls' }] },
  ],
  ['/api/v1/mappings/preview', { mapping: { fields: { name: 'body.a' } }, body: { a: 'n' } }],
]
const MATCHERS = [{ name: 'a', value: 'b.*', isRegex: true, isEqual: true }]
const SILENCE = {
  matchers: MATCHERS,
  startsAt: '2026-03-01T03:00:00Z',
  endsAt: '2036-03-01T03:00:00Z',
  comment: 'c',
}
/** What the writing routes of the API take. */
const ORDERS = [
  { by: 'ada', text: 'x', incidentIds: ['INC-1'], alertIds: ['AL-1'], into: 'INC-1', token: 't' },
  { ...SILENCE, createdBy: 'ada', recurrence: { rrule: 'FREQ=DAILY', durationMs: 60_000 } },
]
/** Starting a demo is not malformed, and would go on for minutes. */
const LEFT_ALONE = ['POST /api/v1/demo']

let barograph: InProcess
let incidentId = ''
/** Every route: method and path, with `{id}` where it has one. */
let routes: { method: string; path: string; parameters: string[] }[] = []

beforeAll(async () => {
  const fields = { name: 'item.labels.alertname', at: 'item.startsAt', labels: 'item.labels' }
  const mappings = { fuzz: { items: 'has(body.alerts) ? body.alerts : [body]', fields } }
  barograph = await startInProcess({ file: JSON.stringify({ mappings }) })
  const alert = { source: 's', status: 'firing', severity: 'high', name: 'A', labels: { a: 'b' } }
  await barograph.post('/api/v1/alerts', alert)
  await barograph.settle()
  incidentId = (await barograph.get('/api/v1/incidents')).body.items[0].id
  const { paths } = (await barograph.get('/api/openapi.json')).body
  const described = Object.entries<Record<string, { parameters?: { name: string }[] }>>(paths).flatMap(
    ([path, methods]) =>
      Object.entries(methods).map(([method, { parameters = [] }]) => ({
        method: method.toUpperCase(),
        path,
        parameters: parameters.map(({ name }) => name),
      })),
  )
  const more = [
    ...INTAKE.map(([path]) => ['POST', path]),
    ...['alerts', 'alerts/groups', 'silences', 'silence/{id}', 'receivers', 'status'].map((name) => [
      'GET',
      `/api/v2/${name}`,
    ]),
    ...[
      ['POST', '/api/v2/silences'],
      ['DELETE', '/api/v2/silence/{id}'],
      ['GET', '/api/openapi.json'],
    ],
    ...['/healthz', '/readyz', '/metrics', '/', '/incidents/{id}', '/assets/{id}'].map((path) => [
      'GET',
      path,
    ]),
  ].map(([method = '', path = '']) => ({
    method,
    path,
    parameters: ['scope', 'filter', 'replace', 'dry_run', 'silenced', 'receiver'],
  }))
  routes = [...described, ...more].filter(({ method, path }) => !LEFT_ALONE.includes(`${method} ${path}`))
})
afterAll(async () => {
  await barograph.close()
  expect(barograph.errors).toEqual([])
})

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  anything.map((value) => String(typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 3000)),
)
/** Percent-encoded, sometimes by hand and wrong. */
const encoded = fc.oneof(
  { weight: 6, arbitrary: text.map((value) => encodeURIComponent(Buffer.from(value).toString())) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '%',
      '%ff',
      '%00',
      '%c0%af',
      '%zz',
      '..%2f..%2fetc%2fpasswd',
      '%252e',
      '+',
      '&=&',
    ),
  },
)
/** What an HTTP client lets through in a header. */
const headerValue = fc.oneof(
  text.map((value) =>
    value
      .replace(/[^\t\u0020-\u007e\u0080-\u00ff]/g, '')
      .trim()
      .slice(0, 2000),
  ),
  fc.constantFrom(
    'application/json',
    'application/x-ndjson',
    'gzip',
    'br',
    '*/*',
    'text/html',
    '1',
    '-1',
    '999999999999',
    'null',
  ),
)
const headers = fc.dictionary(
  fc.constantFrom(
    ...[
      'accept',
      'accept-encoding',
      'accept-language',
      'authorization',
      'content-encoding',
      'content-type',
      'cookie',
    ],
    ...[
      'forwarded',
      'if-none-match',
      'last-event-id',
      'range',
      'te',
      'user-agent',
      'x-forwarded-for',
      'x-forwarded-host',
    ],
    ...['x-http-method-override', 'x-original-url', 'prefer', 'traceparent', 'sec-fetch-mode'],
  ),
  headerValue,
  { maxKeys: 3 },
)
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'TRACE', 'PROPFIND', 'PURGE']
const json = (value: unknown) => Buffer.from(JSON.stringify(value) ?? '')
const body = fc.oneof(
  { weight: 5, arbitrary: mutated([...INTAKE.map(([, payload]) => payload), ...ORDERS]).map(json) },
  { weight: 1, arbitrary: mutated(ORDERS).map((value) => gzipSync(json(value))) },
  {
    weight: 1,
    arbitrary: fc.tuple(mutated(ORDERS), fc.nat(60)).map(([value, cut]) => json(value).subarray(0, -cut)),
  },
  { weight: 1, arbitrary: anything.map(json) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)) },
  { weight: 1, arbitrary: fc.integer({ min: 30, max: 20_000 }).map((deep) => Buffer.from('['.repeat(deep))) },
  { weight: 1, arbitrary: fc.constant(Buffer.from(`{"name":${'{"a":'.repeat(500)}1${'}'.repeat(501)}`)) },
)

/** A request to one of the routes, hostile in some of its parts. */
const hostile = fc
  .record({
    route: fc.nat(),
    method: fc.option(fc.constantFrom(...METHODS), { freq: 4 }),
    id: fc.option(encoded, { freq: 2 }),
    query: fc.array(fc.tuple(fc.nat(), encoded), { maxLength: 4 }),
    headers,
    isJson: fc.boolean(),
    body,
  })
  .map(({ route, method, id, query, headers: given, isJson, body: sent }): RawRequest & { route: string } => {
    const {
      path,
      parameters,
      method: own,
    } = routes[route % routes.length] ?? { path: '/', parameters: [], method: 'GET' }
    const known = [...parameters.filter((name) => name !== 'id'), 'constructor', 'a[b]', 'unknown']
    const search = query.map(([which, value]) => `${known[which % known.length]}=${value}`).join('&')
    const target = path.replace('{id}', id ?? incidentId) + (search && `?${search}`)
    const used = method ?? own
    const carries = !['GET', 'HEAD', 'TRACE'].includes(used)
    return {
      route: `${own} ${path}`,
      method: used,
      path: target,
      headers: { ...(isJson && carries && { 'content-type': 'application/json' }), ...given },
      ...(carries && { body: sent }),
    }
  })

/** Routes that speak another protocol, and answer errors in its form. */
const isForeign = (path: string) =>
  /^\/(api\/v2|v2|webhooks\/(?!generic))(\/|$|\?)/.test(path) || /^\/v2\//.test(path)

it('whatever comes to any route, it answers, and never by failing', async () => {
  const reached = new Set<string>()
  const statuses = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(hostile, async ({ route, ...sent }) => {
      const { status, headers: answered, body: said } = await sendRequest(barograph.url, sent)
      const about = `${sent.method} ${sent.path} ${JSON.stringify(sent.headers)}: ${status} ${said.slice(0, 500)}`
      expect(status, about).toBeLessThan(500)
      expect(status, about).toBeGreaterThanOrEqual(200)
      if (status < 400) reached.add(route)
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
      if (sent.method === 'HEAD' || said === '') return
      const type = String(answered['content-type'] ?? '')
      const decoded = answered['content-encoding'] === undefined
      if (/json/.test(type) && decoded) JSON.parse(said)
      if (status >= 400 && decoded && !isForeign(sent.path)) {
        expect(type, about).toBe('application/problem+json')
        expect(JSON.parse(said), about).toMatchObject({ title: expect.any(String), status })
      }
    }),
    { numRuns: RUNS },
  )
  // The fuzz is worth something only while it gets through to most routes and is refused by many.
  expect(reached.size).toBeGreaterThan(routes.length * 0.4)
  expect([...statuses.keys()]).toEqual(expect.arrayContaining([200, 202, 400, 404, 405]))
})

describe('what is hardly HTTP', () => {
  const line = (first: string, ...rest: string[]) =>
    `${[first, 'Host: localhost', ...rest].join('\r\n')}\r\n\r\n`

  it.each([
    ['nothing that a person would send', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03'],
    ['no request line', '\r\n\r\nHello\r\n\r\n'],
    ['another protocol', line('GET / SPDY/3')],
    ['HTTP/2 unasked', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a method of control characters', line('G\x00T / HTTP/1.1')],
    ['a path with a null byte', line('GET /api/v1/\x00 HTTP/1.1')],
    ['a path that is none', line('GET api/v1/alerts HTTP/1.1')],
    ['a path that is an address', line('GET http://evil.example/api/v1/alerts HTTP/1.1')],
    ['a path of slashes', line('GET ////evil.example/%2f.. HTTP/1.1')],
    ['a path that climbs', line('GET /assets/../../../../etc/passwd HTTP/1.1')],
    ['a path that is too long', line(`GET /${'a'.repeat(20_000)} HTTP/1.1`)],
    ['a tunnel', line('CONNECT evil.example:443 HTTP/1.1')],
    ['an asterisk', line('OPTIONS * HTTP/1.1')],
    ['headers that are too large', line('GET /api/v1/status HTTP/1.1', `X-A: ${'a'.repeat(40_000)}`)],
    [
      'too many headers',
      line('GET /api/v1/status HTTP/1.1', ...Array.from({ length: 3000 }, (_, i) => `X-${i}: 1`)),
    ],
    ['a header with a line break in it', line('GET /api/v1/status HTTP/1.1', 'X-A: a\nInjected: b')],
    ['a folded header', line('GET /api/v1/status HTTP/1.1', 'X-A: a', ' folded')],
    ['two lengths', line('POST /api/v1/alerts HTTP/1.1', 'Content-Length: 2', 'Content-Length: 3')],
    [
      'a length and chunks',
      line('POST /api/v1/alerts HTTP/1.1', 'Content-Length: 5', 'Transfer-Encoding: chunked'),
    ],
    ['a negative length', line('POST /api/v1/alerts HTTP/1.1', 'Content-Length: -1')],
    ['a length beyond measure', line('POST /api/v1/alerts HTTP/1.1', 'Content-Length: 99999999999999999999')],
    ['a large length and no body', line('POST /api/v1/alerts HTTP/1.1', 'Content-Length: 20000000')],
    [
      'a broken chunk',
      `${line('POST /api/v1/alerts HTTP/1.1', 'Transfer-Encoding: chunked')}zz\r\n{}\r\n0\r\n\r\n`,
    ],
    ['chunks of another coding', line('POST /api/v1/alerts HTTP/1.1', 'Transfer-Encoding: gzip, chunked')],
    [
      'a body that stops in the middle',
      `${line('POST /api/v1/alerts HTTP/1.1', 'Content-Length: 500')}{"source": `,
    ],
    [
      'a switch of protocols',
      line('GET /api/v1/stream HTTP/1.1', 'Connection: Upgrade', 'Upgrade: websocket'),
    ],
    ['no host', 'GET /api/v1/status HTTP/1.1\r\n\r\n'],
    ['two hosts', line('GET /api/v1/status HTTP/1.1', 'Host: evil.example')],
    ['an expectation', line('POST /api/v1/alerts HTTP/1.1', 'Expect: the-impossible', 'Content-Length: 0')],
  ])('%s does no harm', async (_what, bytes) => {
    const answer = await sendBytes(barograph.url, Buffer.from(bytes, 'latin1'))
    const status = /^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 'none'
    expect(status === 'none' || (status >= '200' && status < '500'), answer.slice(0, 300)).toBe(true)
    expect(answer).not.toContain('root:')
    expect((await barograph.get('/healthz')).status).toBe(200)
  })

  it('half a request that never goes on holds up nobody', async () => {
    let over = 0
    const slow = Array.from({ length: 50 }, async () => {
      await sendBytes(barograph.url, 'POST /api/v1/alerts HTTP/1.1\r\nHost: lo', 10_000)
      over++
    })
    expect((await barograph.get('/api/v1/incidents')).status).toBe(200)
    expect(over).toBe(0)
    await Promise.all(slow)
  })
})

it('after all that it is as right as before, and also when it starts again', async () => {
  await barograph.settle()
  const alert = { source: 's', status: 'firing', severity: 'high', name: 'After', labels: {} }
  await barograph.post('/api/v1/alerts?scope=after', [alert, alert])
  const check = async () => {
    await barograph.settle()
    const [found, ...others] = await barograph.all('/api/v1/incidents?scope=after')
    expect([found.counts, others]).toEqual([{ events: 2, alerts: 1, entities: 0 }, []])
    for (const list of ['incidents', 'alerts', 'events', 'changes', 'rejects'])
      await barograph.all(`/api/v1/${list}`)
    expect((await barograph.get('/readyz')).status).toBe(200)
  }
  await check()
  await barograph.stop()
  expect(barograph.errors).toEqual([])
  barograph = await startInProcess({ dataDir: barograph.dataDir })
  await check()
})
