import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bootstrapInterval, meanOf } from './bootstrap.ts'

describe('bootstrapInterval', () => {
  test('is that of a proportion', () => {
    const numbers = Array.from({ length: 100 }, (_, i) => (i < 30 ? 1 : 0))
    const { low, high } = bootstrapInterval(numbers, 'x') ?? { low: 0, high: 0 }
    // 1.645 standard errors of .0458 to each side.
    expect(low).toBeGreaterThan(0.2)
    expect(low).toBeLessThan(0.25)
    expect(high).toBeGreaterThan(0.35)
    expect(high).toBeLessThan(0.4)
    expect(bootstrapInterval(numbers, 'x')).toEqual({ low, high })
  })

  test('lies within the numbers, in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 1, maxLength: 9 }), (numbers) => {
        const { low, high } = bootstrapInterval(numbers, 'y') ?? { low: 0, high: 0 }
        expect(low).toBeLessThanOrEqual(high)
        expect(low).toBeGreaterThanOrEqual(Math.min(...numbers) - 1e-12)
        expect(high).toBeLessThanOrEqual(Math.max(...numbers) + 1e-12)
      }),
      { numRuns: 20 },
    )
  })

  test('there is none of nothing', () => {
    expect(bootstrapInterval([], 'z')).toBeUndefined()
    expect(meanOf([])).toBeNaN()
  })
})
