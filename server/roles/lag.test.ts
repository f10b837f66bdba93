import { expect, test } from 'vitest'
import { createLagWatch } from './lag.ts'

function watched(samples: { at: number; loaded: number; end: number }[]): string[] {
  let now = 0
  const watch = createLagWatch(() => now)
  for (const { at, loaded, end } of samples) {
    now = at
    watch.note({ loaded, correlated: 0 }, end)
  }
  return watch.problems()
}

test('a stage that is busy without a break but keeps up is not late', () => {
  const samples = Array.from({ length: 60 }, (_, i) => ({ at: i * 1000, loaded: 100, end: 100 * (i + 1) }))
  expect(watched(samples)).toEqual([])
})

test('a stage that stands still says for how long and how much waits', () => {
  const samples = Array.from({ length: 31 }, (_, i) => ({
    at: i * 1000,
    loaded: i === 0 ? 0 : 5,
    end: i === 0 ? 10 : 15,
  }))
  expect(watched(samples)).toEqual(['The database is 29 s late: 5 records wait'])
})

test('a stage that caught up is not late any more', () => {
  expect(
    watched([
      { at: 0, loaded: 0, end: 10 },
      { at: 1000, loaded: 5, end: 15 },
      { at: 60_000, loaded: 0, end: 15 },
    ]),
  ).toEqual([])
})
