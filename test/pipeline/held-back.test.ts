import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcess, startInProcess } from '../support/in-process.ts'

const START = Date.now() - 20 * 60_000
const at = (seconds: number) => new Date(START + seconds * 1000).toISOString()

const CORRELATION = {
  inhibit: [
    {
      name: 'node-down',
      source: [{ name: 'alertname', value: 'NodeDown' }],
      target: [{ name: 'severity', value: 'warning|info', isRegex: true }],
      equal: ['node'],
    },
  ],
  calendars: [
    {
      name: 'patching',
      matchers: [{ name: 'team', value: 'platform' }],
      startsAt: new Date(START - 86_400_000).toISOString(),
      rrule: 'FREQ=DAILY',
      durationMs: 3_600_000,
    },
  ],
}

let barograph: InProcess
/** The scope of the test that runs. */
let scope = ''

beforeAll(async () => {
  barograph = await startInProcess({
    file: JSON.stringify({ correlation: CORRELATION }),
    environment: { TICK: '200ms' },
  })
})
afterAll(async () => {
  await barograph.close()
  expect(barograph.errors).toEqual([])
})

const post = async (what: string, body: unknown) => {
  expect((await barograph.post(`/api/v1/${what}?scope=${scope}`, body)).status).toBeLessThan(300)
  await barograph.settle()
}
const list = (what: string) => barograph.all(`/api/v1/${what}?scope=${scope}`)

function alert(name: string, entity: string, seconds: number, rest: object = {}) {
  return {
    source: 'test',
    status: 'firing',
    severity: 'high',
    name,
    at: at(seconds),
    entity: { type: 'node', name: entity },
    labels: { alertname: name, node: entity },
    ...rest,
  }
}

/** Behind each count of what was held back stands a list that is as long. */
async function listsAgree(
  figures: { from: string; to: string; suppressed: Record<string, number> },
  of: string,
) {
  for (const [kind, count] of Object.entries(figures.suppressed)) {
    if (kind === 'duplicate') continue
    const asked = `scope=${of}&suppressedBy=${kind}&from=${figures.from}&to=${figures.to}`
    expect(await barograph.all(`/api/v1/alerts?${asked}`), kind).toHaveLength(count)
    expect((await barograph.get(`/api/v1/alerts/facets?${asked}`)).body.total, kind).toBe(count)
  }
}

/** What the noise page says; the sum of what was held back and of what was not is checked against the events. */
async function noise() {
  const { body } = await barograph.get(`/api/v1/noise?scope=${scope}`)
  const events = await list('events')
  const kinds: Record<string, number> = {}
  for (const { heldBy = 'nothing' } of events) kinds[heldBy] = (kinds[heldBy] ?? 0) + 1
  const { nothing = 0, ...held } = kinds
  expect(body.events).toBe(events.length)
  expect(Object.fromEntries(Object.entries(body.suppressed).filter(([, count]) => count !== 0))).toEqual(held)
  await listsAgree(body, scope)
  return { held, nothing, notifications: body.notifications, incidents: body.incidents }
}

