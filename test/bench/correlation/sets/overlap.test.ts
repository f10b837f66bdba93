import fc from 'fast-check'
import { expect, test } from 'vitest'
import { toTimestamp } from '../../../../schema/records/time.ts'
import type { Dataset } from '../../datasets/dataset.ts'
import { onlyFaults, pairsInOneMinute, stream, waves } from './overlap.ts'

const HOUR_MS = 3_600_000
const BEGIN = Date.parse('2021-07-01T00:00:00.000Z')

/** So many faults of two alerts, hours apart. */
function dataset(count: number): Dataset {
  const faults = Array.from({ length: count }, (_, i) => {
    const startsAt = BEGIN + i * 5 * HOUR_MS
    return { id: `${i}`, kind: 'x', startsAt, endsAt: startsAt + 600_000, alerts: [`${i}-a`, `${i}-b`] }
  })
  const alerts = faults.flatMap(({ startsAt, alerts }) =>
    alerts.map((externalId, i) => ({
      source: 's',
      externalId,
      name: externalId,
      status: 'firing' as const,
      severity: 'high' as const,
      at: toTimestamp(startsAt + 1000 + i * 7000),
      endsAt: toTimestamp(startsAt + 900_000),
    })),
  )
  return { topology: undefined, alerts, faults }
}

const seed = fc.integer().map(String)

test('every alert moves with its fault', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 12 }),
      seed,
      fc.integer({ min: 1, max: 6 }),
      (count, seed, atOnce) => {
        for (const moved of [
          waves(dataset(count), atOnce, seed),
          stream(dataset(count), atOnce, seed),
          pairsInOneMinute(dataset(count), seed),
        ]) {
          const at = new Map(moved.alerts.map((alert) => [alert.externalId, alert]))
          expect(at.size).toBe(2 * count)
          for (const { startsAt, endsAt, alerts } of moved.faults) {
            expect(endsAt - startsAt).toBe(600_000)
            const [a, b] = alerts.map((id) => Date.parse(String(at.get(id)?.at)) - startsAt)
            expect([a, b]).toEqual([1000, 8000])
          }
          const times = moved.alerts.map(({ at }) => Date.parse(at))
          expect(times).toEqual([...times].sort((a, b) => a - b))
        }
      },
    ),
  )
})

test('the faults of a wave are all active at once, those of two never', () => {
  const { faults } = waves(dataset(60), 3, 'x')
  faults.forEach(({ startsAt }, i) => {
    for (const [j, other] of faults.entries())
      expect(Math.abs(other.startsAt - startsAt) < 300_000).toBe(Math.floor(i / 3) === Math.floor(j / 3))
  })
})

test('faults that are over at once are in no wave', () => {
  const { faults, ...rest } = dataset(6)
  const short = faults.map((fault, i) => (i < 2 ? { ...fault, endsAt: fault.startsAt + 11_000 } : fault))
  expect(
    waves({ ...rest, faults: short }, 3, 'x')
      .faults.map(({ id }) => id)
      .sort(),
  ).toEqual(['2', '3', '4', '5'])
})

test('a stream begins faults one after another, so many within ten minutes on average', () => {
  const { faults } = stream(dataset(400), 3, 'x')
  const starts = faults.map(({ startsAt }) => startsAt)
  expect(starts).toEqual([...starts].sort((a, b) => a - b))
  const perFault = ((starts.at(-1) ?? 0) - BEGIN) / faults.length
  // The mean of 400 exponential gaps of 200 s strays by 10 s as a rule.
  expect(Math.abs(perFault - 200_000)).toBeLessThan(40_000)
})

test('pairs begin within a minute, hours from one another', () => {
  const { faults } = pairsInOneMinute(dataset(10), 'x')
  const starts = faults.map(({ startsAt }) => startsAt - BEGIN)
  starts.forEach((start, i) => {
    const since = start - Math.floor(i / 2) * 3 * HOUR_MS
    expect(since).toBeGreaterThanOrEqual(0)
    expect(since).toBeLessThan(60_000)
  })
})

test('a part of the faults is taken with their alerts', () => {
  const { faults, alerts } = onlyFaults(dataset(5), ({ id }) => Number(id) % 2 === 1)
  expect(faults.map(({ id }) => id)).toEqual(['1', '3'])
  expect(alerts.map(({ externalId }) => externalId)).toEqual(['1-a', '1-b', '3-a', '3-b'])
})
