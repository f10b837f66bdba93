import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { onsetsIn } from './onsets.ts'

/** Signs at these seconds, each of another thing. */
const at = (...seconds: number[]) =>
  seconds.map((second, i) => ({ start: second * 1000, what: `error of ${i}` }))

describe('where faults begin', () => {
  test('a burst much later than the first alert is another fault', () => {
    expect(onsetsIn(at(0, 1, 2, 20, 300, 301, 302, 303, 304))).toEqual([301_000 - 1000])
  })

  test('what a fault does within a minute and a half is its own', () => {
    expect(onsetsIn(at(0, 60, 61, 62, 63, 64, 65, 66))).toEqual([])
  })

  test('a trickle is no burst', () => {
    expect(onsetsIn(at(0, 100, 115, 130, 145, 160, 175))).toEqual([])
  })

  test('many alerts of one kind on one thing are one sign', () => {
    const same = Array.from({ length: 20 }, (_, i) => ({ start: 200_000 + i * 100, what: 'cpu of db' }))
    expect(onsetsIn([...at(0), ...same])).toEqual([])
  })

  test('onsets are starts of signs, at least a minute and a half apart', () => {
    const signs = fc
      .array(
        fc.record({ start: fc.nat(1_200_000), what: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g') }),
      )
      .map((list) => list.sort((a, b) => a.start - b.start))
    fc.assert(
      fc.property(signs, (list) => {
        const starts = new Set(list.map(({ start }) => start))
        let last = list[0]?.start ?? 0
        for (const onset of onsetsIn(list)) {
          expect(starts.has(onset)).toBe(true)
          expect(onset - last).toBeGreaterThanOrEqual(90_000)
          last = onset
        }
      }),
    )
  })
})
