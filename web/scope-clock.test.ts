import { expect, test } from 'vitest'
import { scopeClock } from './scope-clock.ts'

const NOW = Date.parse('2026-11-19T02:33:00.000Z')
const clock = () => NOW

test('an empty scope and one that is merely quiet go by the clock on the wall', () => {
  expect(scopeClock(null, clock).now()).toBe(NOW)
  const quiet = { at: '2026-11-18T02:33:00.000Z', receivedAt: '2026-11-18T02:33:01.000Z' }
  expect(scopeClock(quiet, clock)).toMatchObject({ now: clock })
  expect(scopeClock(quiet, clock).replayedTo).toBeUndefined()
})

test('a replay of last month takes its newest event as now', () => {
  const replay = scopeClock({ at: '2026-10-19T02:00:00.000Z', receivedAt: '2026-11-19T02:32:00.000Z' }, clock)
  expect(replay.now()).toBe(Date.parse('2026-10-19T02:00:00.000Z'))
  expect(replay.replayedTo).toBe(replay.now())
})

test('unreadable times do not make a replay', () => {
  expect(scopeClock({ at: '', receivedAt: '' }, clock).now()).toBe(NOW)
})
