import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LogRecord } from '../../schema/records/record.ts'
import { before, entities, settings, shuffle, storm } from './testing/storms.ts'
import { alert, change, command, correlateAll, EPOCH, tick, topology } from './testing.ts'

/** More of them find what is rarer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600)

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
    unownedMs: fc.constantFrom(60_000, 150_000, 400_000),
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