describe('what is held back is kept, counted and says why', () => {
  it('by a silence', async () => {
    scope = 'silenced'
    const matchers = [{ name: 'node', value: 'n1' }]
    await post('silences', { matchers, startsAt: at(-60), endsAt: new Date(Date.now() + 60_000), by: 'ada' })
    await post('alerts', [alert('Load', 'n1', 0), alert('Load', 'n1', 30), alert('Load', 'n2', 40)])
    const [silence] = await list('silences')
    expect(await list('alerts')).toMatchObject([
      { entity: { name: 'n2' } },
      { entity: { name: 'n1' }, suppressedBy: { kind: 'silenced', id: silence.id }, events: 2 },
    ])
    expect(silence.holding).toBe(1)
    expect(await noise()).toMatchObject({ held: { silenced: 1, duplicate: 1 }, nothing: 1, notifications: 1 })
  })

  it('by an inhibition rule, while its source fires', async () => {
    scope = 'inhibited'
    await post('alerts', [
      alert('NodeDown', 'n1', 0, { severity: 'critical' }),
      alert('Load', 'n1', 10, { severity: 'warning', labels: { node: 'n1', severity: 'warning' } }),
      alert('Load', 'n2', 20, { severity: 'warning', labels: { node: 'n2', severity: 'warning' } }),
    ])
    const [free, inhibited] = await list('alerts')
    expect(free).not.toHaveProperty('suppressedBy')
    expect(inhibited.suppressedBy).toMatchObject({
      kind: 'inhibited',
      text: expect.stringContaining('NodeDown'),
    })
    expect(await noise()).toMatchObject({ held: { inhibited: 1 }, nothing: 2 })
    await post('alerts', alert('NodeDown', 'n1', 60, { status: 'resolved', severity: 'critical' }))
    expect((await list('alerts'))[1]).not.toHaveProperty('suppressedBy')
  })

  it('by maintenance that a change announced, and by a calendar', async () => {
    scope = 'maintenance'
    const entity = { type: 'node', name: 'n1' }
    await post('changes', {
      id: 'm1',
      source: 'itsm',
      kind: 'maintenance',
      at: at(-60),
      endedAt: at(600),
      by: 'ops',
      entity,
      summary: 'new disks',
    })
    await post('alerts', [
      alert('Load', 'n1', 0),
      alert('Load', 'n2', 10, { labels: { team: 'platform' } }),
      alert('Load', 'n3', 20),
    ])
    const [free, platform, during] = await list('alerts')
    expect(during.suppressedBy).toEqual({ kind: 'maintenance', id: 'm1', text: 'maintenance: new disks' })
    expect(platform.suppressedBy).toMatchObject({
      kind: 'maintenance',
      text: expect.stringContaining('patching'),
    })
    expect(free).not.toHaveProperty('suppressedBy')
    expect(await noise()).toMatchObject({ held: { maintenance: 2 }, nothing: 1, notifications: 1 })
    // It fires on after the maintenance is over: now a person must know.
    await post('alerts', alert('Load', 'n1', 660))
    expect((await list('alerts')).at(-1)).toMatchObject({ entity: { name: 'n1' }, events: 2 })
    expect((await list('alerts')).at(-1)).not.toHaveProperty('suppressedBy')
    expect(await noise()).toMatchObject({ held: { maintenance: 2, duplicate: 1 }, notifications: 2 })
  })

  it('by flapping, without new notifications', async () => {
    scope = 'flapping'
    const turns = Array.from({ length: 8 }, (_, i) => [
      alert('Link', 'n1', 80 * i),
      alert('Link', 'n1', 80 * i + 40, { status: 'resolved' }),
    ])
    await post('alerts', turns.flat())
    await post('alerts', alert('Link', 'n1', 700))
    const [newest, ...earlier] = await list('alerts')
    expect(newest).toMatchObject({ status: 'firing', flapping: true, suppressedBy: { kind: 'flapping' } })
    expect(earlier).toHaveLength(8)
    const incidents = await list('incidents')
    expect(incidents).toHaveLength(1)
    const { held, nothing, notifications } = await noise()
    expect(held['flapping']).toBeGreaterThanOrEqual(1)
    expect(nothing).toBe(1)
    // Nine times it began; how many of them were told depends a little on how the log is cut into batches.
    expect(notifications).toBeLessThan(8)
  })

  it('not at all below the severity that notifies, and yet it is an incident', async () => {
    scope = 'info'
    await post('alerts', alert('Hint', 'n1', 0, { severity: 'info' }))
    expect(await list('incidents')).toMatchObject([{ severity: 'info', status: 'open' }])
    expect(await noise()).toEqual({ held: {}, nothing: 1, notifications: 0, incidents: 1 })
    await post('alerts', alert('Hint', 'n1', 30, { severity: 'critical' }))
    expect(await noise()).toEqual({ held: { duplicate: 1 }, nothing: 1, notifications: 1, incidents: 1 })
  })
})

it('what nobody repeats ends by itself, and its incident with it', async () => {
  scope = 'expiry'
  const endsAt = new Date(Date.now() + 1500).toISOString()
  await barograph.post(`/api/v2/alerts?scope=${scope}`, [{ labels: { alertname: 'Gone' }, endsAt }])
  await barograph.settle()
  expect(await list('incidents')).toMatchObject([{ status: 'open' }])
  await expect.poll(async () => (await list('incidents'))[0].status, { timeout: 120_000 }).toBe('resolved')
  expect(await list('alerts')).toMatchObject([{ status: 'resolved', endsAt, events: 1 }])
  expect((await barograph.get(`/api/v2/alerts?scope=${scope}`)).body).toEqual([])
})
