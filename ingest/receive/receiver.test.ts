import { deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../schema/settings/limits.ts'
import { fixture } from '../sources/testing.ts'
import { openTestReceiver, type TestReceiver } from './testing.ts'

const ALERT = { source: 't', status: 'firing', severity: 'high', name: 'n', at: '2026-03-01T03:04:00Z' }
const PROBLEM = 'application/problem+json'
const decoded = (base64: string) => Buffer.from(base64, 'base64').toString()

let receiver: TestReceiver
let small: TestReceiver

beforeAll(async () => {
  receiver = await openTestReceiver()
  small = await openTestReceiver({
    limits: limits.parse({
      bodyBytes: 2000,
      recordsPerRequest: 3,
      labelsPerAlert: 2,
      bytesPerLabel: 8,
      bytesPerText: 20,
      nesting: 4,
    }),
  })
})

beforeEach(async () => {
  await receiver.appended()
  await small.appended()
})

afterAll(async () => {
  await receiver.close()
  await small.close()
})

describe('canonical records', () => {
  it('are in the log, complete, when the answer comes', async () => {
    const answer = await receiver.post('/api/v1/alerts?scope=shop', fixture('canonical'))
    expect(answer).toMatchObject({ status: 202, json: { accepted: 2, rejected: [] } })
    expect(await receiver.appended()).toMatchObject([
      { type: 'alert', scope: 'shop', source: 'synthetic', at: '2026-03-01T03:04:00.000Z' },
      { scope: 'staging', at: '2026-03-01T03:05:00.000Z', timeCorrected: 'future' },
    ])
  })

  it('take their scope from the path too, also when they are sent again', async () => {
    const scopes = async () => (await receiver.appended()).map((record) => 'scope' in record && record.scope)
    expect(await receiver.post('/scopes/shop/api/v1/alerts', ALERT)).toMatchObject({ status: 202 })
    expect(await receiver.post('/scopes/b%C3%BCro%2F1/api/v2/alerts', fixture('prometheus'))).toMatchObject({
      status: 200,
    })
    expect(new Set(await scopes())).toEqual(new Set(['shop', 'büro/1']))
    expect(await receiver.post('/scopes/shop/api/v1/alerts?scope=other', ALERT)).toMatchObject({
      status: 202,
    })
    expect(await receiver.post('/scopes/shop/api/v1/alerts', { ...ALERT, scope: 'own' })).toMatchObject({
      status: 202,
    })
    expect(await scopes()).toEqual(['other', 'own'])
    for (const path of ['/scopes//api/v1/alerts', '/scopes/api/v1/alerts', '/scopes/a/b/api/v1/alerts']) {
      expect((await receiver.app.request(path, { method: 'POST', body: '{}' })).status).toBe(404)
    }
    expect(await receiver.post('/scopes/%ff/api/v1/alerts', ALERT)).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'scope' }] },
    })
    expect((await receiver.post(`/scopes/${'x'.repeat(129)}/api/v1/alerts`, ALERT)).status).toBe(400)
    expect((await receiver.post('/scopes/shop/api/v1/alerts', { ...ALERT, name: '' })).status).toBe(400)
    const [reject] = await receiver.appended()
    if (reject?.type !== 'reject') throw new Error('nothing was kept')
    expect(reject).toMatchObject({ scope: 'shop', route: '/scopes/shop/api/v1/alerts' })
    const body = Buffer.from(JSON.stringify(ALERT))
    expect(await receiver.redeliver({ ...reject, body })).toMatchObject({ status: 202 })
    expect(await scopes()).toEqual(['shop'])
  })

  it('come as one object, as lines by content type, and as lines by looks', async () => {
    const lines = `${JSON.stringify(ALERT)}\r\n\n${JSON.stringify({ ...ALERT, name: 'm' })}\n`
    expect(await receiver.post('/api/v1/alerts', ALERT)).toMatchObject({ json: { accepted: 1 } })
    const ndjson = { 'content-type': 'application/x-ndjson' }
    expect(await receiver.post('/api/v1/alerts', lines, ndjson)).toMatchObject({ json: { accepted: 2 } })
    expect(await receiver.post('/api/v1/alerts', lines)).toMatchObject({ json: { accepted: 2 } })
    expect((await receiver.appended()).map((record) => 'name' in record && record.name)).toEqual(
      'n n m n m'.split(' '),
    )
  })

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
  ])('come compressed with %s', async (encoding, compress) => {
    const body = compress(JSON.stringify([ALERT]))
    const answer = await receiver.post('/api/v1/alerts', body, { 'content-encoding': encoding })
    expect(answer).toMatchObject({ status: 202, json: { accepted: 1 } })
  })

  it('are accepted in part, and what was rejected is kept as it came', async () => {
    const bad = '{"source":"t", "status":"melting","big":12345678901234567890}'
    const body = [JSON.stringify(ALERT), bad, '{"half":'].join('\n')
    const answer = await receiver.post('/api/v1/alerts?scope=shop', body, {
      'content-type': 'application/x-ndjson',
    })
    expect(answer.status).toBe(202)
    expect(answer.json).toEqual({
      accepted: 1,
      rejected: [
        {
          index: 1,
          errors: [
            { path: 'status', message: expect.stringContaining('firing') },
            { path: 'severity', message: expect.any(String) },
            { path: 'name', message: 'is required' },
          ],
        },
        { index: 2, errors: [{ path: '', message: expect.stringContaining('not JSON') }] },
      ],
    })
    const [accepted, first, second] = await receiver.appended()
    expect(accepted).toMatchObject({ type: 'alert' })
    expect(first).toMatchObject({
      type: 'reject',
      scope: 'shop',
      source: 'canonical',
      route: '/api/v1/alerts?scope=shop',
      contentType: 'application/json',
      path: 'status',
      reason: expect.stringContaining('name: is required'),
      status: 'open',
    })
    expect(first?.type === 'reject' && decoded(first.bodyBase64)).toBe(bad)
    expect(second?.type === 'reject' && decoded(second.bodyBase64)).toBe('{"half":')
  })

  it('that are larger than the log takes are refused before anything is accepted', async () => {
    const tiny = await openTestReceiver({ maxRecordBytes: 200_000 })
    try {
      const long = { ...ALERT, annotations: { a: 'x'.repeat(60_000), b: 'y'.repeat(60_000) } }
      const answer = await tiny.post('/api/v1/alerts', [ALERT, long])
      expect(answer).toMatchObject({
        status: 413,
        json: { detail: expect.stringContaining('record 1 has 12'), errors: [{ path: '1' }] },
      })
      expect(answer.text).toContain('more than the 100000 that the log takes')
      expect(await tiny.appended()).toEqual([])
      // Of what is rejected as much is kept as there is room for.
      const broken = `{"half":"${'z'.repeat(150_000)}`
      expect((await tiny.post('/api/v1/alerts', broken)).status).toBe(400)
      const [reject] = await tiny.appended()
      if (reject?.type !== 'reject') throw new Error('nothing was kept')
      const kept = decoded(reject.bodyBase64)
      expect(broken.startsWith(kept) && kept.length).toBe(37_500)
      expect(reject.reason).toContain(`only the first 37500 of ${broken.length} bytes are kept`)
    } finally {
      await tiny.close()
    }
  })

  it('are refused with a problem that names index and field where nothing was acceptable', async () => {
    const answer = await receiver.post('/api/v1/alerts', [{ ...ALERT, name: '' }, 7])
    expect(answer.headers.get('content-type')).toBe(PROBLEM)
    expect(answer).toMatchObject({
      status: 400,
      json: {
        status: 400,
        title: 'Nothing could be accepted',
        errors: [{ path: '0.name' }, { path: '1' }],
        accepted: 0,
        rejected: [{ index: 0 }, { index: 1 }],
      },
    })
    expect(await receiver.appended()).toHaveLength(2)
  })

  it('that expire beyond all times do not expire', async () => {
    const endsAt = ['9999-12-31T00:00:00Z', 8.64e15, '2026-03-01T04:00:00Z']
    await receiver.post(
      '/api/v1/alerts',
      endsAt.map((time) => ({ ...ALERT, endsAt: time })),
    )
    expect((await receiver.appended()).map((record) => 'endsAt' in record && record.endsAt)).toEqual([
      false,
      false,
      '2026-03-01T04:00:00.000Z',
    ])
  })

  it('may be none', async () => {
    expect(await receiver.post('/api/v1/alerts', [])).toMatchObject({ status: 202, json: { accepted: 0 } })
    expect(await receiver.appended()).toEqual([])
  })

  it('may be changes', async () => {
    const change = { source: 'ci', kind: 'deploy', summary: 'v2', at: '2026-03-01T03:00:00Z' }
    expect(await receiver.post('/api/v1/changes', change)).toMatchObject({ status: 202 })
    expect(await receiver.appended()).toMatchObject([{ type: 'change', id: expect.stringMatching(/^id-/) }])
  })

  it('may be topology, which ?replace= replaces as a whole', async () => {
    const body = [
      { nodes: [{ id: 'a', type: 'service' }] },
      { edges: [{ from: 'a', to: 'b', kind: 'calls' }] },
    ]
    expect(await receiver.post('/api/v1/topology?replace=cmdb', body)).toMatchObject({
      status: 202,
      json: { accepted: 1 },
    })
    expect(await receiver.appended()).toMatchObject([
      { type: 'topology', replace: 'cmdb', edges: [{ source: 'cmdb' }] },
    ])
    const broken = [...body, { edges: [{ from: 'a' }] }]
    expect(await receiver.post('/api/v1/topology?replace=cmdb', broken)).toMatchObject({ status: 400 })
    expect(await receiver.appended()).toMatchObject([{ type: 'reject' }])
  })

  it('are counted by source', async () => {
    const before = { ...receiver.counted }
    await receiver.post('/api/v1/alerts', [ALERT, {}])
    expect(receiver.counted['accepted canonical']).toBe((before['accepted canonical'] ?? 0) + 1)
    expect(receiver.counted['rejected canonical']).toBe((before['rejected canonical'] ?? 0) + 1)
    expect(receiver.counted['received canonical']).toBeGreaterThan(before['received canonical'] ?? 0)
  })
})

