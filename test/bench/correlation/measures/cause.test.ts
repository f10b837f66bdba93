import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { judgeRanking, NO_HIT, rankingOf } from './cause.ts'

describe('judgeRanking', () => {
  test('the place of the right one decides', () => {
    const right = new Set(['c'])
    expect(judgeRanking([['a'], ['b'], ['c'], ['d']], right)).toEqual({
      at1: 0,
      at3: 1,
      at5: 1,
      average5: 3 / 5,
      reciprocal: 1 / 3,
    })
    expect(judgeRanking([['a'], ['b']], right)).toEqual(NO_HIT)
    expect(judgeRanking([], right)).toEqual(NO_HIT)
  })

  test('of several right ones the first counts', () => {
    expect(judgeRanking([['x'], ['host'], ['root']], new Set(['root', 'host'])).reciprocal).toBe(1 / 2)
  })

  test('among equals it is a matter of chance', () => {
    const { at1, at3, reciprocal } = judgeRanking([['a', 'b', 'c', 'd']], new Set(['a']))
    expect(at1).toBeCloseTo(1 / 4)
    expect(at3).toBeCloseTo(3 / 4)
    expect(reciprocal).toBeCloseTo((1 + 1 / 2 + 1 / 3 + 1 / 4) / 4)
    // Two right ones of three: one of them is first or second for sure.
    expect(judgeRanking([['a', 'b', 'c']], new Set(['a', 'b'])).reciprocal).toBeCloseTo(2 / 3 + 1 / 6)
  })

  test('more places never hit less, and MRR lies between AC@1 and 1', () => {
    const names = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { minLength: 1 })
    const sizes = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 10, maxLength: 10 })
    fc.assert(
      fc.property(names, sizes, fc.uniqueArray(fc.constantFrom(...'abcdefghijk')), (order, sizes, right) => {
        const rest = [...order]
        const ranking = sizes.map((size) => rest.splice(0, size))
        const { at1, at3, at5, reciprocal } = judgeRanking(ranking, new Set(right))
        expect(at3).toBeGreaterThanOrEqual(at1)
        expect(at5).toBeGreaterThanOrEqual(at3)
        expect(reciprocal).toBeGreaterThanOrEqual(at1 - 1e-12)
        expect(reciprocal).toBeLessThanOrEqual(1 + 1e-12)
        expect(reciprocal > 0).toBe(order.some((name) => right.includes(name)))
      }),
    )
  })
})

test('rankingOf puts equals side by side', () => {
  const scores = new Map([
    ['a', 1],
    ['b', 3],
    ['c', 1],
  ])
  expect(rankingOf(scores)).toEqual([['b'], ['a', 'c']])
})
