import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encodeRecord } from '../../schema/records/record.ts'
import type { RejectRecord } from '../../schema/records/reject.ts'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline
const START = Math.floor(Date.now() / 60_000) * 60_000 - 3_600_000
const time = (seconds: number) => new Date(START + seconds * 1000).toISOString()

function alert(name: string, service: string, seconds: number, rest: object = {}) {
  return {
    source: 'prometheus',
    status: 'firing',
    severity: 'high',
    name,
    at: time(seconds),
    service,
    entity: { type: 'service', name: service },
    labels: { service, team: 'shop' },
    ...rest,
  }
}

const call = (method: string, path: string, body?: unknown, headers?: Record<string, string>) =>
  pipeline.call(method, path, body, headers)
const get = (path: string) => call('GET', path)

beforeAll(async () => {
  pipeline = await startPipeline()
  await call('POST', '/api/v1/topology', {
    nodes: [
      { id: 'checkout', type: 'service', aliases: ['shop-checkout'] },
      { id: 'payments', type: 'service' },
      { id: 'payments-db', type: 'database', tier: 1 },
      { id: 'billing', type: 'service' },
    ],
    edges: [
      { from: 'checkout', to: 'payments', kind: 'calls' },
      { from: 'payments', to: 'payments-db', kind: 'depends_on' },
    ],
  })
  await call('POST', '/api/v1/changes', {
    id: 'deploy-1',
    source: 'ci',
    kind: 'deploy',
    at: time(-120),
    by: 'deploy-bot',
    entity: { type: 'database', name: 'payments-db' },
    summary: 'new config',
  })
  const db = { entity: { type: 'database', name: 'payments-db' }, severity: 'critical' }
  await call('POST', '/api/v1/alerts', [
    alert('DbSlow', 'payments-db', 0, { ...db, externalId: 'e1' }),
    alert('DbSlow', 'payments-db', 0, { ...db, externalId: 'e1' }),
    alert('DbSlow', 'payments-db', 30, { ...db, externalId: 'e2' }),
    alert('HighLatency', 'payments', 20),
    alert('HighLatency', 'checkout', 40),
  ])
  await pipeline.settle()
})

afterAll(() => pipeline.close())

