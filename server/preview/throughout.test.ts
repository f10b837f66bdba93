import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nextWindow } from '../correlate/recurrence.ts'
import { recurrenceOf } from '../correlate/stages/silence.ts'
import { throughout } from './throughout.ts'

const DAY = 86_400_000
const begins = Date.parse('2026-03-04T02:30:00.000Z')
const silence = (rrule: string | undefined, lasts = 2 * 3_600_000) => ({
  id: 's',
  matchers: [{ name: 'a', value: 'b', isRegex: false, isEqual: true }],
  startsAt: new Date(begins).toISOString(),
  endsAt: new Date(begins + 90 * DAY).toISOString(),
  ...(rrule !== undefined && { recurrence: { rrule, durationMs: lasts } }),
  comment: '',
  createdBy: '',
})

test('one that does not recur holds all the time', () => {
  const { startsAt, endsAt } = throughout(silence(undefined), { from: begins - DAY, to: begins })
  expect(Date.parse(startsAt)).toBeLessThan(begins - DAY)
  expect(Date.parse(endsAt)).toBeGreaterThan(begins)
})

test('one that recurs by days or weeks keeps its times of day and days of the week, however far back', () => {
  const rules = fc.constantFrom(
    'FREQ=DAILY',
    'FREQ=DAILY;COUNT=2',
    'FREQ=WEEKLY;BYDAY=WE,FR',
    'FREQ=WEEKLY;INTERVAL=2;BYDAY=WE',
    'FREQ=DAILY;INTERVAL=3;UNTIL=20260401T000000Z',
  )
  fc.assert(
    fc.property(rules, fc.integer({ min: 1, max: 90 }), (rrule, days) => {
      const range = { from: begins - days * DAY, to: begins - days * DAY + 20 * DAY }
      const back = throughout(silence(rrule), range)
      expect(Date.parse(back.startsAt)).toBeLessThanOrEqual(range.from)
      const next = nextWindow(recurrenceOf({ ...back, scope: 's', updatedAt: '' }), range.from)
      const interval = Number(/INTERVAL=(\d+)/.exec(rrule)?.[1] ?? 1)
      const period = rrule.includes('WEEKLY') ? 7 * interval : interval
      expect(next).toBeDefined()
      if (next === undefined) return
      expect(next).toBeLessThanOrEqual(range.from + (period + 1) * DAY)
      expect(Math.abs((next - begins) % DAY)).toBe(0)
      if (rrule.includes('WEEKLY')) expect([3, 5]).toContain(new Date(next).getUTCDay())
    }),
  )
})

test('one that recurs by the month stays as it is', () => {
  const monthly = silence('FREQ=MONTHLY')
  expect(throughout(monthly, { from: begins - DAY, to: begins })).toEqual(monthly)
})
