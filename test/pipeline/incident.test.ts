import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EventStream, openEventStream } from '../support/event-stream.ts'
import { everything } from '../support/everything.ts'
import { type InProcess, startInProcess } from '../support/in-process.ts'
import { configChange, jumbled, SERVICES, type StormEvent, storm, TOPOLOGY } from './storm.ts'

const START = Date.now() - 25 * 60_000

let barograph: InProcess

async function restart(...forget: string[]): Promise<void> {
  await barograph.stop()
  expect(barograph.errors).toEqual([])
  for (const folder of forget) await rm(join(barograph.dataDir, folder), { recursive: true })
  barograph = await startInProcess({ dataDir: barograph.dataDir })
}

/** What needs what and what changed, then the events by several senders at once, a few a request. */
async function send(events: StormEvent[], senders: number): Promise<void> {
  await barograph.post('/api/v1/topology', TOPOLOGY)
  await barograph.post('/api/v1/changes', configChange(START))
  const rest = [...events]
  const sender = async () => {
    while (rest.length > 0) {
      const { status } = await barograph.post('/api/v1/alerts', rest.splice(0, 5))
      expect(status).toBe(202)
    }
  }
  await Promise.all(Array.from({ length: senders }, sender))
  await barograph.settle()
}

async function only() {
  const incidents = await barograph.all('/api/v1/incidents?scope=default')
  expect(incidents).toHaveLength(1)
  return incidents[0]
}

beforeAll(async () => {
  barograph = await startInProcess()
  await send(jumbled(storm(START), 20, 1), 4)
})
afterAll(async () => {
  await barograph.close()
  expect(barograph.errors).toEqual([])
})

