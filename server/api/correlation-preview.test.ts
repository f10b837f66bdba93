import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'
import { SHOP_EDGES, shopFrom } from './testing/shop.ts'

let pipeline: Pipeline

const NOW = Date.now()
const { time, alertOn } = shopFrom(NOW - 3_600_000)
const preview = (asked: object, scope = 'shop') =>
  pipeline.call('POST', `/api/v1/correlation/preview?scope=${scope}`, asked)
const silence = (matchers: object[], more: object = {}) => ({
  matchers,
  startsAt: new Date(NOW).toISOString(),
  endsAt: new Date(NOW + 7_200_000).toISOString(),
  comment: 'known',
  ...more,
})
const on = (value: string) => [{ name: 'on', value }]
type Lone = { incident: { id: string; title: string; storedId?: string }; heldBy?: string }
const titles = (list: { items: Lone[] }) => list.items.map(({ incident }) => incident.title)

beforeAll(async () => {
  pipeline = await startPipeline()
  await pipeline.call('POST', '/api/v1/topology?scope=shop', { edges: SHOP_EDGES })
  await pipeline.call('POST', '/api/v1/alerts?scope=shop', [
    alertOn('db', 0, { name: 'Down', severity: 'critical' }),
    alertOn('checkout', 30),
    alertOn('cart', 40, { severity: 'warning' }),
    alertOn('erp', 2000, { severity: 'warning' }),
    alertOn('mail', 3000, { severity: 'info' }),
    alertOn('10.0.0.7', 3300, { entity: undefined, service: undefined, labels: { box: 'web-1' } }),
    alertOn('web-1', 3320, { entity: { type: 'host', name: 'web-1' }, service: undefined, name: 'Disk' }),
  ])
  await pipeline.settle()
})

afterAll(() => pipeline.close())

describe('a silence', () => {
  it('tells what it would have held back, and which incidents nobody would have been told of', async () => {
    const { status, body } = await preview({ silence: silence(on('erp')) })
    expect(status).toBe(200)
    // It opened, and nobody took it on in time.
    expect([body.before.notifications - body.after.notifications, body.gone.count]).toEqual([2, 1])
    expect(body.after.heldBack.silenced).toBe(1)
    expect([titles(body.hidden)[0], body.hidden.items[0].heldBy]).toEqual([
      expect.stringContaining('erp'),
      'silenced',
    ])
    const stored = (await pipeline.call('GET', '/api/v1/incidents?scope=shop')).body.items
    expect(stored.map(({ id }: { id: string }) => id)).toContain(body.hidden.items[0].incident.storedId)
    expect(body.changes).toEqual([])
  })

  it('that takes the cause away is no fault hidden while its victims are told of', async () => {
    const { body } = await preview({ silence: silence(on('db')) })
    expect(body.hidden.count).toBe(0)
    expect(body.after.heldBack.silenced).toBe(1)
  })

  it('hides an incident that nobody is told of any more, though it goes on', async () => {
    const all = { silence: silence([{ name: 'severity', value: 'critical|high', isRegex: true }]) }
    const settings = 'correlation: { notifyFrom: high }'
    const { body } = await preview({ ...all, settings })
    expect(titles(body.hidden).some((title) => title.includes('erp'))).toBe(true)
    expect(body.changes).toMatchObject([{ path: 'correlation.notifyFrom' }])
  })

  it('of what nobody was told hides nothing', async () => {
    const { body } = await preview({ silence: silence(on('mail')) })
    expect([body.gone.count, body.hidden.count]).toEqual([1, 0])
  })

  it('is taken as the Alertmanager API has it, and is not set', async () => {
    const v2 = {
      ...silence([{ name: 'on', value: 'erp', isRegex: false, isEqual: true }]),
      createdBy: 'amtool',
      id: '8b0b1b1e-1111-4222-8333-123456789abc',
    }
    expect((await preview({ silence: v2 })).body.gone.count).toBe(1)
    expect((await pipeline.call('GET', '/api/v1/silences?scope=shop')).body.items).toEqual([])
  })

  it('that recurs holds in the windows that it would have had', async () => {
    const daily = (hour: number) => ({
      silence: silence(on('erp'), {
        startsAt: time(2000 - 600 + hour * 3600 + 86_400),
        endsAt: time(30 * 86_400),
        recurrence: { rrule: 'FREQ=DAILY;COUNT=3', durationMs: 3_600_000 },
      }),
    })
    expect((await preview(daily(0))).body.gone.count).toBe(1)
    expect((await preview(daily(5))).body.gone.count).toBe(0)
  })

  it('with the id of one that is set stands in its place', async () => {
    await pipeline.call('POST', '/api/v1/alerts?scope=quiet', [
      alertOn('erp', 0),
      alertOn('mail', 1000, { name: 'Full' }),
    ])
    const set = (matchers: object[]) => ({ ...silence(matchers), startsAt: time(-600) })
    const made = await pipeline.call('POST', '/api/v1/silences?scope=quiet', set(on('erp')))
    expect(made.status).toBe(200)
    await pipeline.settle()
    const { body } = await preview({ silence: { ...set(on('mail')), id: made.body.id } }, 'quiet')
    expect([titles(body.gone)[0], titles(body.added)[0]]).toEqual([
      expect.stringContaining('mail'),
      expect.stringContaining('erp'),
    ])
  })

  it.each([
    [{ matchers: [{ name: 'on', value: '' }] }, 'silence.matchers'],
    [{ endsAt: time(-9000) }, 'silence.endsAt'],
    [{ recurrence: { rrule: 'FREQ=NEVER', durationMs: 1000 } }, 'silence.recurrence.rrule'],
    [{ matchers: [{ name: 'on', value: '(', isRegex: true }] }, 'silence.matchers.0.value'],
  ])('that could not be set is refused: %j', async (wrong, path) => {
    const { status, body, headers } = await preview({ silence: { ...silence(on('erp')), ...wrong } })
    expect([status, headers.get('content-type'), body.errors[0].path]).toEqual([
      400,
      'application/problem+json',
      path,
    ])
  })
})

describe('a rule', () => {
  it('is added to those of the settings', async () => {
    const inhibit = {
      name: 'db',
      source: [{ name: 'alertname', value: 'Down' }],
      target: [{ name: 'severity', value: 'warning' }],
    }
    const { status, body } = await preview({ inhibit })
    expect(status).toBe(200)
    expect(body.changes).toMatchObject([{ path: 'correlation.inhibit[db]' }])
    expect(titles(body.hidden)[0]).toContain('erp')
    expect(body.hidden.items[0].heldBy).toBe('inhibited')
  })
})

describe('names of things', () => {
  it('are tried on the past', async () => {
    const { status, body } = await preview({ entityLabels: [{ kind: 'host', labels: ['box'] }] })
    expect(status).toBe(200)
    expect(body.changes.length).toBeGreaterThan(0)
    expect(body.merged.count).toBe(1)
  })
})

describe('what cannot be tried', () => {
  it.each<[object, string]>([
    [{}, 'nothing to try'],
    [{ days: 1 }, 'nothing to try'],
    [{ inhibit: { name: 'x', source: [], target: [] } }, 'no matchers'],
    [{ entityLabels: [] }, 'no labels'],
    [{ settings: 'correlation: { linkThreshold: 2 }' }, 'settings out of bounds'],
    [{ settings: '', days: 1000 }, 'too many days'],
    [{ settings: '', colour: 'red' }, 'an unknown field'],
  ])('%j is refused: %s', async (asked, _why) => {
    const { status, body } = await preview(asked)
    expect([status, body.status]).toEqual([400, 400])
  })
})
