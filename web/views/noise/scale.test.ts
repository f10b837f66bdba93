import fc from 'fast-check'
import { expect, test } from 'vitest'
import { niceCount, niceShare } from './scale.ts'

test('axes end at round numbers that hold what is drawn', () => {
  expect([0, 0.03, 0.2, 0.61].map(niceShare)).toEqual([0.02, 0.05, 0.2, 1])
  expect([0, 4, 7, 96, 100, 101, 430].map(niceCount)).toEqual([5, 5, 10, 100, 100, 200, 500])
  fc.assert(fc.property(fc.nat(1e9), (value) => niceCount(value) >= value))
})
