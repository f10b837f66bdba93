import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { alertInput, completeAlert } from '../../../schema/records/alert.ts'
import { type Pipeline, startPipeline } from '../../api/testing/pipeline.ts'
import { shopFrom } from '../../api/testing/shop.ts'
import { settingsWith } from '../../correlate/testing.ts'
import { inOrderOfArrival, type PastInput, type Replayed, replay } from '../../preview/replay.ts'
import { readPast } from './past.ts'

let pipeline: Pipeline

const LIMITS = { looked: 1_000_000, replayed: 250_000, whole: 1_000_000 }
/** What the pipeline goes by: of more events than `whole` only what is touched is replayed. */
const given = { ...LIMITS }

beforeAll(async () => {
  pipeline = await startPipeline({ pastLimits: given })
})
afterAll(() => pipeline.close())

const BEGIN = Date.now() - 6 * 3_600_000
const { time, alertOn } = shopFrom(BEGIN)

describe('repeats that say nothing new', () => {
  const event = fc.record({
    after: fc.integer({ min: 1, max: 400 }),
    thing: fc.constantFrom('web', 'db', 'erp'),
    name: fc.constantFrom('Errors', 'Full'),
    severity: fc.constantFrom('high' as const, 'high' as const, 'high' as const, 'critical' as const),
    status: fc.constantFrom(
      ...(['firing', 'firing', 'firing', 'firing', 'firing', 'acknowledged', 'resolved'] as const),
    ),
    ends: fc.constantFrom(undefined, undefined, 240, 900),
    begun: fc.constantFrom(undefined, undefined, 0, 30),
  })

  it('are left out, and the same comes of the rest', async () => {
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 60, maxLength: 200 }), async (events) => {
        const scope = `repeats-${run++}`
        let at = 0
        const alerts = events.map(({ after, thing, name, severity, status, ends, begun }, i) => {
          at += after / 10
          return {
            source: 'prometheus',
            externalId: `${scope}-${i}`,
            status,
            severity,
            name,
            at: time(at),
            ...(begun !== undefined && { startsAt: time(at - begun) }),
            ...(ends !== undefined && { endsAt: time(at + (status === 'resolved' ? 0 : ends)) }),
            entity: { type: 'service', name: thing },
            labels: { thing },
          }
        })
        await pipeline.call('POST', `/api/v1/alerts?scope=${scope}`, alerts)
        await pipeline.settle()
        const arrival = { at: Date.now(), scope, clockToleranceMs: 120_000 }
        const all = alerts.map((alert, offset): PastInput => {
          const record = completeAlert(alertInput.parse(alert), arrival)
          return { arrivedAt: offset, offset, record }
        })
        const range = { from: BEGIN - 1000, to: Date.now() }
        const past = await readPast(pipeline.database, scope, range, LIMITS, undefined)
        const left: PastInput[] = []
        for await (const page of past.pages()) left.push(...page)
        expect(past.read).toMatchObject({ events: alerts.length, cut: false })
        expect(left.length).toBeLessThanOrEqual(all.length)
        expect(madeOf(replay(inOrderOfArrival(left), settingsWith()))).toEqual(
          madeOf(replay(all, settingsWith())),
        )
      }),
      { numRuns: Number(process.env['FUZZ_RUNS'] ?? 12) },
    )
  })

  it('are most of what a sender sends that repeats itself', async () => {
    const alerts = Array.from({ length: 200 }, (_, i) => ({
      source: 'prometheus',
      externalId: `again-${i}`,
      status: 'firing',
      severity: 'high',
      name: 'Errors',
      at: time(i * 60),
      endsAt: time(i * 60 + 240),
      labels: { thing: 'web' },
    }))
    await pipeline.call('POST', '/api/v1/alerts?scope=again', alerts)
    await pipeline.settle()
    const range = { from: BEGIN - 1000, to: Date.now() }
    const past = await readPast(pipeline.database, 'again', range, LIMITS, undefined)
    const left: PastInput[] = []
    for await (const page of past.pages()) left.push(...page)
    expect(left.map(({ record }) => record.type === 'alert' && [record.at, record.endsAt])).toEqual([
      [time(0), time(198 * 60 + 240)],
      [time(199 * 60), time(199 * 60 + 240)],
    ])
  })
})

function madeOf({ incidents, notifications, alerts }: Replayed) {
  const made = [...incidents.values()].map(({ id, severity, alertIds, told }) => ({
    id,
    severity,
    told,
    alerts: [...alertIds].sort(),
  }))
  return {
    incidents: made.sort((a, b) => (a.id < b.id ? -1 : 1)),
    notifications,
    alerts: [...alerts].sort(([a], [b]) => (a < b ? -1 : 1)),
  }
}

describe('where there is much', () => {
  const alerts = [
    alertOn('db', 0, { name: 'Down', severity: 'critical' }),
    alertOn('checkout', 20),
    alertOn('erp', 4000, { severity: 'warning' }),
    alertOn('mail', 9000),
    alertOn('mail', 9010, { name: 'Full' }),
  ]
  const topology = { edges: [{ from: 'checkout', to: 'db', kind: 'depends_on' }] }
  const endsAt = new Date(Date.now() + 3_600_000).toISOString()
  beforeAll(async () => {
    await pipeline.call('POST', '/api/v1/topology?scope=much', topology)
    await pipeline.call('POST', '/api/v1/alerts?scope=much', alerts)
    await pipeline.settle()
  })
  const ask = (body: object, whole = LIMITS.whole) => {
    given.whole = whole
    return pipeline.call('POST', '/api/v1/correlation/preview?scope=much', body)
  }

  it.each<[string, object, number]>([
    ['a silence', { silence: { matchers: [{ name: 'on', value: 'erp' }], endsAt } }, 2],
    ['a silence of a part', { silence: { matchers: [{ name: 'on', value: 'db' }], endsAt } }, 3],
    [
      'a rule',
      {
        inhibit: {
          name: 'x',
          source: [{ name: 'alertname', value: 'Down' }],
          target: [{ name: 'severity', value: 'warning' }],
        },
      },
      4,
    ],
    // With the newest event, up to which time passes.
  ])('only what %s touches is replayed, with the same to say', async (_what, body, events) => {
    const [all, some] = [await ask(body), await ask(body, 0)]
    expect([all.status, some.status]).toEqual([200, 200])
    expect([all.body.replayed.touched, some.body.replayed.touched]).toEqual([undefined, events])
    const { replayed: _all, ...expected } = all.body
    const { replayed: _some, ...found } = some.body
    expect(found).toEqual(expected)
  })

  it('settings are tried on everything', async () => {
    const { body } = await ask({ settings: 'correlation: { notifyFrom: critical }' }, 0)
    expect([body.replayed.touched, body.replayed.events]).toEqual([undefined, alerts.length])
  })

  it('the newest is replayed, and from when on is said', async () => {
    const range = { from: BEGIN - 1000, to: Date.now() }
    const limits = { looked: 2, replayed: 2, whole: 0 }
    const past = await readPast(pipeline.database, 'much', range, limits, undefined)
    const left: PastInput[] = []
    for await (const page of past.pages()) left.push(...page)
    const events = left.filter(({ record }) => record.type === 'alert')
    expect(events.map(({ record }) => record.type === 'alert' && record.at)).toEqual([time(9000), time(9010)])
    expect(past.read).toMatchObject({ cut: true, events: 2 })
    expect(past.read.from).toBeGreaterThan(Date.parse(time(4000)))
    expect(past.read.from).toBeLessThanOrEqual(Date.parse(time(9000)))
  })
})