describe('reading', () => {
  it('answers the one incident with its cause, links and changes', async () => {
    const { status, body } = await get('/api/v1/incidents?scope=default')
    expect(status).toBe(200)
    expect(body.items).toHaveLength(1)
    const [incident] = body.items
    expect(incident).toMatchObject({ status: 'open', severity: 'critical', scope: 'default' })
    expect(incident.links).toHaveLength(3)
    expect(incident.causes[0].entity.name).toBe('payments-db')
    expect((await get(`/api/v1/incidents/${incident.id}`)).body).toEqual(incident)
    expect((await get('/api/v1/incidents?links=0')).body.items[0].links).toEqual([])
  })

  it('answers its alerts, events, near misses, similar incidents and history', async () => {
    const id = (await get('/api/v1/incidents')).body.items[0].id
    const alerts = (await get(`/api/v1/incidents/${id}/alerts`)).body.items
    expect(alerts.map((one: { name: string }) => one.name)).toEqual(['HighLatency', 'HighLatency', 'DbSlow'])
    const events = (await get(`/api/v1/incidents/${id}/events`)).body.items
    expect(events).toHaveLength(4)
    expect(events[0]).toMatchObject({ incidentId: id, alertId: expect.any(String), source: 'prometheus' })
    for (const part of ['near-misses', 'similar', 'history']) {
      expect((await get(`/api/v1/incidents/${id}/${part}`)).body).toEqual({ items: [] })
    }
  })

  it('answers alerts by filter and by id', async () => {
    const { body } = await get(`/api/v1/alerts?filter=${encodeURIComponent('alertname=~"Db.*"')}`)
    expect(body.items).toHaveLength(1)
    expect(body.items[0]).toMatchObject({ name: 'DbSlow', events: 2, labels: { team: 'shop' } })
    expect((await get(`/api/v1/alerts/${body.items[0].id}`)).body).toEqual(body.items[0])
  })

  it('answers events without repeated deliveries', async () => {
    const { body } = await get('/api/v1/events')
    expect(body.items).toHaveLength(4)
    expect(body.items.at(-1)).toMatchObject({ externalId: 'e1', outcome: 'opened', at: time(0) })
  })

  it('answers changes with the incidents that suspect them', async () => {
    const id = (await get('/api/v1/incidents')).body.items[0].id
    const { body } = await get(`/api/v1/changes?from=${time(-300)}&to=${time(0)}`)
    expect(body.items).toMatchObject([{ id: 'deploy-1', kind: 'deploy', incidentIds: [id] }])
    expect((await get(`/api/v1/changes?incident=${id}`)).body.items).toHaveLength(1)
    expect((await get(`/api/v1/changes?from=${time(1)}`)).body.items).toEqual([])
  })

  it('answers the topology, whole and around things', async () => {
    expect((await get('/api/v1/topology')).body).toMatchObject({
      nodes: [
        { id: 'billing' },
        { id: 'checkout', aliases: ['shop-checkout'] },
        { id: 'payments' },
        { id: 'payments-db', tier: 1 },
      ],
      edges: [
        { from: 'checkout', to: 'payments', kind: 'calls' },
        { from: 'payments', to: 'payments-db' },
      ],
    })
    const ids = async (query: string) =>
      (await get(`/api/v1/topology?${query}`)).body.nodes.map(({ id }: { id: string }) => id).sort()
    expect(await ids('around=shop-checkout')).toEqual(['checkout', 'payments'])
    expect(await ids('around=checkout&hops=2')).toEqual(['checkout', 'payments', 'payments-db'])
    expect(await ids('around=checkout&hops=0')).toEqual(['checkout'])
    expect(await ids('around=checkout,billing&hops=0')).toEqual(['billing', 'checkout'])
    expect(await ids('around=nothing')).toEqual([])
    expect((await get('/api/v1/topology?limit=2')).body).toMatchObject({
      nodes: { length: 2 },
      truncated: true,
    })
  })

  it('answers noise and pressure over the last 24 h of event time', async () => {
    const { body } = await get('/api/v1/noise?scope=default')
    expect(body).toMatchObject({
      events: 4,
      alerts: 3,
      incidents: 1,
      to: new Date(START + 40_001).toISOString(),
    })
    const held = Object.values<number>(body.suppressed).reduce((sum, count) => sum + count, 0)
    expect(body.reduction).toBeCloseTo(1 - body.notifications / 4)
    expect(held).toBe(4 - body.notifications)
    const first = await get(`/api/v1/noise?scope=default&from=${time(0)}&to=${time(21)}`)
    expect(first.body).toMatchObject({ events: 2, alerts: 2, incidents: 1 })
    expect((await get(`/api/v1/noise?from=${time(41)}`)).body).toMatchObject({ events: 0, reduction: 0 })

    const trace = (await get('/api/v1/pressure?scope=default')).body
    const sum = (of: string) =>
      trace.buckets.reduce((total: number, bucket: Record<string, number>) => total + (bucket[of] ?? 0), 0)
    expect(trace.buckets.length * trace.bucketSeconds).toBe(
      (Date.parse(trace.to) - Date.parse(trace.from)) / 1000,
    )
    expect([sum('events'), sum('alerts')]).toEqual([4, 3])
    expect(trace.buckets.at(-1).incidents).toBe(1)
  })

  it('answers the status', async () => {
    expect((await get('/api/v1/status')).body).toMatchObject({
      version: '0.0.0',
      log: { transport: 'embedded' },
      lag: { loaded: 0, correlated: 0 },
      scopes: ['default'],
      sources: [{ scope: 'default', source: 'prometheus' }],
      demo: 'idle',
    })
  })

  it('is alive, ready and measured', async () => {
    expect((await get('/healthz')).status).toBe(200)
    expect((await get('/readyz')).body).toEqual({ ready: true })
    const { body } = await get('/metrics')
    expect(body).toContain('barograph_records_accepted_total{source="canonical')
    expect(body).toContain('barograph_lag_records{stage="load"} 0')
    expect(body).toContain('barograph_incidents_open{scope="default",severity="critical"} 1')
  })
})

