import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Command } from '../../schema/records/command.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { before, earlier, entities, estate, settings, shuffle, storm } from './testing/storms.ts'
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
function sentOut(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1], past: LogRecord[] = []) {
  const ending = alert(600, { name: 'Stop', entity: { type: 'service', name: 'ends-the-clock' } })
  const run = correlateAll([...past, ...before, ...records, ending, tick(5)], feeding)
  const alerts = new Map<string, unknown>()
  const incidents = new Map<string, unknown>()
  const links = new Map<string, unknown>()
  const lessons = new Map<string, unknown>()
  for (const record of run.found) {
    for (const one of record.removedAlerts) alerts.delete(one.id)
    for (const one of record.alerts) alerts.set(one.id, one)
    for (const { updatedAt: _updatedAt, ...one } of record.incidents) {
      if (one.status === 'merged') incidents.delete(one.id)
      else incidents.set(one.id, one)
    }
    for (const one of record.lessons ?? []) lessons.set(one.id, one)
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
  const inOrder = (map: Map<string, unknown>) => [...map].sort(([a], [b]) => (a < b ? -1 : 1))
  return [alerts, incidents, links, lessons, pointers].map(inOrder)
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

/** Long enough before that no event of it is late to what follows, and all of it is over and was learned from. */
const EARLIER_S = 4000
/** Its alerts end one after another, a minute apart. */
const ENDS_S = 560
const APART_S = 60
const TAUGHT_S = 2200
const pick = fc.record({
  kind: fc.constantFrom(
    'not_part' as const,
    'merge' as const,
    'split' as const,
    'keep_together' as const,
    'noise of a thing' as const,
    'noise of a service' as const,
    'noise of an incident' as const,
    'cause' as const,
    'take back' as const,
  ),
  incident: fc.nat(),
  other: fc.nat(),
  alerts: fc.array(fc.nat(), { minLength: 1, maxLength: 3 }),
})
type Pick = typeof pick extends fc.Arbitrary<infer One> ? One : never

/** An earlier storm that is over, and what people taught about it, each of these as it was possible then. */
function taught(events: readonly LogRecord[], picks: readonly Pick[], chosen: typeof settings): LogRecord[] {
  const over = events.map((record, i) =>
    record.type === 'alert'
      ? { ...record, at: second(ENDS_S + i * APART_S), status: 'resolved' as const }
      : record,
  )
  const past: LogRecord[] = [estate, ...earlier([...events, ...over], EARLIER_S)]
  for (const [i, one] of picks.entries()) {
    const order = orderOf(past, one, chosen)
    if (order) past.push(command(`order-${i}`, order, TAUGHT_S - EARLIER_S))
  }
  return past
}

function orderOf(past: LogRecord[], picked: Pick, chosen: typeof settings): Command | undefined {
  const scope = correlateAll(past, { settings: chosen }).correlator.state.scopes.get('default')
  const of = <T>(list: T[], at: number) => list[at % Math.max(1, list.length)]
  const incidents = [...(scope?.incidents.values() ?? [])]
    .filter(({ status }) => status !== 'merged')
    .sort((a, b) => (a.id < b.id ? -1 : 1))
  const incident = of(incidents, picked.incident)
  const other = of(incidents, picked.other)
  const inside = [...(incident?.alertIds ?? [])].sort()
  const alertIds = [...new Set(picked.alerts.flatMap((at) => of(inside, at) ?? []))]
  if (!incident || !other || alertIds.length === 0) return undefined
  const incidentId = incident.id
  switch (picked.kind) {
    case 'not_part':
    case 'split':
      return { kind: picked.kind, incidentId, alertIds }
    case 'keep_together':
      return { kind: 'keep_together', incidentId }
    case 'merge':
      return { kind: 'merge', incidentId, incidentIds: [other.id] }
    case 'noise of a thing':
      return { kind: 'mark_noise', alertIds, on: 'entity' }
    case 'noise of a service':
      return { kind: 'mark_noise', alertIds, on: 'service' }
    case 'noise of an incident':
      return { kind: 'mark_incident_noise', incidentId, on: 'entity' }
    case 'cause':
      return { kind: 'confirm_cause', incidentId, entity: of([...entities], picked.other) ?? '' }
    case 'take back': {
      const lesson = of([...(scope?.lessons.keys() ?? [])], picked.other)
      return lesson === undefined ? undefined : { kind: 'retract_lesson', lessonId: lesson }
    }
  }
}

test('what people taught bears on later alerts in the same way, in whatever order these come', () => {
  fc.assert(
    fc.property(
      storm,
      fc.array(pick, { minLength: 1, maxLength: 3 }),
      storm,
      hasty,
      fc.infiniteStream(fc.nat()),
      fc.record({
        batch: fc.integer({ min: 1, max: 7 }),
        restarts: fc.array(fc.nat(20), { maxLength: 2 }),
      }),
      (first, picks, events, chosen, random, { batch, restarts }) => {
        const past = taught(first, picks, chosen)
        const restartBefore = new Set(restarts)
        expect(sentOut(shuffle(events, random), { settings: chosen, batch, restartBefore }, past)).toEqual(
          sentOut(events, { settings: chosen }, past),
        )
      },
    ),
    { numRuns: RUNS },
  )
})
