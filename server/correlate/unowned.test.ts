import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Command } from '../../schema/records/command.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { before, settings, storm } from './testing/storms.ts'
import { alert, command, correlateAll, EPOCH, incidentsOf, settingsWith, tick } from './testing.ts'
import { type Owned, unownedTimes } from './unowned.ts'

const MINUTE = 60
const second = (at: number) => new Date(EPOCH + at * 1000).toISOString()
const web = { entity: { type: 'service', name: 'web' } }
const fires = (at: number, more = {}) => alert(at, { name: 'Errors', ...web, ...more })
const start = fires(0)
const [first] = incidentsOf(correlateAll([start]))
const incidentId = first?.id ?? ''
type Order = Command extends infer Each
  ? Each extends { incidentId: string }
    ? Omit<Each, 'incidentId'>
    : never
  : never
const order = (at: number, given: Order) => command(`order-${at}`, { ...given, incidentId } as Command, at)
const minutes = (n: number) => Array.from({ length: n }, () => tick(MINUTE))

/** When people were told that it was unowned, in minutes, and what its history says of that. */
function reminded(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const { found } = correlateAll(records, feeding)
  const told = found
    .flatMap(({ notifications }) => notifications)
    .filter(({ reason }) => reason === 'unowned')
  const last = found.flatMap(({ incidents }) => incidents).findLast(({ id }) => id === incidentId)
  const said = last?.actions.filter(({ kind }) => kind === 'unowned') ?? []
  const minute = (at: string) => (Date.parse(at) - EPOCH) / 60_000
  expect(said.map(({ at }) => at)).toEqual(told.map(({ at }) => at))
  return told.map(({ at }) => minute(at))
}

describe('an incident that interrupted a person', () => {
  test.each<[string, LogRecord[], number[]]>([
    ['that nobody takes on interrupts once more', [start, ...minutes(60)], [15]],
    ['that is acknowledged does not', [start, order(300, { kind: 'acknowledge' }), ...minutes(60)], []],
    ['that is assigned does not', [start, order(300, { kind: 'assign', to: 'Ola' }), ...minutes(60)], []],
    ['assigned to nobody does', [start, order(300, { kind: 'assign' }), ...minutes(60)], [15]],
    [
      'of which is merely spoken does',
      [start, order(300, { kind: 'comment', text: 'hm' }), ...minutes(60)],
      [15],
    ],
    ['that is over in time does not', [start, fires(600, { status: 'resolved' }), ...minutes(60)], []],
    ['that a person resolved does not', [start, order(600, { kind: 'resolve' }), ...minutes(60)], []],
    [
      'whose acknowledgement is taken back does after that',
      [
        start,
        order(300, { kind: 'acknowledge' }),
        ...minutes(15),
        order(1200, { kind: 'unacknowledge' }),
        ...minutes(60),
      ],
      [35],
    ],
    [
      'that is acknowledged too late did',
      [start, ...minutes(20), order(1260, { kind: 'acknowledge' }), ...minutes(60)],
      [15],
    ],
    [
      'that begins again does so again',
      [start, ...minutes(20), fires(1300, { status: 'resolved' }), fires(1800), ...minutes(60)],
      [15, 45],
    ],
    [
      'that begins again after someone resolved it has its time anew',
      [start, order(300, { kind: 'resolve' }), fires(480, { name: 'Latency' }), ...minutes(60)],
      [23],
    ],
    [
      'that a person opens again has its time from then on',
      [
        start,
        fires(300, { status: 'resolved' }),
        ...minutes(2),
        order(600, { kind: 'reopen' }),
        ...minutes(60),
      ],
      [25],
    ],
    ['below what notifies says nothing', [fires(0, { severity: 'info' }), ...minutes(60)], []],
    [
      'that turned bad later has its time from then on',
      [fires(0, { severity: 'info' }), fires(480, { name: 'Latency' }), ...minutes(60)],
      [23],
    ],
  ])('%s', (_name, records, expected) => {
    expect(reminded(records)).toEqual(expected)
    // However it is cut and restarted.
    expect(reminded(records, { batch: 1 })).toEqual(expected)
    expect(reminded(records, { batch: 3, restartBefore: new Set([1, 2, 4, 8]) })).toEqual(expected)
  })

  test('at 0 nobody is reminded, and of less sooner', () => {
    const records = [start, ...minutes(60)]
    expect(reminded(records, { settings: settingsWith({ unownedMs: 0 }) })).toEqual([])
    expect(reminded(records, { settings: settingsWith({ unownedMs: 300_000 }) })).toEqual([5])
  })

  test('and split, gives both halves their time', () => {
    const both = [start, alert(10, { name: 'Latency', ...web })]
    const alerts = correlateAll(both).found.flatMap((found) => found.alerts)
    const second = alerts.find(({ name }) => name === 'Latency')?.id ?? ''
    const records = [
      ...both,
      ...minutes(10),
      order(840, { kind: 'split', alertIds: [second] }),
      ...minutes(60),
    ]
    const { found } = correlateAll(records)
    const told = found
      .flatMap(({ notifications }) => notifications)
      .filter(({ reason }) => reason === 'unowned')
    expect(told.map(({ at }) => (Date.parse(at) - EPOCH) / 60_000)).toEqual([29, 29])
    expect(new Set(told.map((one) => one.incidentId)).size).toBe(2)
  })
})

