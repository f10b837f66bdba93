import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcess, startInProcess } from '../support/in-process.ts'

let barograph: InProcess

beforeAll(async () => {
  const mappings = { status: { fields: { name: 'body.title', status: 'body.state', at: 'body.at' } } }
  barograph = await startInProcess({ file: JSON.stringify({ mappings, limits: { labelsPerAlert: 3 } }) })
})
afterAll(async () => {
  await barograph.close()
  expect(barograph.errors).toEqual([])
})

const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString()

function alert(name: string, rest: object = {}) {
  return { source: 'test', status: 'firing', severity: 'high', name, labels: { name }, ...rest }
}

/** What the API lists of a scope once all is correlated. */
async function list(what: string, scope: string) {
  await barograph.settle()
  return barograph.all(`/api/v1/${what}?scope=${scope}`)
}

const names = (items: { name: string }[]) => items.map(({ name }) => name).sort()

describe('canonical records', () => {
  const NDJSON = { 'content-type': 'application/x-ndjson' }
  const lines = (records: object[]) => records.map((record) => JSON.stringify(record)).join('\n')

  it('come as an object, a list or lines, plain or gzipped', async () => {
    const zipped = { 'content-encoding': 'gzip' }
    const forms: [unknown, Record<string, string>, number][] = [
      [alert('object'), {}, 1],
      [[alert('list 1'), alert('list 2')], {}, 2],
      [`${lines([alert('line 1'), alert('line 2')])}\n\n`, NDJSON, 2],
      [gzipSync(JSON.stringify(alert('zipped object'))), zipped, 1],
      [gzipSync(lines([alert('zipped line 1'), alert('zipped line 2')])), { ...NDJSON, ...zipped }, 2],
    ]
    for (const [body, headers, accepted] of forms) {
      const answer = await barograph.post('/api/v1/alerts?scope=forms', body, headers)
      expect([answer.status, answer.body]).toEqual([202, { accepted, rejected: [] }])
    }
    expect(names(await list('alerts', 'forms'))).toEqual(
      [
        'object',
        'list 1',
        'list 2',
        'line 1',
        'line 2',
        'zipped object',
        'zipped line 1',
        'zipped line 2',
      ].sort(),
    )
  })

  it('are changes', async () => {
    const change = (id: string) => ({ id, source: 'ci', kind: 'deploy', at: ago(60), by: 'bot', summary: id })
    await barograph.post('/api/v1/changes?scope=changes', change('one'))
    await barograph.post('/api/v1/changes?scope=changes', [change('two'), change('three')])
    await barograph.post('/api/v1/changes?scope=changes', lines([change('four'), change('one')]), NDJSON)
    const changes = await list('changes', 'changes')
    expect(changes.map(({ id }) => id).sort()).toEqual(['four', 'one', 'three', 'two'])
    expect(changes[0]).toMatchObject({ kind: 'deploy', by: 'bot', scope: 'changes' })
  })

  it('are topology, which adds up until a source replaces what it said', async () => {
    const node = (id: string) => ({ id, type: 'service' })
    const calls = (from: string, to: string, source?: string) => ({
      from,
      to,
      kind: 'calls',
      ...(source && { source }),
    })
    const post = (body: unknown, query = '', headers = {}) =>
      barograph.post(`/api/v1/topology?scope=topology${query}`, body, headers)
    await post({ nodes: [node('a')], edges: [calls('a', 'b')] })
    await post([{ nodes: [node('b')] }, { edges: [calls('b', 'c', 'mesh')] }])
    await post(lines([{ nodes: [node('c')] }, { edges: [calls('c', 'd', 'mesh')] }]), '', NDJSON)
    const read = async () => {
      await barograph.settle()
      const { body } = await barograph.get('/api/v1/topology?scope=topology')
      return {
        nodes: body.nodes.map(({ id }: { id: string }) => id).sort(),
        edges: body.edges.map(({ from, to }: { from: string; to: string }) => `${from}>${to}`).sort(),
      }
    }
    expect(await read()).toEqual({ nodes: ['a', 'b', 'c', 'd'], edges: ['a>b', 'b>c', 'c>d'] })
    await post({ nodes: [node('x')], edges: [calls('x', 'a')] }, '&replace=mesh')
    expect(await read()).toEqual({ nodes: ['a', 'b', 'c', 'x'], edges: ['a>b', 'x>a'] })
  })

  it('have the severity that they say and no other', async () => {
    const severities = ['critical', 'high', 'warning', 'info']
    const answer = await barograph.post(
      '/api/v1/alerts?scope=severity',
      [...severities, 'fatal'].map((severity) => alert(severity, { severity })),
    )
    expect(answer).toMatchObject({
      status: 202,
      body: { accepted: 4, rejected: [{ index: 4, errors: [{ path: 'severity' }] }] },
    })
    const alerts = await list('alerts', 'severity')
    expect(alerts.map(({ severity }) => severity).sort()).toEqual([...severities].sort())
    for (const one of alerts) expect(one.severity).toBe(one.name)
  })
})

