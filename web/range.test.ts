import { expect, test } from 'vitest'
import { fixedRange, incidentWindow, rangeWindow, readRange, stepRange, windowParams } from './range.ts'

const NOW = Date.UTC(2026, 10, 19, 2, 33)
const HOUR = 3_600_000

test('a range ends now', () => {
  expect(rangeWindow('1h', NOW)).toEqual({ from: NOW - 3_600_000, to: NOW })
  expect(windowParams(rangeWindow('1h', NOW))).toEqual({
    from: '2026-11-19T01:33:00.000Z',
    to: '2026-11-19T02:33:00.000Z',
  })
})

test('a range that is not offered is none', () => {
  expect(readRange('7d')).toBe('7d')
  expect(readRange('8d')).toBeUndefined()
  expect(readRange(undefined)).toBeUndefined()
})

test('an incident is shown with what came before it and never beyond now', () => {
  const started = NOW - 18 * 60_000
  expect(incidentWindow(started, NOW, NOW)).toEqual({ from: started - 8 * 60_000, to: NOW })
  const past = incidentWindow(NOW - 10 * 3_600_000, NOW - 9 * 3_600_000, NOW)
  expect(past.from).toBe(NOW - 10 * 3_600_000 - 20 * 60_000)
  expect(past.to).toBe(NOW - 9 * 3_600_000 + 6 * 60_000)
})

test('an incident ahead of the clock still has a window', () => {
  const window = incidentWindow(NOW + 5_000, NOW + 5_000, NOW)
  expect(window.to).toBeGreaterThan(window.from)
})

const FIXED = '2026-11-19T02:10:00Z/2026-11-19T02:40:00Z'

test('a range between fixed times is read, to the second, and stays where it is', () => {
  expect(readRange(FIXED)).toBe(FIXED)
  expect(readRange('2026-11-19T03:10:00.4+01:00/2026-11-19T02:40Z')).toBe(FIXED)
  expect(rangeWindow(FIXED, NOW + 99)).toEqual({
    from: Date.UTC(2026, 10, 19, 2, 10),
    to: Date.UTC(2026, 10, 19, 2, 40),
  })
  for (const wrong of [
    'a/b',
    `${FIXED}/`,
    FIXED.split('/').reverse().join('/'),
    '2026-11-19/2036-11-19',
    '/',
  ]) {
    expect(readRange(wrong)).toBeUndefined()
  }
})

test('a range is at least a minute long', () => {
  const window = rangeWindow(fixedRange({ from: NOW, to: NOW + 2000 }), NOW)
  expect(window.to - window.from).toBe(60_000)
})

test('steps go by the length of the range, and end in the one that ends now', () => {
  const back = stepRange(rangeWindow('1h', NOW), -1, NOW)
  expect(rangeWindow(back, NOW)).toEqual({ from: NOW - 2 * HOUR, to: NOW - HOUR })
  expect(stepRange(rangeWindow(back, NOW), 1, NOW)).toBe('1h')
  const own = stepRange({ from: NOW - HOUR / 2, to: NOW - HOUR / 4 }, 1, NOW)
  expect(rangeWindow(own, NOW)).toEqual({ from: NOW - HOUR / 4, to: NOW })
})