test('people are reminded of the same, however events in their order are cut and the correlator is restarted', () => {
  const told = (records: LogRecord[], feeding: Parameters<typeof correlateAll>[1]) =>
    correlateAll(records, feeding)
      .found.flatMap(({ notifications }) => notifications)
      .filter(({ reason }) => reason === 'unowned')
      .map(({ at, incidentId, severity }) => `${at} ${incidentId} ${severity}`)
      .sort()
  fc.assert(
    fc.property(
      storm,
      fc.constantFrom(60_000, 150_000, 300_000),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(20), { maxLength: 3 }),
      (events, unownedMs, batch, restarts) => {
        const at = (record: LogRecord) => (record.type === 'alert' ? record.at : '')
        const inOrder = [...events].sort((a, b) => (at(a) < at(b) ? -1 : 1))
        const records = [...before, ...inOrder, ...minutes(12)]
        const chosen = { settings: { ...settings, unownedMs } }
        const cut = told(records, { ...chosen, batch, restartBefore: new Set(restarts) })
        expect(cut).toEqual(told(records, chosen))
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 300) },
  )
})

describe('stretches without an owner', () => {
  const stretch = (start: number, end: number) => ({ start, end })
  const owned = (by: Owned['by'], from: number, until?: number): Owned => ({ by, from, until })
  test.each<[ReturnType<typeof stretch>[], Owned[], number[]]>([
    [[stretch(0, 100)], [], [10]],
    [[stretch(0, 10)], [], []],
    [[stretch(0, 100)], [owned('acknowledgement', 5, 50)], [60]],
    [[stretch(0, 20), stretch(30, 100)], [owned('acknowledgement', 5)], [40]],
    [[stretch(0, 20), stretch(30, 100)], [owned('assignment', 5)], []],
    [[stretch(0, 100)], [owned('acknowledgement', 5, 8), owned('assignment', 12, 20)], [30]],
  ])('%j, taken on %j', (stretches, by, expected) => {
    expect(unownedTimes(stretches, by, 10)).toEqual(expected)
  })

  test('are told of once each at most, after their time, and never while someone has it', () => {
    const times = fc.uniqueArray(fc.nat(1000), { minLength: 2, maxLength: 10 })
    const by = fc.constantFrom<Owned['by']>('acknowledgement', 'assignment')
    const some = fc.array(fc.tuple(by, fc.nat(1000), fc.nat(200)), { maxLength: 5 })
    fc.assert(
      fc.property(times, some, fc.integer({ min: 1, max: 100 }), (marks, list, after) => {
        const sorted = marks.sort((a, b) => a - b)
        const stretches = sorted
          .slice(0, -1)
          .flatMap((start, i) => (i % 2 ? [] : [stretch(start, sorted[i + 1] ?? start)]))
        const taken = list.map(([kind, from, lasts]) => owned(kind, from, from + lasts))
        const found = unownedTimes(stretches, taken, after)
        for (const at of found) {
          const within = stretches.filter(({ start, end }) => start + after <= at && at < end)
          expect(within).toHaveLength(1)
          const assigned = taken.filter((one) => one.by === 'assignment')
          for (const { from, until = 0 } of assigned)
            expect(at > until || at - after <= from || from > at).toBe(true)
        }
        expect(found.length).toBeLessThanOrEqual(stretches.length)
      }),
    )
  })
})

test('times are what people read', () => {
  const { found } = correlateAll([start, ...minutes(30)])
  const last = found.flatMap(({ incidents }) => incidents).at(-1)
  expect(last?.actions).toEqual([
    { at: second(900), by: { kind: 'system', name: 'barograph' }, kind: 'unowned' },
  ])
})