describe('two hundred notifications of one fault', () => {
  it('are one incident that says where it started, and why', async () => {
    const incident = await only()
    expect(incident).toMatchObject({
      status: 'open',
      severity: 'critical',
      startedAt: new Date(START).toISOString(),
      counts: { events: 200, alerts: 28, entities: 15 },
      services: ['gateway', 'payments', ...SERVICES].sort(),
    })
    expect(incident.title).toMatch(/payments-db.*; hits gateway, payments and \d+ more services/)
    const [cause, ...others] = incident.causes
    expect(cause.entity).toEqual({ type: 'database', name: 'payments-db' })
    const reasons = new Map(
      cause.reasons.map((reason: { kind: string; text: string }) => [reason.kind, reason.text]),
    )
    expect(reasons.get('coverage')).toBe('14 of 14 other alerting services depend on payments-db')
    expect(reasons.get('first')).toBe('it alerted 15 s before the first of them')
    expect(reasons.get('change')).toBe('its config was changed 2 min earlier by deploy-bot')
    for (const other of others) expect(other.score).toBeLessThan(cause.score / 1.5)
    expect(incident.changes).toMatchObject([
      {
        id: 'change-1',
        by: 'deploy-bot',
        reasons: [{ text: '2 min before the first symptom' }, expect.anything()],
      },
    ])
  })

  it('say of each alert why it is there', async () => {
    const incident = await only()
    const alerts = await barograph.all(`/api/v1/incidents/${incident.id}/alerts`)
    const named = new Map(alerts.map((alert) => [alert.id, alert]))
    expect(incident.links.map(({ alert }: { alert: string }) => alert).sort()).toEqual(
      [...named.keys()].sort(),
    )
    const [root, ...links] = incident.links
    expect(named.get(root.alert)).toMatchObject({ name: 'DatabaseConnectionsExhausted' })
    for (const { alert, joinedBy } of links) {
      expect(joinedBy.length, named.get(alert).name).toBeGreaterThan(0)
      for (const reason of joinedBy) {
        expect(named.has(reason.with)).toBe(true)
        expect(reason.text).not.toBe('')
      }
    }
    const ofPayments = links.find(
      ({ alert }: { alert: string }) => named.get(alert).entity.name === 'payments',
    )
    expect(ofPayments.joinedBy[0].text).toBe('payments needs payments-db; began 15 s after it')
  })

  it('are all there as events, each of its alert', async () => {
    const incident = await only()
    const events = await barograph.all(`/api/v1/incidents/${incident.id}/events`, 37)
    expect(events.map(({ externalId }) => externalId).sort()).toEqual(
      storm(START)
        .map(({ externalId }) => externalId)
        .sort(),
    )
    const perAlert = new Map<string, number>()
    for (const { alertId } of events) perAlert.set(alertId, (perAlert.get(alertId) ?? 0) + 1)
    for (const alert of await barograph.all('/api/v1/alerts'))
      expect(alert.events).toBe(perAlert.get(alert.id))
  })

  it('add up: an event was held back by one thing, or opened an incident', async () => {
    const { body: noise } = await barograph.get('/api/v1/noise')
    const events = await barograph.all('/api/v1/events')
    const held: Record<string, number> = {}
    for (const { heldBy } of events) held[heldBy ?? 'nothing'] = (held[heldBy ?? 'nothing'] ?? 0) + 1
    const { nothing = 0, ...byKind } = held
    expect(noise).toMatchObject({
      events: 200,
      alerts: 28,
      incidents: 1,
      corrections: { merged: 0, split: 0 },
    })
    expect(noise.suppressed).toMatchObject(byKind)
    const suppressed = Object.values<number>(noise.suppressed).reduce((sum, count) => sum + count, 0)
    expect(noise.events).toBe(suppressed + nothing)
    expect(noise.reduction).toBe(1 - noise.notifications / noise.events)
    // Those that came before the root's own opened incidents that soon became one.
    expect(noise.notifications).toBeGreaterThanOrEqual(1)
    expect(noise.notifications).toBeLessThanOrEqual(10)
    const pressure = (await barograph.get('/api/v1/pressure')).body.buckets
    expect(pressure.reduce((sum: number, bucket: { events: number }) => sum + bucket.events, 0)).toBe(200)
  })

  it('are the same after a restart', async () => {
    const before = await everything(barograph)
    await restart()
    expect(await everything(barograph)).toEqual(before)
  })

  it('are the same when the log is read into an empty database', async () => {
    const before = await everything(barograph)
    await restart('database')
    expect(await everything(barograph)).toEqual(before)
  })

  it("are the same when the correlator's state is lost with it, and what comes then finds its place", async () => {
    const before = await everything(barograph)
    await restart('database', 'snapshots')
    expect(await everything(barograph)).toEqual(before)
    const [first] = storm(START)
    const again = { ...first, externalId: 'again', at: new Date(START + 21 * 60_000).toISOString() }
    await barograph.post('/api/v1/alerts', [again, first])
    await barograph.settle()
    expect((await only()).counts).toEqual({ events: 201, alerts: 28, entities: 15 })
  })
})