describe('clocks that cannot be believed', () => {
  it.each([
    ['missing', undefined],
    ['missing', ''],
    ['absurd', 'yesterday'],
    ['absurd', '1970-01-01T00:00:00Z'],
    ['absurd', '2026-02-31T25:00:00Z'],
    ['absurd', -1],
    ['future', '2099-01-01T00:00:00Z'],
    ['future', 4_102_444_800],
  ])('are corrected to the arrival, marked as %s: %j', async (timeCorrected, at) => {
    const name = `at ${at}`
    const before = Date.now()
    const { status } = await barograph.post(
      `/api/v1/alerts?scope=clock`,
      alert(name, at === undefined ? {} : { at }),
    )
    expect(status).toBe(202)
    const event = (await list('events', 'clock')).find((one) => one.name === name)
    expect(event).toMatchObject({ timeCorrected, at: event?.receivedAt })
    expect(Date.parse(event?.at)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(event?.at)).toBeLessThanOrEqual(Date.now())
  })

  it('others are taken as they are, in whatever form', async () => {
    const at = Date.parse(ago(90))
    const forms = [
      new Date(at).toISOString(),
      at,
      at / 1000,
      new Date(at + 7_200_000).toISOString().replace('Z', '+02:00'),
    ]
    await barograph.post(
      '/api/v1/alerts?scope=believed',
      forms.map((form, i) => alert(`form ${i}`, { at: form })),
    )
    const events = await list('events', 'believed')
    expect(events).toHaveLength(forms.length)
    for (const event of events)
      expect([event.at, event.timeCorrected]).toEqual([new Date(at).toISOString(), undefined])
  })
})

describe('the same again', () => {
  it('under the same external id is answered alike and counts once, also when sent at once by many', async () => {
    const bodies = [1, 2, 3].map((n) => alert('Once', { externalId: `id-${n}`, at: ago(60 - n) }))
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, i) => barograph.post('/api/v1/alerts?scope=once', bodies[i % 3])),
    )
    await barograph.post('/api/v1/alerts?scope=once', bodies)
    for (const { status, body } of answers) expect([status, body.accepted]).toEqual([202, 1])
    const events = await list('events', 'once')
    expect(events.map(({ externalId }) => externalId)).toEqual(['id-3', 'id-2', 'id-1'])
    expect(await list('alerts', 'once')).toMatchObject([{ events: 3 }])
    expect((await barograph.get('/api/v1/noise?scope=once')).body).toMatchObject({ events: 3, alerts: 1 })
  })

  it('of another source or in another scope is something else', async () => {
    const same = alert('Elsewhere', { externalId: 'e' })
    await barograph.post('/api/v1/alerts?scope=here', [same, { ...same, source: 'other' }])
    await barograph.post('/api/v1/alerts?scope=there', same)
    expect(await list('events', 'here')).toHaveLength(2)
    expect(await list('events', 'there')).toHaveLength(1)
  })

  it('without an id, from several senders at the same moment, is one alert with all its events', async () => {
    const labels = { alertname: 'TargetDown', job: 'api', instance: 'api-1:8080' }
    const twice = { labels, startsAt: ago(30), endsAt: ago(-300) }
    await Promise.all(
      Array.from({ length: 8 }, () => barograph.post('/api/v2/alerts?scope=pair', [twice, twice])),
    )
    expect(await list('alerts', 'pair')).toMatchObject([{ events: 16, status: 'firing' }])
    expect(await list('incidents', 'pair')).toMatchObject([{ counts: { alerts: 1, events: 16 } }])
    const outcomes = (await list('events', 'pair')).map(({ outcome }) => outcome)
    expect(outcomes.filter((outcome) => outcome === 'opened')).toHaveLength(1)
  })

  it('seen by two tools is one alert of two sources', async () => {
    const entity = { type: 'database', name: 'orders-db' }
    await barograph.post('/api/v1/alerts?scope=tools', [
      alert('DiskFull', { source: 'prometheus', entity, at: ago(40), labels: { a: '1' } }),
      alert('DiskFull', { source: 'zabbix', entity, at: ago(25), labels: { b: '2' } }),
    ])
    expect(await list('alerts', 'tools')).toMatchObject([{ sources: ['prometheus', 'zabbix'], events: 2 }])
    expect(await list('incidents', 'tools')).toHaveLength(1)
  })
})

