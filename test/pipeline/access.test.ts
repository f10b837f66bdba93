import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { openEventStream } from '../support/event-stream.ts'
import { type InProcess, startInProcess } from '../support/in-process.ts'
import { sendRequest } from '../support/raw-http.ts'

const INGEST_TOKEN = 'ingest-token-of-the-test'
const ADMIN_TOKEN = 'admin-token-of-the-test'
const ALERT = { source: 's', status: 'firing', severity: 'high', name: 'A', labels: {} }

/** What senders post to. */
const INTAKE = [
  ...['/api/v1/alerts', '/api/v1/changes', '/api/v1/topology', '/api/v1/mappings/preview', '/api/v2/alerts'],
  ...[
    '/webhooks/alertmanager',
    '/webhooks/grafana',
    '/webhooks/generic/any',
    '/v2/enqueue',
    '/v2/change/enqueue',
  ],
]
/** What may be known of a Barograph without a token. */
const OPEN = ['GET /healthz', 'GET /readyz', 'POST /api/v1/session', 'DELETE /api/v1/session']

let barograph: InProcess

afterEach(async () => {
  await barograph.close()
  expect(barograph.errors).toEqual([])
})

/** Every route, as `METHOD /path`. */
async function routes(headers: Record<string, string> = {}): Promise<string[]> {
  const { body } = await barograph.call('GET', '/api/openapi.json', undefined, headers)
  const described = Object.entries<object>(body.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('{id}', 'x')}`),
  )
  const alertmanager = ['alerts', 'alerts/groups', 'silences', 'silence/x', 'receivers', 'status']
  return [
    ...described,
    ...INTAKE.map((path) => `POST ${path}`),
    ...alertmanager.map((name) => `GET /api/v2/${name}`),
    ...[
      'POST /api/v2/silences',
      'DELETE /api/v2/silence/x',
      'GET /metrics',
      'GET /api/openapi.json',
      ...OPEN,
    ],
  ].filter((route) => route !== 'POST /api/v1/demo')
}

/** The status that a route answers to these headers. */
async function ask(route: string, headers: Record<string, string>): Promise<number> {
  const [method = '', path = ''] = route.split(' ')
  const { host } = new URL(barograph.url)
  const { status } = await sendRequest(barograph.url, { method, path, headers: { host, ...headers } })
  return status
}

describe('on loopback', () => {
  it('nobody needs a token, and web pages elsewhere reach no route', async () => {
    barograph = await startInProcess()
    const { host } = new URL(barograph.url)
    const all = await routes()
    expect(all.length).toBeGreaterThan(40)
    for (const route of all) {
      expect([route, await ask(route, {})]).not.toEqual([route, expect.toBeOneOf([401, 403])])
      for (const headers of [
        { host: 'evil.example' },
        { host: `localhost.evil.example:${new URL(barograph.url).port}` },
        { origin: 'http://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      ]) {
        expect([route, headers, await ask(route, headers)]).toEqual([route, headers, 403])
      }
      expect([
        route,
        await ask(route, { origin: `http://${host}`, 'sec-fetch-site': 'same-origin' }),
      ]).not.toEqual([route, 403])
    }
    expect(await barograph.all('/api/v1/events')).toEqual([])
  })
})