describe('commands', () => {
  const only = async () => (await get('/api/v1/incidents')).body.items[0]

  it('acknowledges, comments, and shows it in the history', async () => {
    const { id } = await only()
    const answer = await call('POST', `/api/v1/incidents/${id}/acknowledge`, { by: 'ann' })
    expect(answer).toMatchObject({
      status: 200,
      body: {
        by: { kind: 'person', name: 'ann' },
        incident: { status: 'acknowledged', acknowledgedBy: 'ann' },
      },
    })
    expect((await call('POST', `/api/v1/incidents/${id}/comment`, { text: 'looking' })).status).toBe(200)
    expect((await get(`/api/v1/incidents/${id}/history`)).body.items).toMatchObject([
      { kind: 'acknowledge', by: { name: 'ann' } },
      { kind: 'comment', by: { name: 'operator' }, text: 'looking' },
    ])
  })

  it('assigns to somebody and to nobody, and takes an acknowledgement back', async () => {
    const { id } = await only()
    const order = (kind: string, body: object) => call('POST', `/api/v1/incidents/${id}/${kind}`, body)
    expect((await order('assign', { to: ' mara ', by: 'ann' })).body.incident.assignedTo).toBe('mara')
    expect((await get('/api/v1/incidents')).body.items[0].assignedTo).toBe('mara')
    expect((await get(`/api/v1/incidents/${id}/history`)).body.items.at(-1)).toMatchObject({
      kind: 'assign',
      by: { name: 'ann' },
      text: 'mara',
    })
    expect((await order('assign', {})).body.incident).not.toHaveProperty('assignedTo')
    expect((await order('assign', { to: '' })).status).toBe(400)
    await order('acknowledge', {})
    expect((await order('unacknowledge', {})).body.incident.status).toBe('open')
    expect(await order('unacknowledge', {})).toMatchObject({
      status: 409,
      body: { detail: 'nobody has acknowledged it' },
    })
  })

  it('acknowledges single alerts and takes that back', async () => {
    const { id } = await only()
    const [first, second] = (await get(`/api/v1/incidents/${id}/alerts`)).body.items
    const alertIds = [first.id]
    const order = (kind: string, body: object) => call('POST', `/api/v1/alerts/${kind}`, body)
    expect(await order('acknowledge', { by: 'ann', alertIds })).toMatchObject({
      status: 200,
      body: { by: { name: 'ann' }, incidentIds: [id] },
    })
    const acknowledged = async () => (await get('/api/v1/alerts?status=acknowledged')).body.items
    expect((await acknowledged()).map((one: { id: string }) => one.id)).toEqual(alertIds)
    expect((await get(`/api/v1/incidents/${id}`)).body.status).not.toBe('acknowledged')
    const acknowledgement = { by: { kind: 'person', name: 'ann' }, at: expect.any(String) }
    expect((await get(`/api/v1/alerts/${first.id}`)).body).toMatchObject({
      events: first.events,
      acknowledgement,
    })
    expect((await get(`/api/v1/alerts/${second.id}`)).body.acknowledgement).toBeUndefined()
    expect((await get(`/api/v1/incidents/${id}/history`)).body.items.at(-1)).toMatchObject({
      kind: 'acknowledge_alerts',
      by: { name: 'ann' },
    })
    expect((await order('acknowledge', { alertIds })).status).toBe(409)
    expect((await order('unacknowledge', { alertIds: [second.id] })).status).toBe(409)
    expect((await order('unacknowledge', { alertIds })).status).toBe(200)
    expect(await acknowledged()).toEqual([])
    expect((await get(`/api/v1/alerts/${first.id}`)).body.acknowledgement).toBeUndefined()
    expect((await order('acknowledge', { alertIds: ['nope'] })).status).toBe(404)
    expect((await order('acknowledge', { alertIds: [] })).status).toBe(400)
  })

  it('takes a command without a body, and refuses one that makes no sense', async () => {
    const { id } = await only()
    expect((await call('POST', `/api/v1/incidents/${id}/resolve`)).body.incident.status).toBe('resolved')
    const again = await call('POST', `/api/v1/incidents/${id}/resolve`)
    expect(again).toMatchObject({ status: 409, body: { title: 'Refused', detail: 'it is resolved already' } })
    expect(again.headers.get('content-type')).toBe('application/problem+json')
    expect((await call('POST', `/api/v1/incidents/${id}/reopen`, {})).body.incident.status).not.toBe(
      'resolved',
    )
  })

  it('splits, and merges back either way round', async () => {
    const { id } = await only()
    const alerts = (await get(`/api/v1/incidents/${id}/alerts`)).body.items
    const alertIds = [alerts[0].id]
    const split = await call('POST', `/api/v1/incidents/${id}/split`, { alertIds })
    expect(split.status).toBe(200)
    const apart = split.body.incidentIds.at(-1)
    expect((await get(`/api/v1/incidents/${apart}/alerts`)).body.items).toMatchObject([{ id: alertIds[0] }])
    const merged = await call('POST', `/api/v1/incidents/${apart}/merge`, { into: id, by: 'bob' })
    expect(merged.body.incident).toMatchObject({ id, links: { length: 3 } })
    expect((await get(`/api/v1/incidents/${apart}`)).body).toMatchObject({ status: 'merged', mergedInto: id })
    expect((await get('/api/v1/noise')).body.corrections).toEqual({ merged: 1, split: 1 })
  })

  it('knows no unknown incidents', async () => {
    const { id } = await only()
    expect((await call('POST', '/api/v1/incidents/nope/acknowledge')).status).toBe(404)
    expect((await call('POST', `/api/v1/incidents/${id}/merge`, { incidentIds: ['nope'] })).status).toBe(404)
    for (const part of ['', '/alerts', '/events', '/near-misses', '/similar', '/history']) {
      expect((await get(`/api/v1/incidents/nope${part}`)).status).toBe(404)
    }
  })
})

