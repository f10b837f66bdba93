import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createCoOccurrence, observe, settle } from './co-occurrence.ts'
import { valueAt } from './decayed.ts'
import { certaintyOfOrder, edgesOf } from './edges.ts'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

interface Happening {
  type: string
  at: number
}

/** Learns from what happened, so many times over, one happening every so often at one of three places. */
function learned(times: number, everyMs: number, happening: (i: number) => Happening[]) {
  const state = createCoOccurrence()
  for (let i = 0; i < times; i++)
    for (const { type, at } of happening(i).sort((x, y) => x.at - y.at))
      observe(state, { type, place: `place ${i % 3}`, at: i * everyMs + at })
  settle(state, times * everyMs + DAY_MS)
  return state
}

const edges = (state: ReturnType<typeof learned>) => edgesOf(state).map(({ from, to }) => `${from} > ${to}`)

describe('what brings about what', () => {
  test('a cause is found with the share and the delay of its effect', () => {
    const state = learned(60, HOUR_MS, (i) => [
      { type: 'disk full', at: 0 },
      ...(i % 4 === 0 ? [] : [{ type: 'slow queries', at: 30_000 + (i % 3) * 10_000 }]),
    ])
    const [edge, ...more] = edgesOf(state)
    expect(more).toEqual([])
    expect(edge).toMatchObject({ from: 'disk full', to: 'slow queries' })
    expect(edge?.strength).toBeCloseTo(0.75, 1)
    expect(edge?.delayMs).toBeGreaterThan(30_000)
    expect(edge?.delayMs).toBeLessThan(50_000)
    expect(edge?.certainty).toBeGreaterThan(0.99)
  })

  test('the names of the types make no difference', () => {
    const name = fc.string({ minLength: 1, maxLength: 5 })
    fc.assert(
      fc.property(fc.uniqueArray(name, { minLength: 2, maxLength: 2 }), ([cause = '', effect = '']) => {
        const state = learned(20, HOUR_MS, () => [
          { type: cause, at: 0 },
          { type: effect, at: 20_000 },
        ])
        expect(edges(state)).toEqual([`${cause} > ${effect}`])
      }),
    )
  })

  test('of a chain each later type is an effect of each earlier one', () => {
    const state = learned(40, HOUR_MS, () => [
      { type: 'a', at: 0 },
      { type: 'b', at: 10_000 },
      { type: 'c', at: 50_000 },
    ])
    expect(edges(state).sort()).toEqual(['a > b', 'a > c', 'b > c'])
  })

  test('what comes together now this way and now that way has no direction', () => {
    const state = learned(60, HOUR_MS, (i) => [
      { type: 'a', at: i % 2 === 0 ? 0 : 20_000 },
      { type: 'b', at: 10_000 },
    ])
    expect(edges(state)).toEqual([])
  })

  test('two or three times prove nothing', () => {
    const happening = () => [
      { type: 'a', at: 0 },
      { type: 'b', at: 10_000 },
    ]
    expect(edges(learned(2, HOUR_MS, happening))).toEqual([])
    expect(edges(learned(8, HOUR_MS, happening))).toEqual(['a > b'])
  })

  test('what a chronic alert makes likely by its rate alone is no edge', () => {
    // The one comes every 7 minutes whatever happens, so that the other is always in its company.
    const state = createCoOccurrence()
    const alerts = [
      ...Array.from({ length: 1000 }, (_, i) => ({ type: 'chronic', at: i * 7 * 60_000 })),
      ...Array.from({ length: 110 }, (_, i) => ({ type: 'rare', at: i * 3_811_000 + 12_345 })),
    ].sort((x, y) => x.at - y.at)
    for (const { type, at } of alerts) observe(state, { type, place: 'db', at })
    settle(state, 1000 * 7 * 60_000)
    expect(edges(state)).toEqual([])
  })

  test('what was long ago is forgotten', () => {
    const state = learned(20, HOUR_MS, () => [
      { type: 'a', at: 0 },
      { type: 'b', at: 10_000 },
    ])
    expect(edges(state)).toEqual(['a > b'])
    settle(state, 4 * 365 * DAY_MS)
    expect(edges(state)).toEqual([])
  })
})

test('the certainty of an order grows with cases and is even when they are', () => {
  expect(certaintyOfOrder(0, 0)).toBeCloseTo(0.5, 6)
  expect(certaintyOfOrder(7, 7)).toBeCloseTo(0.5, 6)
  // Exact posteriors of Beta(x + .5, y + .5) above a half: .962, .804 and .983.
  expect(certaintyOfOrder(3, 0)).toBeCloseTo(0.96, 1)
  expect(certaintyOfOrder(15, 10)).toBeCloseTo(0.84, 1)
  expect(certaintyOfOrder(20, 8)).toBeCloseTo(0.99, 1)
  const count = fc.double({ min: 0, max: 1000, noNaN: true })
  fc.assert(
    fc.property(count, count, (x, y) => {
      expect(certaintyOfOrder(x, y) + certaintyOfOrder(y, x)).toBeCloseTo(1, 6)
      expect(certaintyOfOrder(x + 1, y)).toBeGreaterThanOrEqual(certaintyOfOrder(x, y) - 1e-6)
    }),
  )
})

test('a sum halves with each half-life', () => {
  expect(valueAt({ sum: 8, at: 0 }, 30, 10)).toBeCloseTo(1)
  expect(valueAt({ sum: 8, at: 50 }, 30, 10)).toBe(8)
})
