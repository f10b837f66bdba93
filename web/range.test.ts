import { expect, test } from 'vitest'
import { incidentWindow, rangeWindow, readRange, windowParams } from './range.ts'

const NOW = Date.UTC(2026, 10, 19, 2, 33)

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
