import fc from 'fast-check'
import { expect, test } from 'vitest'
import { duration, offset, shortDuration } from './duration.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

test.each([
  [0, '0 s'],
  [-5, '0 s'],
  [41_200, '41 s'],
  [59_700, '1 min'],
  [14 * MINUTE, '14 min'],
  [59.6 * MINUTE, '1 h'],
  [HOUR, '1 h'],
  [112 * MINUTE, '1 h 52 min'],
  [DAY - 1, '1 day'],
  [DAY, '1 day'],
  [28 * HOUR, '1 day 4 h'],
  [9.2 * DAY, '9 days'],
])('a duration of %d ms is "%s"', (ms, words) => {
  expect(duration(ms)).toBe(words)
})

test('a duration has at most two units and none of them is zero', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1000, max: 400 * DAY }), (ms) => {
      const numbers = duration(ms).match(/\d+/g) ?? []
      expect(numbers.length).toBeGreaterThanOrEqual(1)
      expect(numbers.length).toBeLessThanOrEqual(2)
      expect(numbers).not.toContain('0')
    }),
  )
})

test('a duration is never further off than half of its smallest unit', () => {
  const units: Record<string, number> = { s: 1000, min: MINUTE, h: HOUR, day: DAY, days: DAY }
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 400 * DAY }), (ms) => {
      const parts = [...duration(ms).matchAll(/(\d+) (\w+)/g)]
      const said = parts.reduce((sum, part) => sum + Number(part[1]) * (units[part[2] ?? ''] ?? 0), 0)
      const smallest = units[parts.at(-1)?.[2] ?? ''] ?? 0
      const largest = units[parts[0]?.[2] ?? ''] ?? 0
      // A lone larger unit may hide up to half a step of the unit below it, never more than half of itself.
      expect(Math.abs(said - ms)).toBeLessThanOrEqual(Math.max(smallest, largest) / 2 + 1)
    }),
  )
})

test('short spans show tenths under ten seconds', () => {
  expect(shortDuration(3)).toBe('0.1 s')
  expect(shortDuration(412)).toBe('0.4 s')
  expect(shortDuration(9_960)).toBe('10 s')
  expect(shortDuration(64_000)).toBe('1 min')
})

test('offsets count from the first symptom', () => {
  expect(offset(0)).toBe('+0 s')
  expect(offset(54_000)).toBe('+54 s')
  expect(offset(80_000)).toBe('+1:20')
  expect(offset(1_800_000)).toBe('+30 min')
  expect(offset(3_900_000)).toBe('+1 h 5 min')
})
