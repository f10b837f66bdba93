import { expect, test } from 'vitest'
import { clock, clockSeconds, day, epoch, moment, sameDay, zoneName } from './time.ts'

// Local fields are used to build the moments, so that the test holds in any zone.
const at = new Date(2026, 10, 19, 3, 14, 7).getTime()

test('times are 24 h and padded', () => {
  expect(clock(at)).toBe('03:14')
  expect(clockSeconds(at)).toBe('03:14:07')
})

test('a moment names its day only when it is not today', () => {
  expect(moment(at, new Date(2026, 10, 19, 23, 59).getTime())).toBe('03:14')
  expect(moment(at, new Date(2026, 10, 20, 0, 0).getTime())).toBe('Thu 19 Nov 03:14')
  expect(moment(at, at, true)).toBe('03:14:07')
})

test('a day of another year names the year', () => {
  expect(day(at, at)).toBe('Thu 19 Nov')
  expect(day(at, new Date(2027, 0, 1).getTime())).toBe('Thu 19 Nov 2026')
})

test('days are compared in the zone of the viewer', () => {
  expect(sameDay(at, new Date(2026, 10, 19, 0, 0).getTime())).toBe(true)
  expect(sameDay(at, new Date(2026, 10, 18, 23, 59).getTime())).toBe(false)
})

test('timestamps are read as UTC', () => {
  expect(epoch('2026-11-19T02:14:07.000Z')).toBe(Date.UTC(2026, 10, 19, 2, 14, 7))
  expect(zoneName(at).length).toBeGreaterThan(1)
})
