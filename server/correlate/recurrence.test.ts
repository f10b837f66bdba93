import { expect, test } from 'vitest'
import { nextWindow, recurrenceFault, windowAt } from './recurrence.ts'

const at = (text: string) => Date.parse(text)
const sundays = {
  startsAt: at('2026-01-04T02:00:00Z'),
  endsAt: at('2026-02-01T00:00:00Z'),
  rule: 'FREQ=WEEKLY;BYDAY=SU',
  durationMs: 2 * 3_600_000,
}

test('a recurring window is open in each of its occurrences only', () => {
  expect(windowAt(sundays, at('2026-01-11T03:59:59Z'))).toEqual({
    from: at('2026-01-11T02:00:00Z'),
    until: at('2026-01-11T04:00:00Z'),
  })
  expect(windowAt(sundays, at('2026-01-11T04:00:00Z'))).toBeUndefined()
  expect(windowAt(sundays, at('2026-01-12T03:00:00Z'))).toBeUndefined()
  expect(windowAt(sundays, at('2025-12-28T03:00:00Z'))).toBeUndefined()
  expect(windowAt(sundays, at('2026-02-01T03:00:00Z'))).toBeUndefined()
})

test('the next window is known until the last', () => {
  expect(nextWindow(sundays, at('2026-01-11T02:00:00Z'))).toBe(at('2026-01-18T02:00:00Z'))
  expect(nextWindow(sundays, at('2026-01-25T03:00:00Z'))).toBeUndefined()
})

test('without a rule there is one window', () => {
  const once = { ...sundays, rule: undefined }
  expect(windowAt(once, at('2026-01-04T03:00:00Z'))).toBeDefined()
  expect(nextWindow(once, at('2026-01-04T03:00:00Z'))).toBeUndefined()
})

test('what is no rule is told in words', () => {
  expect(recurrenceFault('FREQ=SOMETIMES')).toMatch(/./)
  expect(recurrenceFault('FREQ=DAILY')).toBeUndefined()
})