describe('where others can reach it', () => {
  it.each([
    [{ HOST: '0.0.0.0' }, 'INGEST_TOKEN and ADMIN_TOKEN are not set'],
    [{ HOST: '::', INGEST_TOKEN }, 'ADMIN_TOKEN is not set'],
    [{ HOST: 'localhost.example', ADMIN_TOKEN }, 'INGEST_TOKEN is not set'],
  ])('it does not start without tokens: %j', async (environment, said) => {
    await expect(startInProcess({ environment })).rejects.toThrow(said)
    // The folder was not taken: with tokens it starts there.
    barograph = await startInProcess({ environment: { HOST: '0.0.0.0', INGEST_TOKEN, ADMIN_TOKEN } })
  })

  it('every route asks for its token', async () => {
    barograph = await startInProcess({ environment: { HOST: '0.0.0.0', INGEST_TOKEN, ADMIN_TOKEN } })
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` })
    const none = [{}, bearer(''), bearer('wrong'), bearer(`${ADMIN_TOKEN}x`), { authorization: ADMIN_TOKEN }]
    const cookies = [{ cookie: 'barograph_session=1' }, { cookie: `barograph_session=${ADMIN_TOKEN}` }]
    for (const route of await routes(bearer(ADMIN_TOKEN))) {
      const isIntake = INTAKE.some((path) => route === `POST ${path}`)
      const isOpen = OPEN.includes(route)
      for (const headers of [...none, ...cookies]) {
        const status = await ask(route, headers)
        expect([route, headers, status === 401]).toEqual([route, headers, !isOpen])
      }
      const sender = await ask(route, bearer(INGEST_TOKEN))
      expect([route, sender === 401]).toEqual([route, !isOpen && !isIntake])
      expect([route, await ask(route, bearer(ADMIN_TOKEN))]).not.toEqual([route, 401])
    }
  })

  it('a PagerDuty sender shows its token as routing key, which is kept nowhere', async () => {
    barograph = await startInProcess({ environment: { HOST: '0.0.0.0', INGEST_TOKEN, ADMIN_TOKEN } })
    const admin = { authorization: `Bearer ${ADMIN_TOKEN}` }
    const event = (more: object) => ({
      routing_key: INGEST_TOKEN,
      event_action: 'trigger',
      dedup_key: 'd',
      payload: { summary: 'the disk is full', source: 'db-1', severity: 'critical' },
      ...more,
    })
    const send = (body: unknown, path = '/v2/enqueue', headers = {}) => barograph.post(path, body, headers)
    const refused = [
      event({ routing_key: 'wrong' }),
      event({ routing_key: `${INGEST_TOKEN}x` }),
      event({ routing_key: [INGEST_TOKEN] }),
      event({ routing_key: undefined, token: INGEST_TOKEN }),
      [event({})],
      `${JSON.stringify(event({}))}}`,
      '',
    ]
    for (const body of refused) {
      for (const path of ['/v2/enqueue', '/v2/change/enqueue', '/scopes/shop/v2/enqueue']) {
        const { status, body: said } = await send(body, path)
        expect([path, body, status]).toEqual([path, body, 401])
        expect(said).toMatchObject({
          status: 'invalid event',
          errors: [expect.stringContaining('routing_key')],
        })
      }
    }
    // Other protocols have a place for it elsewhere.
    expect((await send({ ...ALERT, routing_key: INGEST_TOKEN }, '/api/v1/alerts')).status).toBe(401)

    expect((await send(event({}))).status).toBe(202)
    const escaped = JSON.stringify(event({})).replace(INGEST_TOKEN, `\\u0069${INGEST_TOKEN.slice(1)}`)
    expect((await send(escaped)).status).toBe(202)
    expect((await send(event({ payload: { summary: 'v2' } }), '/v2/change/enqueue')).status).toBe(202)
    // Accepted as a sender, not as an event: kept as a reject, also what came with the token in the header and broken.
    expect((await send(event({ payload: 7 }))).status).toBe(400)
    const bearer = { authorization: `Bearer ${INGEST_TOKEN}` }
    expect((await send(`{"routing_key":"${INGEST_TOKEN}",`, '/v2/enqueue', bearer)).status).toBe(400)
    const get = async (path: string) => (await barograph.call('GET', path, undefined, admin)).body
    await expect.poll(async () => (await get('/api/v1/rejects')).items?.length).toBe(2)
    await expect.poll(async () => (await get('/api/v1/alerts')).items?.[0]?.events).toBe(2)
    const { items: rejects } = await get('/api/v1/rejects')
    const bodies = rejects.map((one: { excerpt: string }) => one.excerpt)
    for (const body of bodies) expect(body).toContain('"routing_key":"INGEST_TOKEN"')
    const seen = [
      rejects,
      bodies,
      await get('/api/v1/events'),
      await get('/api/v1/alerts'),
      await get('/api/v1/changes'),
    ]
    expect(JSON.stringify(seen)).not.toContain(INGEST_TOKEN)
    await barograph.stop()
    const files = await readdir(barograph.dataDir, { recursive: true, withFileTypes: true })
    for (const file of files.filter((one) => one.isFile())) {
      const bytes = await readFile(join(file.parentPath, file.name))
      expect([file.name, bytes.includes(INGEST_TOKEN)]).toEqual([file.name, false])
    }
  })

  it('with its token each does its work, and a browser signs in by a cookie', async () => {
    barograph = await startInProcess({ environment: { HOST: '0.0.0.0', INGEST_TOKEN, ADMIN_TOKEN } })
    const admin = { authorization: `Bearer ${ADMIN_TOKEN}` }
    const refused = await barograph.post('/api/v1/alerts', ALERT)
    expect([refused.status, refused.headers.get('www-authenticate'), refused.body.title]).toEqual([
      401,
      'Bearer',
      'Not authorised',
    ])
    expect(
      (await barograph.post('/api/v1/alerts', ALERT, { authorization: `Bearer ${INGEST_TOKEN}` })).status,
    ).toBe(202)
    const basic = Buffer.from(`prometheus:${INGEST_TOKEN}`).toString('base64')
    const v2 = [{ labels: { alertname: 'B' } }]
    expect((await barograph.post('/api/v2/alerts', v2, { authorization: `Basic ${basic}` })).status).toBe(200)
    const read = async (headers: Record<string, string>) =>
      (await barograph.call('GET', '/api/v1/alerts', undefined, headers)).body.items?.length
    await expect.poll(() => read(admin)).toBe(2)
    expect(await read({})).toBeUndefined()

    expect((await barograph.post('/api/v1/session', { token: INGEST_TOKEN })).status).toBe(401)
    const signedIn = await barograph.post('/api/v1/session', { token: ADMIN_TOKEN })
    const set = signedIn.headers.get('set-cookie') ?? ''
    expect(set).toMatch(/HttpOnly.*SameSite=Strict|SameSite=Strict.*HttpOnly/)
    expect(set).not.toContain(ADMIN_TOKEN)
    const cookie = { cookie: set.split(';')[0] ?? '' }
    expect(await read(cookie)).toBe(2)
    const stream = await openEventStream(`${barograph.url}/api/v1/stream`, undefined, cookie)
    await barograph.post('/api/v1/alerts', { ...ALERT, name: 'C' }, admin)
    await stream.wait(({ event, data }) => event === 'alert' && data.name === 'C')
    stream.close()
  })
})