describe('silences', () => {
  it('previews, sets, changes and ends them', async () => {
    const all = [{ name: 'team', value: 'shop' }]
    expect((await call('POST', '/api/v1/silences/preview', { matchers: all })).body).toMatchObject({
      firing: 3,
      matched: 3,
      warning: expect.stringContaining('3 of 3'),
      alerts: { length: 3 },
    })
    const one = [{ name: 'alertname', value: 'Db.*', isRegex: true }]
    const preview = (await call('POST', '/api/v1/silences/preview', { matchers: one })).body
    expect(preview).toMatchObject({ matched: 1 })
    expect(preview).not.toHaveProperty('warning')

    const endsAt = new Date(Date.now() + 3_600_000).toISOString()
    const set = await call('POST', '/api/v1/silences', {
      matchers: one,
      startsAt: time(-60),
      endsAt,
      by: 'ann',
    })
    expect(set).toMatchObject({ status: 200, body: { state: 'active', createdBy: 'ann', scope: 'default' } })
    await pipeline.settle()
    const [silence] = (await get('/api/v1/silences')).body.items
    expect(silence).toMatchObject({ id: set.body.id, holding: 1 })
    const changed = await call('POST', '/api/v1/silences', { ...silence, comment: 'known' })
    expect(changed.body).toMatchObject({ id: silence.id, comment: 'known' })
    expect((await call('DELETE', `/api/v1/silences/${silence.id}`)).body.state).toBe('expired')
    expect((await call('DELETE', '/api/v1/silences/nope')).status).toBe(404)
  })

  it('recur', async () => {
    const recurrence = { rrule: 'FREQ=DAILY', durationMs: 60_000 }
    const body = { matchers: [{ name: 'a', value: 'b' }], startsAt: time(-7200), recurrence }
    const endsAt = new Date(Date.now() + 30 * 86_400_000).toISOString()
    const set = await call('POST', '/api/v1/silences', { ...body, endsAt })
    expect(set.body).toMatchObject({ state: 'pending', recurrence })
    const wrong = { ...body, endsAt, recurrence: { ...recurrence, rrule: 'FREQ=SECONDLY' } }
    expect(await call('POST', '/api/v1/silences', wrong)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'recurrence.rrule' }] },
    })
  })

  it('must not match everything', async () => {
    const body = { matchers: [{ name: 'a', value: '.*', isRegex: true }], endsAt: time(86_400) }
    expect(await call('POST', '/api/v1/silences', body)).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'matchers' }] },
    })
  })
})

describe('rejects', () => {
  it('are kept with their bytes and can be sent again', async () => {
    await call('POST', '/api/v1/alerts?scope=broken', '{"not": "an alert"')
    await pipeline.settle()
    const { body } = await get('/api/v1/rejects?scope=broken')
    expect(body.items).toMatchObject([
      { status: 'open', excerpt: '{"not": "an alert"', route: '/api/v1/alerts?scope=broken' },
    ])
    const { id } = body.items[0]
    expect((await get(`/api/v1/rejects/${id}`)).body).toMatchObject({ id, body: '{"not": "an alert"' })
    const retried = await call('POST', `/api/v1/rejects/${id}/retry`)
    expect(retried).toMatchObject({ status: 200, body: { accepted: false, status: 400 } })
    expect((await call('POST', '/api/v1/rejects/nope/retry')).status).toBe(404)
  })

  it('that are understood by now are taken in and marked', async () => {
    const body = JSON.stringify({ source: 's', status: 'firing', severity: 'info', name: 'Late', labels: {} })
    const kept: RejectRecord = {
      type: 'reject',
      id: 'once-broken',
      scope: 'mended',
      source: 'canonical',
      route: '/api/v1/alerts',
      contentType: 'application/json',
      receivedAt: time(0),
      reason: 'a mapping was wrong',
      path: '',
      bodyBase64: Buffer.from(body).toString('base64'),
      status: 'open',
    }
    await pipeline.log.append([{ key: kept.scope, value: encodeRecord(kept) }])
    await pipeline.settle()
    const retried = await call('POST', '/api/v1/rejects/once-broken/retry')
    expect(retried.body).toMatchObject({ accepted: true, status: 202, answer: { accepted: 1 } })
    await pipeline.settle()
    expect((await get('/api/v1/alerts?scope=mended')).body.items).toMatchObject([{ name: 'Late' }])
    expect((await get('/api/v1/rejects?status=retried')).body.items).toMatchObject([
      { id: 'once-broken', retriedAt: expect.any(String) },
    ])
  })
})

