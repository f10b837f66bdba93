import fc from 'fast-check'
import { expect, test } from 'vitest'
import { addTimer, createTimers, dueTimers } from './timers.ts'

test('timers come due in order, each once, and none too early', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100), { maxLength: 50 }), fc.nat(100), (times, until) => {
      const timers = createTimers()
      times.forEach((at, i) => {
        addTimer(timers, at, { kind: 'alert', id: String(i) })
      })
      const due = dueTimers(timers, until).map(({ id }) => times[Number(id)] ?? -1)
      expect(due).toEqual(times.filter((at) => at <= until).sort((a, b) => a - b))
      expect(dueTimers(timers, until)).toEqual([])
      expect(dueTimers(timers, 1000)).toHaveLength(times.filter((at) => at > until).length)
    }),
  )
})

test('timers come due in the same order, in whatever order they were set', () => {
  const timer = fc.record({
    at: fc.nat(5),
    timer: fc.record({
      kind: fc.constantFrom('alert' as const, 'incident' as const),
      id: fc.string({ maxLength: 3 }),
    }),
  })
  fc.assert(
    fc.property(fc.array(timer, { maxLength: 30 }), (given) => {
      const dueOf = (set: typeof given) => {
        const timers = createTimers()
        for (const one of set) addTimer(timers, one.at, one.timer)
        return dueTimers(timers, 5)
      }
      expect(dueOf(given.toReversed())).toEqual(dueOf(given))
    }),
  )
})

test('the same timer is set once', () => {
  const timers = createTimers()
  for (let i = 0; i < 3; i++) addTimer(timers, 5, { kind: 'series', id: 'a' })
  expect(dueTimers(timers, 5)).toHaveLength(1)
})
