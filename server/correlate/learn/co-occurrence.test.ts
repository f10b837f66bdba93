import { deserialize, serialize } from 'node:v8'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCoOccurrence, observe, pairKey, settle } from './co-occurrence.ts'
import { edgesOf } from './edges.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
const alert = (type: string, place: string, at: number) => ({ type, place, at })

function known(alerts: readonly { type: string; place: string; at: number }[]) {
  const state = createCoOccurrence()
  for (const one of alerts) observe(state, one)
  return state
}

test('alerts at a place that follow one another within five minutes are one company, and one vote', () => {
  const state = known([
    alert('disk', 'db', 0),
    alert('slow', 'db', 4 * MINUTE_MS),
    alert('disk', 'db', 5 * MINUTE_MS),
    alert('slow', 'db', 8 * MINUTE_MS),
    alert('slow', 'web', 8 * MINUTE_MS),
    alert('disk', 'db', 14 * MINUTE_MS),
  ])
  settle(state, HOUR_MS)
  expect(state.companies.size).toBe(0)
  const pair = state.pairs.get(pairKey('disk', 'slow'))
  expect(pair?.together.sum).toBe(1)
  expect(pair?.aFirst.companies.sum).toBe(1)
  expect(pair?.bFirst.companies.sum).toBe(0)
  expect(state.types.get('disk')?.sum).toBeCloseTo(2)
})

test('what came at the same moment is together, and neither of it first', () => {
  const state = known([alert('disk', 'db', 0), alert('slow', 'db', 0)])
  settle(state, HOUR_MS)
  const pair = state.pairs.get(pairKey('disk', 'slow'))
  expect([pair?.together.sum, pair?.aFirst.companies.sum, pair?.bFirst.companies.sum]).toEqual([1, 0, 0])
})

test('a company is counted only when nothing can join it any more', () => {
  const state = known([alert('disk', 'db', 0)])
  settle(state, 5 * MINUTE_MS)
  expect(state.types.size).toBe(0)
  settle(state, 5 * MINUTE_MS + 1)
  expect(state.types.size).toBe(1)
})

test('an alert that comes again and again does not make a company of a whole day', () => {
  const flaps = Array.from({ length: 24 * 60 }, (_, i) => alert('flaps', 'db', i * MINUTE_MS))
  const state = known(flaps)
  settle(state, 25 * HOUR_MS)
  expect(state.types.get('flaps')?.sum).toBeGreaterThan(20)
})

const types = ['a', 'b', 'c', 'd']
/** Companies an hour apart at one place, each within ten minutes without a gap. */
const companies = fc.array(
  fc.array(fc.record({ type: fc.constantFrom(...types), minute: fc.integer({ min: 0, max: 4 }) }), {
    minLength: 1,
    maxLength: 6,
  }),
  { minLength: 1, maxLength: 8 },
)

test('within a company the order of arrival makes no difference', () => {
  fc.assert(
    fc.property(companies, fc.infiniteStream(fc.nat()), (list, keys) => {
      const alerts = list.map((company, i) =>
        company.map(({ type, minute }) => alert(type, 'db', i * HOUR_MS + minute * MINUTE_MS)),
      )
      const shuffled = alerts.map((company) =>
        company
          .map((one) => ({ one, key: keys.next().value ?? 0 }))
          .sort((x, y) => x.key - y.key)
          .map(({ one }) => one),
      )
      const [before, after] = [known(alerts.flat()), known(shuffled.flat())]
      settle(before, 100 * HOUR_MS)
      settle(after, 100 * HOUR_MS)
      expect(after).toEqual(before)
    }),
  )
})

test('what is known can be kept, read and gone on with', () => {
  fc.assert(
    fc.property(companies, fc.nat({ max: 20 }), (list, cut) => {
      const alerts = list.flatMap((company, i) =>
        company
          .map(({ type, minute }) => alert(type, 'db', i * HOUR_MS + minute * MINUTE_MS))
          .sort((x, y) => x.at - y.at),
      )
      const through = known(alerts)
      const kept = deserialize(serialize(known(alerts.slice(0, cut))))
      for (const one of alerts.slice(cut)) observe(kept, one)
      expect(kept).toEqual(through)
      expect(edgesOf(kept)).toEqual(edgesOf(through))
    }),
  )
})

test('what is kept is bounded, and what came last stays', () => {
  const state = createCoOccurrence()
  for (let i = 0; i < 25_000; i++) {
    observe(state, alert(`type ${i}`, `place ${i}`, i * 1000))
    observe(state, alert(`other ${i}`, `place ${i}`, i * 1000 + 500))
  }
  for (let i = 0; i < 500; i++) observe(state, alert(`storm ${i}`, 'everywhere', 40_000_000 + i))
  settle(state, 50_000_000)
  expect(state.companies.size).toBe(0)
  for (const [kept, most] of [
    [state.places, 5_000],
    [state.types, 5_000],
    [state.pairs, 20_000],
  ] as const) {
    expect(kept.size).toBeLessThanOrEqual(most)
    expect(kept.size).toBeGreaterThan(0.85 * most)
  }
  expect(state.places.get('everywhere')?.types.size).toBeLessThanOrEqual(16)
  expect(state.types.has('other 24999')).toBe(true)
})
