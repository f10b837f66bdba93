import { expect, test } from 'vitest'
import { mostAlerts, mostOverUsual } from './causes.ts'

test('causes by count, and by count over what is usual', () => {
  const now = new Map([
    ['noisy', 9],
    ['quiet', 4],
    ['other', 4],
  ])
  const before = new Map([['noisy', 11]])
  expect(mostAlerts(now)).toEqual([['noisy'], ['quiet', 'other']])
  // 9 / (1 + 10), 4 / (1 + 2).
  expect(mostOverUsual(now, [now, before])).toEqual([['quiet', 'other'], ['noisy']])
})
