import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../schema/records/record.ts'
import {
  alert,
  change,
  command,
  correlateAll,
  decisionsOf,
  EPOCH,
  incidentsOf,
  settingsWith,
  tick,
  topology,
} from './testing.ts'

const estate = topology(
  [
    'web calls checkout',
    'web calls search',
    'checkout calls payments',
    'checkout calls cart',
    'payments depends_on payments-db',
    'refunds depends_on payments-db',
    'cart depends_on cache',
    'search depends_on index',
    'payments-0 part_of payments',
    'payments-1 part_of payments',
    'payments-0 runs_on node-1',
    'cart-0 runs_on node-1',
    'cart-0 part_of cart',
    'erp depends_on erp-db',
  ],
  [{ id: 'payments-db', type: 'database' }],
)
const entities = [
  'web',
  'checkout',
  'search',
  'payments',
  'cart',
  'payments-db',
  'refunds',
  'cache',
  'index',
  'payments-0',
  'node-1',
  'cart-0',
  'erp',
  'erp-db',
  'unknown-1',
  'unknown-2',
]

const settings = settingsWith({
  inhibit: [
    {
      name: 'node',
      source: [{ name: 'alertname', value: 'NodeDown', isRegex: false, isEqual: true }],
      target: [{ name: 'severity', value: 'warning|info', isRegex: true, isEqual: true }],
      equal: [],
    },
  ],
})

/** More of them find what is rarer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600)

/** Alert events within nine minutes, so that any order is within the lateness bound of ten. */
const event = fc
  .record({
    at: fc.integer({ min: 0, max: 540 }),
    entity: fc.constantFrom(...entities),
    name: fc.constantFrom('Errors', 'Latency', 'NodeDown', 'Full'),
    source: fc.constantFrom('prometheus', 'zabbix'),
    severity: fc.constantFrom('critical' as const, 'high' as const, 'warning' as const),
    status: fc.constantFrom(
      'firing' as const,
      'firing' as const,
      'firing' as const,
      'resolved' as const,
      'acknowledged' as const,
    ),
    id: fc.uuid(),
  })
  .map(({ at, entity, name, source, severity, status, id }) =>
    alert(at, {
      name,
      source,
      severity,
      status,
      externalId: id,
      entity: { type: 'service', name: entity },
      labels: { entity, source, team: entity.slice(0, 2) },
      summary: `${name} on ${entity}`,
    }),
  )
// Ids by place: two different events never have the same one, or whichever came first would rightly win.
const storm = fc
  .array(event, { minLength: 1, maxLength: 25 })
  .map((events) => events.map((record, i) => ({ ...record, externalId: `event-${i}` }) as typeof record))
const before: LogRecord[] = [
  estate,
  change(-60, { id: 'c1', entity: { type: 'service', name: 'payments' } }),
  alert(-100, { name: 'Start', entity: { type: 'service', name: 'begins-the-clock' } }),
]

function outcome(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const all = [...before, ...records, tick(5)]
  const run = correlateAll(all, { settings, ...feeding })
  const decisions = [...decisionsOf(run, all)].sort(([a], [b]) => (a < b ? -1 : 1))
  // Of events of the same moment, which one did it depends on the order; where they belong does not.
  const belong = decisions.map(([id, { alertId }]) => [id, alertId])
  return { incidents: incidentsOf(run), belong }
}

function shuffle<T>(list: readonly T[], random: Iterator<number>): T[] {
  const shuffled = [...list]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = (random.next().value ?? 0) % (i + 1)
    const [a, b] = [shuffled[i], shuffled[j]]
    if (a !== undefined && b !== undefined) [shuffled[i], shuffled[j]] = [b, a]
  }
  return shuffled
}

/** What became of each event, and what was counted of it. */
function eventsOf(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const all = [...before, ...records]
  const run = correlateAll(all, { settings, ...feeding })
  const counted = run.found.flatMap(({ events }) => events).filter(({ moved }) => !moved)
  return { decisions: decisionsOf(run, all), counted: counted.map(({ offset }) => offset), run }
}

