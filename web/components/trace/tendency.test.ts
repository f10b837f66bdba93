import { expect, test } from 'vitest'
import { tendency } from './tendency.ts'

const MINUTE = 60_000
const series = (values: number[], step = MINUTE) =>
  values.map((value, index) => ({ at: index * step, value }))
const change = (then: number, now: number) =>
  tendency(series([...Array(10).fill(then), ...Array(10).fill(now)]), MINUTE)

test('the words follow the change over ten minutes', () => {
  expect(change(100, 105)).toBe('steady')
  expect(change(100, 130)).toBe('rising')
  expect(change(100, 170)).toBe('rising fast')
  expect(change(100, 70)).toBe('falling')
  expect(change(100, 40)).toBe('falling fast')
  expect(change(0, 40)).toBe('rising fast')
})

test('too little to speak of is steady', () => {
  expect(change(1, 4)).toBe('steady')
  expect(tendency([], MINUTE)).toBe('steady')
  expect(tendency(series([80, 20]), MINUTE)).toBe('steady')
})

test('buckets longer than ten minutes are compared with the one before', () => {
  expect(tendency(series([100, 100, 160], 60 * MINUTE), 60 * MINUTE)).toBe('rising fast')
})