describe('what is not understood', () => {
  const line = JSON.stringify(ALERT)

  it.each<[string, string | Uint8Array, Record<string, string>, number]>([
    ['bad JSON', '{"a":', {}, 400],
    ['bad UTF-8', Buffer.from([0x22, 0xff, 0x22]), {}, 400],
    ['nothing', '', {}, 400],
    ['a number', '1', {}, 400],
    ['deep nesting', '['.repeat(500_000) + ']'.repeat(500_000), {}, 400],
    ['a deep label', `{"labels":${'['.repeat(5000)}${']'.repeat(5000)}}`, {}, 400],
    ['a key __proto__', line.replace('{', '{"labels":{"__proto__":"x"},'), {}, 400],
    ['half a character', line.replace('"n"', '"\\ud83d"'), {}, 400],
    ['half a character in a name', line.replace('{', '{"labels":{"\\ud83d":"x"},'), {}, 400],
    ['a huge number', line.replace('"2026-03-01T03:04:00Z"', '1e999'), {}, 400],
    ['a broken gzip', 'no gzip', { 'content-encoding': 'gzip' }, 400],
    ['half a gzip', gzipSync(line).subarray(0, 20), { 'content-encoding': 'gzip' }, 400],
    ['brotli', 'x', { 'content-encoding': 'br' }, 415],
    ['a form', line, { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['UTF-16', line, { 'content-type': 'application/json; charset=utf-16' }, 415],
  ])('%s is a problem', async (_, body, headers, status) => {
    const answer = await receiver.post('/api/v1/alerts', body, headers)
    expect(answer).toMatchObject({ status, json: { status } })
    expect(answer.headers.get('content-type')).toBe(PROBLEM)
    expect((await receiver.appended()).filter(({ type }) => type !== 'reject')).toEqual([])
    expect(receiver.logged).toEqual([])
  })

  it('is kept whole where it is not even JSON', async () => {
    await receiver.post('/webhooks/grafana', '{"alerts":[')
    const [reject] = await receiver.appended()
    expect(reject).toMatchObject({ type: 'reject', source: 'grafana', path: '' })
    expect(reject?.type === 'reject' && decoded(reject.bodyBase64)).toBe('{"alerts":[')
  })

  it('keeps a bad alert of a notification so that it can be sent again alone', async () => {
    const body = fixture('alertmanager') as { alerts: object[] }
    const broken = { ...body, alerts: [...body.alerts, { status: 'melting', labels: {} }] }
    expect(await receiver.post('/webhooks/alertmanager', broken)).toMatchObject({
      status: 202,
      json: { accepted: 2, rejected: [{ index: 2, errors: [{ path: 'status' }] }] },
    })
    const reject = (await receiver.appended())[2]
    expect(reject?.type === 'reject' && JSON.parse(decoded(reject.bodyBase64))).toEqual({
      ...body,
      alerts: [{ status: 'melting', labels: {} }],
    })
  })

  it('does not grow: rejects that repeat a large envelope become one', async () => {
    const body = { padding: 'x'.repeat(100_000), alerts: Array.from({ length: 1000 }, () => ({})) }
    expect(await receiver.post('/webhooks/alertmanager', body)).toMatchObject({ status: 400 })
    expect(await receiver.appended()).toHaveLength(1)
  })

  it.each(['PUT', 'DELETE', 'PATCH'])('%s is not allowed', async (method) => {
    for (const path of ['/api/v1/alerts', '/api/v2/alerts', '/v2/enqueue', '/webhooks/grafana']) {
      const answer = await receiver.app.request(path, { method })
      const allowed = path.startsWith('/api/') ? 'GET, POST' : 'POST'
      expect([path, answer.status, answer.headers.get('allow')]).toEqual([path, 405, allowed])
    }
  })

  it('a scope that is too long is refused', async () => {
    expect(await receiver.post(`/api/v1/alerts?scope=${'s'.repeat(129)}`, ALERT)).toMatchObject({
      status: 400,
      json: { errors: [{ path: 'scope' }] },
    })
  })
})

describe('limits', () => {
  it.each<[string, string, object]>([
    ['labels', 'labels', { labels: { a: '1', b: '2', c: '3' } }],
    ['bytes of a label', 'labels.a', { labels: { a: 'äääää' } }],
    ['bytes of a name', 'labels.aaaaaaaaa', { labels: { aaaaaaaaa: '1' } }],
    ['bytes of an annotation', 'annotations.a', { annotations: { a: 'x'.repeat(21) } }],
    ['bytes of a text', 'summary', { summary: 'x'.repeat(21) }],
    ['nesting', 'x.0.0.0', { x: [[[[]]]] }],
  ])('of %s name the field', async (_, path, extra) => {
    const answer = await small.post('/api/v1/alerts', [ALERT, { ...ALERT, ...extra }])
    expect(answer).toMatchObject({
      status: 202,
      json: { accepted: 1, rejected: [{ index: 1, errors: [{ path }] }] },
    })
  })

  it('of records and bytes refuse the request, and nothing of it is kept', async () => {
    expect(await small.post('/api/v1/alerts', [{}, {}, {}, {}])).toMatchObject({ status: 413 })
    const large = JSON.stringify([ALERT, { padding: 'x'.repeat(2000) }])
    expect(await small.post('/api/v1/alerts', large)).toMatchObject({
      status: 413,
      json: { errors: [{ path: 'body' }] },
    })
    const bomb = gzipSync(Buffer.alloc(50_000_000))
    expect(bomb.byteLength).toBeGreaterThan(2000)
    expect(await receiver.post('/api/v1/alerts', bomb, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 413,
    })
    const littleBomb = gzipSync(Buffer.alloc(500_000))
    expect(await small.post('/api/v1/alerts', littleBomb, { 'content-encoding': 'gzip' })).toMatchObject({
      status: 413,
    })
    expect(await small.appended()).toEqual([])
  })
})

describe('a log that cannot be written', () => {
  it('answers 503 in the form of each protocol', async () => {
    const full = await openTestReceiver({ logBytes: 1 })
    const expected = {
      '/api/v1/alerts': { title: 'Log unavailable' },
      '/api/v2/alerts': { code: 503 },
      '/v2/enqueue': { status: 'error' },
    }
    const bodies: Record<string, unknown> = {
      '/api/v1/alerts': ALERT,
      '/api/v2/alerts': fixture('amtool'),
      '/v2/enqueue': fixture('pagerduty'),
    }
    for (const [path, json] of Object.entries(expected)) {
      const answer = await full.post(path, bodies[path])
      expect(answer).toMatchObject({ status: 503, json })
      expect(answer.headers.get('retry-after')).toBe('5')
    }
    expect(full.logged).toHaveLength(3)
    await full.close()
  })
})
