import { expect, test } from 'vitest'
import { weekName } from './week-name.ts'

test.each([
  ['2026-11-16T00:00:00.000Z', 'week 47'],
  ['2025-12-29T00:00:00.000Z', 'week 1'],
  ['2026-12-28T00:00:00.000Z', 'week 53'],
  ['2027-01-04T00:00:00.000Z', 'week 1'],
])('the week of %s is %s', (monday, name) => {
  expect(weekName(monday)).toBe(name)
})
