import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../schema/records/record.ts'
import { before, settings as inhibiting, storm } from '../correlate/testing/storms.ts'
import { alert, settingsWith } from '../correlate/testing.ts'
import { compare } from './compare.ts'
import { inOrderOfArrival, type PastInput, type Replayed, replay } from './replay.ts'

const past = (records: LogRecord[]): PastInput[] =>
  records.map((record, offset) => ({ arrivedAt: offset, offset, record }))
const between = (records: LogRecord[], one: typeof inhibiting, other: typeof inhibiting) =>
  compare(replay(past(records), one), replay(past(records), other))

const settings = fc.constantFrom(
  settingsWith(),
  settingsWith({ linkThreshold: 0.9 }),
  settingsWith({ linkThreshold: 0.05, linkWindowMs: 3_600_000 }),
  settingsWith({ notifyFrom: 'critical', flappingTransitions: 2 }),
  inhibiting,
)

describe('replays compared', () => {
  test('the same settings make no difference, and every incident is accounted for', () => {
    fc.assert(
      fc.property(storm, settings, settings, (events, one, other) => {
        const found = between([...before, ...events], one, other)
        const { merged, split, added, gone } = found
        if (one === other) {
          expect(found.after).toEqual(found.before)
          expect([merged, split, added, gone]).toEqual([[], [], [], []])
        }
        expect(found.before.alerts).toBe(found.after.alerts)
        expect(found.after.incidents).toBe(afterwards(found))
      }),
      { numRuns: 60 },
    )
  })

  const sides = fc
    .array(
      fc.tuple(
        fc.constantFrom('a', 'b', 'c', 'd', undefined),
        fc.constantFrom('a', 'b', 'x', 'y', undefined),
      ),
      { maxLength: 30 },
    )
    .map((places) => [0, 1].map((side) => made(places.map((pair) => pair[side as 0 | 1]))))

  test('whatever two replays made, the counts add up, and the other way round they mirror each other', () => {
    fc.assert(
      fc.property(sides, ([one, other]) => {
        if (!one || !other) throw new Error('two sides')
        const there = compare(one, other)
        const back = compare(other, one)
        expect(there.after.incidents).toBe(afterwards(there))
        expect(back.gone.map(({ incident }) => incident.id)).toEqual(
          there.added.map(({ incident }) => incident.id),
        )
        expect(back.added.map(({ incident }) => incident.id)).toEqual(
          there.gone.map(({ incident }) => incident.id),
        )
        for (const { several } of [...there.merged, ...there.split]) expect(several.length).toBeGreaterThan(1)
      }),
    )
  })

  test('incidents that become one, that come apart, that begin and that go are told by name', () => {
    const one = made(['a', 'a', 'b', 'c', 'c', 'd', undefined])
    const other = made(['a', 'a', 'a', 'c', 'x', undefined, 'y'])
    other.alerts.set('6', undefined)
    one.alerts.set('6', 'silenced')
    other.alerts.set('5', 'inhibited')
    const { merged, split, added, gone, hidden, before, after } = compare(one, other)
    const ids = (list: { id: string }[]) => list.map(({ id }) => id)
    expect(merged.map(({ one, several }) => [one.id, ids(several)])).toEqual([['a', ['a', 'b']]])
    expect(split.map(({ one, several }) => [one.id, ids(several)])).toEqual([['c', ['c', 'x']]])
    expect(added.map(({ incident, heldBy }) => [incident.id, heldBy])).toEqual([['y', 'silenced']])
    expect(gone.map(({ incident, heldBy }) => [incident.id, heldBy])).toEqual([['d', 'inhibited']])
    // Of b people were not told, and of its alerts they would have been.
    expect(hidden.map(({ incident }) => incident.id)).toEqual(['d'])
    expect([before.incidents, after.incidents]).toEqual([4, 4])
    expect(before.heldBack).toEqual({ silenced: 1 })
  })
})

describe('a replay', () => {
  test('counts alerts by what kept them from a person', () => {
    const down = alert(0, { name: 'NodeDown', entity: { type: 'node', name: 'n1' } })
    const slow = alert(10, { name: 'Slow', severity: 'warning', entity: { type: 'service', name: 'shop' } })
    const plain = replay(past([down, slow]), settingsWith({ linkThreshold: 1 }))
    const held = replay(past([down, slow]), { ...inhibiting, linkThreshold: 1 })
    expect([...plain.alerts.values()]).toEqual([undefined, undefined])
    expect([...held.alerts.values()]).toEqual([undefined, 'inhibited'])
    expect([plain.incidents.size, held.incidents.size]).toEqual([2, 1])
    expect([plain.notifications, held.notifications]).toEqual([2, 1])
  })

  test('takes the past as it arrived', () => {
    const inputs = past([alert(0, { name: 'A' }), alert(1, { name: 'B' }), alert(2, { name: 'C' })])
    expect(inOrderOfArrival([...inputs].reverse())).toEqual(inputs)
  })
})

function afterwards({ before, merged, split, added, gone }: ReturnType<typeof compare>): number {
  const sum = (groups: { several: unknown[] }[]) =>
    groups.reduce((all, { several }) => all + several.length, 0)
  // Of an incident that came apart, the part with most of it goes on, unless it went into another one.
  return (
    before.incidents -
    gone.length -
    (sum(merged) - merged.length) +
    (sum(split) - split.length) +
    added.length
  )
}

/** What a replay made when alert i went into the incident of the ith name. */
function made(places: (string | undefined)[]): Replayed {
  const replayed: Replayed = { incidents: new Map(), notifications: 0, alerts: new Map() }
  for (const [index, id] of places.entries()) {
    replayed.alerts.set(String(index), undefined)
    if (id === undefined) continue
    const known = replayed.incidents.get(id)
    if (known) known.alertIds.add(String(index))
    else {
      const startedAt = '2026-01-01T00:00:00.000Z'
      const alertIds = new Set([String(index)])
      replayed.incidents.set(id, {
        id,
        scope: 's',
        title: id,
        severity: 'high',
        startedAt,
        alertIds,
        told: id !== 'b',
      })
    }
  }
  return replayed
}
