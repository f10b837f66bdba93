import { QueryClient } from '@tanstack/react-query'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { keyOf, refreshOn, staleResources } from './refresh.ts'

test('an incident makes the lists and itself old, nothing of other incidents', () => {
  const stale = staleResources([{ event: 'incident', data: '{"id":"INC-7","title":"x"}' }])
  expect([...stale].sort()).toEqual(['changes', 'incident:INC-7', 'incidents', 'newest', 'noise', 'pressure'])
  expect(keyOf('incident:INC-7')).toEqual(['incident', 'INC-7'])
})

test('an alert without an incident leaves the incidents alone', () => {
  expect([...staleResources([{ event: 'alert', data: '{"id":"a"}' }])]).not.toContain('incidents')
})

test('unknown events and broken data make nothing old', () => {
  expect(staleResources([{ event: 'control', data: '{}' }]).size).toBe(0)
  expect(
    [...staleResources([{ event: 'incident', data: 'not json' }])].some((name) =>
      name.startsWith('incident:'),
    ),
  ).toBe(false)
})

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

test('a burst of 500 events reads a list at most once a second, and once more after its end', async () => {
  const client = new QueryClient()
  let reads = 0
  vi.spyOn(client, 'invalidateQueries').mockImplementation(async (filters) => {
    if (filters?.queryKey?.[0] === 'incidents') reads += 1
  })
  const take = refreshOn(client, () => Date.now())
  for (let i = 0; i < 500; i += 1) {
    take({ event: 'incident', data: '{"id":"INC-1"}' })
    await vi.advanceTimersByTimeAsync(10)
  }
  expect(reads).toBeGreaterThanOrEqual(4)
  expect(reads).toBeLessThanOrEqual(6)
  const during = reads
  await vi.advanceTimersByTimeAsync(5000)
  expect(reads - during).toBeLessThanOrEqual(1)
  take({ event: 'incident', data: '{"id":"INC-1"}' })
  await vi.advanceTimersByTimeAsync(200)
  expect(reads).toBeGreaterThan(during)
})