describe('problems', () => {
  it.each([
    ['/api/v1/incidents?limit=0', 'limit'],
    ['/api/v1/incidents?limit=10001', 'limit'],
    ['/api/v1/incidents?limit=many', 'limit'],
    ['/api/v1/incidents?from=yesterday', 'from'],
    ['/api/v1/incidents?cursor=nonsense', 'cursor'],
    ['/api/v1/noise?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['/api/v1/incidents?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z', 'from'],
    ['/api/v1/incidents?status=closed', 'status.0'],
    ['/api/v1/alerts?filter=%7Ba', 'filter'],
    ['/api/v1/alerts?filter=a%3D~%22%28%22', 'filter'],
    ['/api/v1/events?to=9999-01-01T00:00:00Z', 'to'],
    ['/api/v1/topology?hops=99', 'hops'],
    ['/api/v1/stream', 'Last-Event-ID'],
  ])('%s names %s', async (path, field) => {
    const answer = await call('GET', path, undefined, { 'last-event-id': 'nonsense' })
    expect(answer).toMatchObject({ status: 400, body: { status: 400, errors: [{ path: field }] } })
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
  })

  it('for regular expressions that are sound, and too large for the database', async () => {
    const value = '\\pL{900}'
    // The database is slower to see it where there is nothing to match.
    expect((await get('/api/v1/alerts')).body.items).not.toEqual([])
    const filter = encodeURIComponent(`a!~${JSON.stringify(value)}`)
    const preview = { matchers: [{ name: 'a', value, isRegex: true, isEqual: false }] }
    const answers = [
      await get(`/api/v1/alerts?filter=${filter}`),
      await call('POST', '/api/v1/silences/preview', preview),
    ]
    for (const { status, body } of answers) {
      expect([status, JSON.stringify(body)]).toEqual([
        400,
        expect.stringContaining('a regular expression is too large'),
      ])
    }
    // The Alertmanager's routes do not leave the matching to it.
    const firing = (await get('/api/v2/alerts')).body
    expect(firing).not.toEqual([])
    expect((await get(`/api/v2/alerts?filter=${filter}`)).body.length).toBe(firing.length)
  })

  it('for what is not there, and for methods that a path does not take', async () => {
    expect(await get('/api/v1/nothing')).toMatchObject({ status: 404, body: { title: 'Not found' } })
    const answer = await call('DELETE', '/api/v1/incidents')
    expect(answer).toMatchObject({ status: 405, body: { status: 405 } })
    expect(answer.headers.get('allow')).toContain('GET')
  })

  it('for bodies that are not as described', async () => {
    const { id } = (await get('/api/v1/incidents')).body.items[0]
    const path = `/api/v1/incidents/${id}/comment`
    expect(await call('POST', path, '{"text"')).toMatchObject({ status: 400 })
    expect(await call('POST', path, { text: 5 })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'text' }] },
    })
    expect(await call('POST', path, 'text', { 'content-type': 'text/plain' })).toMatchObject({ status: 415 })
    expect(await call('POST', path, { text: 'x'.repeat(1_100_000) })).toMatchObject({ status: 413 })
  })
})

it('describes itself', async () => {
  const { body } = await get('/api/openapi.json')
  expect(body.openapi).toBe('3.1.0')
  expect(Object.keys(body.paths)).toContain('/api/v1/incidents/{id}/split')
  expect(Object.keys(body.components.schemas)).toEqual(
    expect.arrayContaining(['Incident', 'Alert', 'Noise', 'Status']),
  )
  const incident = body.components.schemas.Incident
  expect(incident.required).not.toContain('mergedInto')
})