describe('what cannot be understood', () => {
  it('names the field, leaves the rest in peace, and is kept until it can be sent again', async () => {
    const answer = await barograph.post('/api/v1/alerts?scope=rejects', [
      alert('Good'),
      alert('Bad', { status: 'burning' }),
      alert('Large', { labels: { a: '1', b: '2', c: '3', d: '4' } }),
    ])
    expect(answer).toMatchObject({
      status: 202,
      body: {
        accepted: 1,
        rejected: [
          { index: 1, errors: [{ path: 'status' }] },
          {
            index: 2,
            errors: [{ path: 'labels', message: expect.stringContaining('limits.labelsPerAlert') }],
          },
        ],
      },
    })
    expect(names(await list('alerts', 'rejects'))).toEqual(['Good'])
    const rejects = await list('rejects', 'rejects')
    expect(rejects.map(({ path }) => path).sort()).toEqual(['labels', 'status'])
    const kept = (await barograph.get(`/api/v1/rejects/${rejects.find(({ path }) => path === 'status').id}`))
      .body
    expect(JSON.parse(kept.body)).toMatchObject({ name: 'Bad', status: 'burning' })
    const retried = await barograph.post(`/api/v1/rejects/${kept.id}/retry`)
    expect(retried).toMatchObject({ status: 200, body: { accepted: false, status: 400 } })
    expect(await list('rejects', 'rejects')).toHaveLength(2)
  })

  it.each([
    ['/api/v1/alerts', '{"source": "s", ', 400],
    ['/api/v1/alerts', '[]', 202],
    ['/webhooks/grafana', '[1]', 400],
    ['/webhooks/generic/none', '{}', 404],
    ['/api/v2/alerts', '[{}]', 400],
    ['/v2/enqueue', '{}', 400],
    ['/v2/change/enqueue', 'no json', 400],
  ])('%s of %s is answered %i', async (route, body, status) => {
    expect((await barograph.post(`${route}?scope=odd`, body)).status).toBe(status)
  })

  it('too large a body is refused with 413, in whatever way it is too large', async () => {
    const large = 'x'.repeat(11 * 1024 * 1024)
    const plain = await barograph.post('/api/v1/alerts', large)
    const zipped = await barograph.post('/api/v1/alerts', gzipSync(large), { 'content-encoding': 'gzip' })
    for (const { status, body } of [plain, zipped]) {
      expect([status, body.errors[0].path]).toEqual([413, 'body'])
    }
  })
})

it('what was refused is understood, to the byte, once the settings are mended', async () => {
  const sent = JSON.stringify(alert('Wide', { labels: { a: 'ä', b: '2', c: '3', d: '4' } }))
  expect((await barograph.post('/api/v1/alerts?scope=later', sent)).status).toBe(400)
  await barograph.settle()
  await barograph.stop()
  expect(barograph.errors).toEqual([])
  barograph = await startInProcess({ dataDir: barograph.dataDir })
  const [reject] = await list('rejects', 'later')
  const { body } = await barograph.get(`/api/v1/rejects/${reject.id}`)
  expect(Buffer.from(body.bodyBase64, 'base64').toString()).toBe(sent)
  const retried = await barograph.post(`/api/v1/rejects/${reject.id}/retry`)
  expect(retried.body).toMatchObject({ accepted: true, status: 202, answer: { accepted: 1 } })
  expect(names(await list('alerts', 'later'))).toEqual(['Wide'])
  expect(await list('rejects', 'later&status=open')).toEqual([])
  expect(await list('rejects', 'later')).toMatchObject([
    { id: reject.id, status: 'retried', retriedAt: expect.any(String) },
  ])
})