describe('commands', () => {
  const order = async (id: string, kind: string, body: object = {}) =>
    barograph.post(`/api/v1/incidents/${id}/${kind}`, { by: 'ada', ...body })
  const read = async (id: string) => (await barograph.get(`/api/v1/incidents/${id}`)).body

  it('answer when their effect can be read', async () => {
    const { id } = await only()
    expect((await order(id, 'acknowledge', { text: 'on it' })).body.incident).toEqual(await read(id))
    expect(await read(id)).toMatchObject({ status: 'acknowledged', acknowledgedBy: 'ada' })
    await order(id, 'comment', { text: 'the pool is too small' })
    expect((await read(id)).actions.at(-1)).toMatchObject({ kind: 'comment', text: 'the pool is too small' })
    await order(id, 'resolve')
    expect(await read(id)).toMatchObject({ status: 'resolved', resolvedAt: expect.any(String) })
    expect((await barograph.all('/api/v1/incidents?status=resolved')).map((one) => one.id)).toEqual([id])
    await order(id, 'reopen')
    expect((await read(id)).status).not.toBe('resolved')
    const { body } = await barograph.get(`/api/v1/incidents/${id}/history`)
    // Before, people had to be reminded of it.
    expect(body.items.filter(({ kind }: { kind: string }) => kind !== 'unowned')).toMatchObject(
      ['acknowledge', 'comment', 'resolve', 'reopen'].map((kind) => ({
        kind,
        by: { kind: 'person', name: 'ada' },
      })),
    )
  })

  it('split and merge, which later evidence does not undo', async () => {
    const { id } = await only()
    const alerts = await barograph.all(`/api/v1/incidents/${id}/alerts`)
    const gateway = alerts.find(({ entity }) => entity.name === 'gateway')
    const split = await order(id, 'split', { alertIds: [gateway.id] })
    const apart = split.body.incidentIds.at(-1)
    expect((await barograph.all(`/api/v1/incidents/${apart}/alerts`)).map((one) => one.id)).toEqual([
      gateway.id,
    ])
    expect((await read(id)).counts.alerts).toBe(27)

    const repeated = (name: string, entity: string) =>
      storm(START).find((event) => event.name === name && event.entity.name === entity)
    const evidence = [
      repeated('HighErrorRate', 'gateway'),
      repeated('DatabaseConnectionsExhausted', 'payments-db'),
    ]
    const at = new Date(START + 22 * 60_000).toISOString()
    await barograph.post(
      '/api/v1/alerts',
      evidence.map((event, i) => ({ ...event, externalId: `evidence-${i}`, at })),
    )
    await barograph.settle()
    expect([(await read(id)).counts.alerts, (await read(apart)).counts.alerts]).toEqual([27, 1])

    await order(id, 'merge', { incidentIds: [apart] })
    expect(await read(apart)).toMatchObject({ status: 'merged', mergedInto: id })
    expect((await read(id)).counts).toEqual({ events: 203, alerts: 28, entities: 15 })
    expect((await barograph.get('/api/v1/noise')).body.corrections).toEqual({ merged: 1, split: 1 })
  })

  it('that make no sense are refused and change nothing', async () => {
    const { id } = await only()
    const before = await read(id)
    expect((await order(id, 'split', { alertIds: ['AL-NONE'] })).status).toBe(409)
    expect((await order(id, 'merge', { incidentIds: [id] })).status).toBe(409)
    expect((await order('INC-NONE', 'resolve')).status).toBe(404)
    expect(await read(id)).toEqual(before)
  })

  it('are not forgotten by a restart or a replay', async () => {
    const before = await everything(barograph)
    await restart()
    expect(await everything(barograph)).toEqual(before)
    await restart('database', 'snapshots')
    expect(await everything(barograph)).toEqual(before)
  })
})

describe('a silence set as amtool does', () => {
  const labels = { alertname: 'BatchLate', job: 'nightly', severity: 'critical' }
  const v2 = async (path: string) => (await barograph.get(`/api/v2/${path}scope=batch`)).body
  const post = () => barograph.post('/api/v2/alerts?scope=batch', [{ labels }])

  it('holds back at once what fires, and what comes, until it is ended', async () => {
    await post()
    await barograph.settle()
    expect(await v2('alerts?silenced=false&')).toHaveLength(1)
    const silence = {
      matchers: [{ name: 'job', value: 'night.*', isRegex: true }],
      startsAt: new Date().toISOString(),
      endsAt: new Date(Date.now() + 3_600_000).toISOString(),
      createdBy: 'ada',
      comment: 'known',
    }
    const { body } = await barograph.post('/api/v2/silences?scope=batch', silence)
    expect(await v2('alerts?silenced=false&')).toEqual([])
    expect(await v2('alerts?')).toMatchObject([
      { status: { state: 'suppressed', silencedBy: [body.silenceID] } },
    ])
    const [alert] = await barograph.all('/api/v1/alerts?scope=batch')
    expect(alert.suppressedBy).toMatchObject({ kind: 'silenced', id: body.silenceID })

    labels.job = 'nightly-2'
    await post()
    await barograph.settle()
    expect(await v2('alerts?silenced=false&')).toEqual([])
    const [event] = await barograph.all('/api/v1/events?scope=batch')
    expect(event).toMatchObject({ labels: { job: 'nightly-2' }, heldBy: 'silenced' })
    expect((await barograph.get('/api/v1/noise?scope=batch')).body).toMatchObject({
      events: 2,
      notifications: 1,
      suppressed: { silenced: 1 },
    })

    expect((await barograph.call('DELETE', `/api/v2/silence/${body.silenceID}?scope=batch`)).status).toBe(200)
    expect(await v2('alerts?silenced=false&')).toHaveLength(2)
  })
})

