import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alertsOf, type Series } from './alerts.ts'
import { deviationOf, normalOf } from './robust.ts'

describe('what is normal', () => {
  test('is told by the median and the median distance from it', () => {
    const values = Array.from({ length: 21 }, (_, i) => i)
    const usual = normalOf([...values, Number.NaN])
    expect(usual?.median).toBe(10)
    expect(usual?.spread).toBeCloseTo(5 * 1.4826)
    expect(deviationOf(10 + 3 * 5 * 1.4826, usual ?? { median: 0, spread: 1 })).toBeCloseTo(3)
  })

  test('is unknown of too few values, and a hundredth of the median is the least spread', () => {
    expect(normalOf(Array.from({ length: 19 }, () => 1))).toBeUndefined()
    expect(normalOf(Array.from({ length: 20 }, () => 100))).toEqual({ median: 100, spread: 1 })
  })

  test('a third of wild values moves it little', () => {
    const wild = fc.array(fc.double({ min: 1e3, max: 1e9, noNaN: true }), { minLength: 10, maxLength: 10 })
    fc.assert(
      fc.property(wild, (outliers) => {
        const usual = normalOf([...Array.from({ length: 21 }, (_, i) => i), ...outliers])
        expect(usual?.median).toBeLessThanOrEqual(20)
        expect(usual?.spread).toBeLessThanOrEqual(20 * 1.4826)
      }),
    )
  })
})

describe('metrics as alerts', () => {
  const normal = Array.from({ length: 41 }, (_, i) => 100 + (i % 3) - 1)
  const of = (values: number[], metric = 'latency'): Series => ({ entity: 'web', metric, normal, values })
  const times = [0, 1000, 2000, 3000, 4000, 5000]
  const told = (series: Series[], inARow = 1) =>
    alertsOf(series, times, { threshold: 6, inARow }, 's', 'p').map(
      ({ name, status, at }) => `${name} ${status} ${Date.parse(at)}`,
    )

  test('one alert from when it is outside until it is inside again', () => {
    expect(told([of([100, 200, 300, 200, 100, 100])])).toEqual([
      'latency up firing 1000',
      'latency up resolved 4000',
    ])
  })

  test('as long as one statistic is outside, and up or down as it began', () => {
    expect(told([of([100, 0, 100, 100, 100, 100]), of([100, 101, 300, 300, 100, 100])])).toEqual([
      'latency down firing 1000',
      'latency down resolved 4000',
    ])
  })

  test('only after enough values in a row, both ways', () => {
    expect(told([of([100, 200, 100, 200, 200, 200])], 2)).toEqual([
      'latency up firing 4000',
      'latency up resolved 6000',
    ])
  })

  test('a missing value is neither, and what lasts is over with the recording', () => {
    expect(told([of([100, 100, 100, 100, Number.NaN, 200])])).toEqual([
      'latency up firing 5000',
      'latency up resolved 6000',
    ])
  })

  test('what was never normal, or is normal, does not alert', () => {
    expect(told([{ ...of([1, 2, 3, 4, 5, 6]), normal: [] }, of([100, 101, 99, 100, 100, 101])])).toEqual([])
  })
})