describe('the incidents are the same, to the id,', () => {
  test('in whatever order the events come', () => {
    fc.assert(
      fc.property(
        storm,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 7 }),
        (events, random, batch) => {
          expect(outcome(shuffle(events, random), { batch })).toEqual(outcome(events))
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('whatever events are delivered again', () => {
    fc.assert(
      fc.property(storm, fc.array(fc.nat(24), { maxLength: 10 }), (events, again) => {
        const repeated = again.map((i) => events[i]).filter((record) => record !== undefined)
        expect(outcome([...events, ...repeated])).toEqual(outcome(events))
      }),
      { numRuns: 200 },
    )
  })

  test('however the log is cut into batches', () => {
    fc.assert(
      fc.property(storm, fc.integer({ min: 1, max: 10 }), (events, batch) => {
        expect(outcome(events, { batch })).toEqual(outcome(events))
      }),
      { numRuns: 300 },
    )
  })

  test('whenever the correlator is restarted from its saved state', () => {
    fc.assert(
      fc.property(storm, fc.array(fc.nat(25), { maxLength: 5 }), (events, restarts) => {
        const restartBefore = new Set(restarts)
        expect(outcome(events, { batch: 1, restartBefore })).toEqual(outcome(events, { batch: 1 }))
      }),
      { numRuns: 200 },
    )
  })
})

const second = (at: number) => new Date(EPOCH + at * 1000).toISOString()
const place = fc.constantFrom(...entities).map((name) => ({ type: 'service', name }))
const moment = fc.integer({ min: -60, max: 540 })
const edge = fc.constantFrom(
  'search calls cart',
  'refunds calls checkout',
  'erp calls payments',
  'web calls erp',
)
/** What may come among alerts: topology, changes, maintenance, silences and ticks that sum up to less than a minute. */
const others = fc.tuple(
  fc.uniqueArray(edge, { maxLength: 2 }).map((edges) => edges.map((one) => topology([one]))),
  fc
    .array(fc.tuple(moment, place), { maxLength: 2 })
    .map((made) => made.map(([at, entity], i) => change(at, { id: `change-${i}`, entity }))),
  fc
    .array(fc.tuple(moment, place, fc.integer({ min: 1, max: 300 })), { maxLength: 1 })
    .map((made) =>
      made.map(([at, entity, lasts]) =>
        change(at, { id: 'maintenance', kind: 'maintenance', entity, endedAt: second(at + lasts) }),
      ),
    ),
  fc
    .array(fc.tuple(moment, place, fc.integer({ min: 30, max: 400 })), { maxLength: 1 })
    .map((set) => set.map(([at, { name }, lasts]) => silenceOf(name, at, at + lasts))),
  fc.array(fc.integer({ min: 1, max: 15 }), { maxLength: 3 }).map((ticks) => ticks.map(tick)),
)

function silenceOf(entity: string, from: number, until: number): LogRecord {
  return command('set-a-silence', {
    kind: 'silence_set',
    silence: {
      id: 'silence',
      matchers: [{ name: 'entity', value: entity, isRegex: false, isEqual: true }],
      startsAt: second(from),
      endsAt: second(until),
      comment: '',
      createdBy: 'Ada',
    },
  })
}

/** Windows so short that storms of nine minutes are longer than these. */
const hasty = fc
  .record({
    linkWindowMs: fc.constantFrom(20_000, 60_000, 300_000),
    reopenMs: fc.constantFrom(30_000, 120_000),
    changeWindowMs: fc.constantFrom(60_000, 300_000),
    flappingWindowMs: fc.constantFrom(100_000, 400_000),
    flappingCalmMs: fc.constantFrom(60_000, 200_000),
    flappingTransitions: fc.constant(3),
  })
  .map((changed) => ({ ...settings, ...changed }))

/** The last that was sent out of everything, and how the correlator links alerts. */
function sentOut(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1]) {
  const ending = alert(600, { name: 'Stop', entity: { type: 'service', name: 'ends-the-clock' } })
  const run = correlateAll([...before, ...records, ending, tick(5)], feeding)
  const alerts = new Map<string, unknown>()
  const incidents = new Map<string, unknown>()
  const links = new Map<string, unknown>()
  for (const record of run.found) {
    for (const one of record.removedAlerts) alerts.delete(one.id)
    for (const one of record.alerts) alerts.set(one.id, one)
    for (const { updatedAt: _updatedAt, ...one } of record.incidents) {
      if (one.status === 'merged') incidents.delete(one.id)
      else incidents.set(one.id, one)
    }
    for (const one of record.links) {
      if (one.removed) links.delete(`${one.incidentId} ${one.alertId}`)
      else links.set(`${one.incidentId} ${one.alertId}`, one)
    }
  }
  const nodes = [...(run.correlator.state.scopes.get('default')?.alerts.values() ?? [])]
  const pointers = new Map(
    nodes.map(({ id, best, parent, runnerUp, held, inRing }) => [
      id,
      { best, parent, runnerUp, held, inRing },
    ]),
  )
  return { alerts, incidents, links, pointers }
}

test('what is sent out last is the same in whatever order alerts, changes, silences and topology come', () => {
  fc.assert(
    fc.property(
      storm,
      others,
      fc.array(fc.nat(24), { maxLength: 3 }),
      hasty,
      fc.infiniteStream(fc.nat()),
      fc.record({
        batch: fc.integer({ min: 1, max: 7 }),
        restarts: fc.array(fc.nat(20), { maxLength: 2 }),
      }),
      (events, among, again, chosen, random, { batch, restarts }) => {
        const repeated = again.map((i) => events[i]).filter((record) => record !== undefined)
        const shuffled = shuffle([...among.flat(), ...events, ...repeated], random)
        const restartBefore = new Set(restarts)
        expect(sentOut(shuffled, { settings: chosen, batch, restartBefore })).toEqual(
          sentOut([...among.flat(), ...events], { settings: chosen }),
        )
      },
    ),
    { numRuns: RUNS },
  )
})

test('an undisturbed run and a restarted one send out the same last states', () => {
  fc.assert(
    fc.property(storm, fc.nat(25), (events, restart) => {
      const last = (restartBefore?: Set<number>) => {
        const { found } = correlateAll([...before, ...events], {
          settings,
          batch: 1,
          ...(restartBefore && { restartBefore }),
        })
        const alerts = new Map(found.flatMap((record) => record.alerts.map((one) => [one.id, one])))
        const incidents = new Map(found.flatMap((record) => record.incidents.map((one) => [one.id, one])))
        return { alerts, incidents }
      }
      expect(last(new Set([restart]))).toEqual(last())
    }),
    { numRuns: 100 },
  )
})

test('each event counts once, and alerts count the events that are said to be theirs, however the log is cut', () => {
  fc.assert(
    fc.property(
      storm,
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.nat(25), { maxLength: 3 }),
      (events, batch, at) => {
        // A piece of topology between events parts the work on one batch.
        const records = [...events]
        for (const place of at) records.splice(place, 0, estate)
        const whole = eventsOf(records)
        const cut = eventsOf(records, { batch })
        expect(cut.decisions).toEqual(whole.decisions)
        for (const { decisions, counted, run } of [whole, cut]) {
          expect(counted).toHaveLength(new Set(counted).size)
          expect(counted).toHaveLength(events.length + 1)
          const of = new Map<string | undefined, number>()
          for (const { alertId } of decisions.values()) of.set(alertId, (of.get(alertId) ?? 0) + 1)
          const alerts = run.correlator.state.scopes.get('default')?.alerts ?? new Map()
          for (const alert of alerts.values())
            expect([alert.id, of.get(alert.id)]).toEqual([alert.id, alert.events])
        }
      },
    ),
    { numRuns: 300 },
  )
})
