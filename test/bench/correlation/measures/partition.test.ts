import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { comparePartitions, type Placed } from './partition.ts'

const group = fc.constantFrom('a', 'b', 'c', 'd')
const things = fc.array(fc.record({ truth: group, found: group }), { maxLength: 30 })

describe('comparePartitions', () => {
  test('counts pairs', () => {
    // Together in truth: 01, 23. Found together: 01, 02, 12. Both: 01.
    const placed: Placed[] = [
      { truth: 'x', found: '1' },
      { truth: 'x', found: '1' },
      { truth: 'y', found: '1' },
      { truth: 'y', found: '2' },
    ]
    const { precision, recall, f1, ari } = comparePartitions(placed)
    expect(precision).toBeCloseTo(1 / 3)
    expect(recall).toBeCloseTo(1 / 2)
    expect(f1).toBeCloseTo(2 / 5)
    // Expected by chance are 2 x 3 / 6 = 1 pairs, which is what there is.
    expect(ari).toBeCloseTo(0)
  })

  test('is 1 throughout for a partition and itself, whatever its groups are called', () => {
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        const same = groups.map((truth) => ({ truth, found: `renamed ${truth}` }))
        expect(comparePartitions(same)).toEqual({ precision: 1, recall: 1, f1: 1, ari: 1 })
      }),
    )
  })

  test('depends neither on names nor on order', () => {
    fc.assert(
      fc.property(things, (placed) => {
        const renamed = placed.map(({ truth, found }) => ({ truth: `${truth}'`, found: `not ${found}` }))
        expect(comparePartitions(renamed.reverse())).toEqual(comparePartitions(placed))
      }),
    )
  })

  test('turned round, precision is recall, and F1 lies between the two', () => {
    fc.assert(
      fc.property(things, (placed) => {
        const one = comparePartitions(placed)
        const other = comparePartitions(placed.map(({ truth, found }) => ({ truth: found, found: truth })))
        expect(other.precision).toBe(one.recall)
        expect(other.f1).toBe(one.f1)
        expect(other.ari).toBeCloseTo(one.ari)
        expect(one.f1).toBeGreaterThanOrEqual(0)
        expect(one.f1).toBeLessThanOrEqual(Math.max(one.precision, one.recall))
        expect(one.ari).toBeLessThanOrEqual(1)
        expect(one.ari).toBeGreaterThanOrEqual(-0.5 - 1e-9)
      }),
    )
  })
})
