import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { dayName, recurrenceWords, utcDays, WEEK } from './recurrence.ts'

// Noon and the hours around it are on the same day in most zones; the words are told in the zone of this machine.
const noon = new Date(2026, 10, 16, 12).getTime()
const local = (days: readonly (typeof WEEK)[number][]) => utcDays(days, noon).join(',')
const HOUR = 3_600_000

describe('a recurrence in words', () => {
  test.each([
    ['FREQ=DAILY', 'every day, 12:00 to 14:00'],
    ['FREQ=WEEKLY', 'every week on Mon, 12:00 to 14:00'],
    [`FREQ=WEEKLY;BYDAY=${local(['MO', 'TU', 'WE', 'TH', 'FR'])}`, 'Mon to Fri, 12:00 to 14:00'],
    [`FREQ=WEEKLY;BYDAY=${local(['SA', 'SU'])}`, 'Sat and Sun, 12:00 to 14:00'],
    [`FREQ=WEEKLY;BYDAY=${local(['MO', 'WE', 'FR'])}`, 'Mon, Wed and Fri, 12:00 to 14:00'],
    [`RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=${local(['MO'])}`, 'every 2 weeks on Mon, 12:00 to 14:00'],
    ['FREQ=MONTHLY;BYDAY=1SU', 'FREQ=MONTHLY;BYDAY=1SU, 12:00 to 14:00'],
    ['FREQ=DAILY;BYHOUR=3', 'FREQ=DAILY;BYHOUR=3'],
    ['nonsense', 'nonsense, 12:00 to 14:00'],
  ])('%s', (rule, words) => {
    expect(recurrenceWords(rule, noon, 2 * HOUR)).toBe(words)
  })

  test('long windows say when they begin', () => {
    expect(recurrenceWords('FREQ=MONTHLY', noon, 30 * HOUR)).toBe('every month, from 12:00')
  })
})

test('weekdays come back from UTC as they were, at every hour', () => {
  fc.assert(
    fc.property(fc.subarray([...WEEK]), fc.nat({ max: 400 * 24 }), (days, hours) => {
      const at = noon + hours * HOUR
      expect(utcDays(utcDays(days, at), at, true)).toEqual(days)
    }),
  )
  expect(dayName('MO')).toBe('Mon')
})
