import { expect, test } from 'vitest'
import { tracePath } from './trace-path.ts'

test('heights go with the square root, and stay on the paper', () => {
  expect(tracePath([0, 25, 100, 400], 100, 40, 20)).toBe('M5 21L15 11L25 1L35 1')
  expect(tracePath([], 1, 40, 20)).toBe('')
})
