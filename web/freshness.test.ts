import { expect, test } from 'vitest'
import { freshness } from './freshness.ts'

const NOW = new Date(2026, 10, 19, 3, 14, 7).getTime()

test('live says by how much it is behind', () => {
  expect(freshness({ state: 'open' }, 412, NOW)).toEqual({ level: 'live', words: 'Live, 0.4 s behind' })
  expect(freshness({ state: 'open' }, 12_400, NOW)).toEqual({ level: 'behind', words: '12 s behind' })
  expect(freshness({ state: 'open' }, 90_000, NOW).level).toBe('stale')
})

test('a broken connection names the time up to which the data is', () => {
  const broken = (since: number) => freshness({ state: 'broken', since, retryAt: NOW + 500 }, 20, NOW)
  expect(broken(NOW - 5000)).toEqual({ level: 'behind', words: 'Not live since 03:14:02', since: NOW - 5000 })
  expect(broken(NOW - 60_000).level).toBe('stale')
})

test('before anything is known it says so', () => {
  expect(freshness({ state: 'connecting' }, undefined, NOW).words).toBe('Connecting')
  expect(freshness({ state: 'open' }, undefined, NOW).words).toBe('Connecting')
})
