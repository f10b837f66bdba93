import fc from 'fast-check'
import { expect, test } from 'vitest'
import { calibrationError, calibrationOf } from './calibration.ts'

const shown = (confidence: number, right: boolean) => ({ confidence, right })

test('causes are judged beside those that were shown with about the same confidence', () => {
  const bins = calibrationOf([shown(0.76, true), shown(0.84, false), shown(0.2, false), shown(0.97, true)])
  expect(bins.map(({ tenths, shown }) => [tenths, shown])).toEqual([
    [4, 1],
    [5, 0],
    [6, 0],
    [7, 0],
    [8, 2],
    [9, 0],
    [10, 1],
  ])
  expect(bins[4]).toMatchObject({ confidence: 0.8, right: 0.5 })
  // .2 off once, .3 off twice, .03 off once.
  expect(calibrationError(bins)).toBeCloseTo((0.2 + 0.6 + 0.03) / 4)
})

test('nothing is lost, and the error lies between 0 and 1', () => {
  const causes = fc.array(
    fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), right: fc.boolean() }),
    {
      minLength: 1,
    },
  )
  fc.assert(
    fc.property(causes, (list) => {
      const bins = calibrationOf(list)
      expect(bins.reduce((sum, { shown }) => sum + shown, 0)).toBe(list.length)
      const error = calibrationError(bins)
      expect(error).toBeGreaterThanOrEqual(0)
      expect(error).toBeLessThanOrEqual(1)
    }),
  )
})