describe('the event stream', () => {
  const alert = (name: string) => ({
    source: 'test',
    status: 'firing',
    severity: 'high',
    name,
    entity: { type: 'service', name },
    labels: { name },
  })
  const streamed: EventStream[] = []
  const open = async (lastId?: string) => {
    const stream = await openEventStream(`${barograph.url}/api/v1/stream?scope=stream`, lastId)
    streamed.push(stream)
    return stream
  }
  afterAll(() => {
    for (const stream of streamed) stream.close()
  })

  it('delivers an incident that can be read, and resumes after the last id with what was missed', async () => {
    const stream = await open()
    await barograph.post('/api/v1/alerts?scope=stream', alert('one'))
    const { data } = await stream.wait(({ event }) => event === 'incident')
    expect((await barograph.get(`/api/v1/incidents/${data.id}`)).body).toMatchObject({
      id: data.id,
      title: 'one',
    })
    stream.close()
    await barograph.post('/api/v1/alerts?scope=stream', [alert('two'), alert('three')])
    await barograph.settle()
    const resumed = await open(stream.lastId())
    await barograph.post('/api/v1/alerts?scope=stream', alert('four'))
    await resumed.wait((told) => told.event === 'alert' && told.data.name === 'four')
    const names = resumed.told.filter(({ event }) => event === 'alert').map((told) => told.data.name)
    expect(names).toEqual(['two', 'three', 'four'])
  })

  it('resumes over a restart too', async () => {
    const stream = await open()
    await barograph.post('/api/v1/alerts?scope=stream', alert('five'))
    await stream.wait((told) => told.event === 'incident' && told.data.title === 'five')
    await barograph.post('/api/v1/alerts?scope=stream', alert('six'))
    await stream.wait((told) => told.event === 'alert' && told.data.name === 'six')
    const lastId = stream.told.find((told) => told.data.title === 'five')?.id
    await restart()
    const resumed = await open(lastId)
    await resumed.wait((told) => told.event === 'alert' && told.data.name === 'six')
    expect(resumed.told.filter(({ event }) => event === 'reset')).toEqual([])
  })
})

it('the same events in order, one by one, into another Barograph make the same incidents, to the id', async () => {
  const wanted = await everything(barograph)
  await barograph.close()
  barograph = await startInProcess()
  await send(storm(START), 1)
  const incident = await only()
  const before = wanted.incidents.find(({ id }) => id === incident.id)
  expect(incident.causes).toEqual(before.causes)
  const alerts = await barograph.all(`/api/v1/incidents/${incident.id}/alerts`)
  const sorted = (items: { alert: string }[]) => items.map(({ alert }) => alert).sort()
  expect(alerts.map(({ id }) => id).sort()).toEqual(sorted(before.links))
  // In order, the root's is the only event that a person need see; and a quarter of an hour later nobody has it yet.
  const { body } = await barograph.get('/api/v1/noise')
  const suppressed = Object.values<number>(body.suppressed).reduce((sum, count) => sum + count, 0)
  expect(body).toMatchObject({ events: 200, incidents: 1, notifications: 2 })
  expect(suppressed).toBe(body.events - 1)
})
