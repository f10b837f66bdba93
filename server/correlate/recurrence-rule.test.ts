import fc from 'fast-check'
import { expect, it } from 'vitest'
import { nextWindow } from '../correlate/recurrence.ts'
import { ruleFault } from './recurrence-rule.ts'

it.each([
  'FREQ=DAILY',
  'RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;BYHOUR=22;BYMINUTE=30',
  'FREQ=MONTHLY;BYDAY=-1SU',
  'FREQ=MONTHLY;BYMONTHDAY=31;COUNT=12',
  'FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24,31',
  'FREQ=WEEKLY;INTERVAL=2;UNTIL=20300101T000000Z;WKST=SU',
])('takes %s', (rule) => {
  expect(ruleFault(rule)).toBeUndefined()
})

it.each([
  '',
  'FREQ=HOURLY',
  'FREQ=DAILY;FREQ=DAILY',
  'FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30',
  'FREQ=DAILY;INTERVAL=7;BYDAY=TU',
  'FREQ=YEARLY;BYMONTHDAY=31',
  'FREQ=DAILY;BYSETPOS=1',
  'FREQ=MONTHLY;BYMONTHDAY=5;BYDAY=5FR',
  'FREQ=MONTHLY;INTERVAL=12;BYMONTH=3',
  'FREQ=DAILY;INTERVAL=0',
  'DTSTART:20200101T000000Z\nRRULE:FREQ=DAILY',
  'BYDAY=MO',
  'toString=1',
])('refuses %j', (rule) => {
  expect(ruleFault(rule)).toEqual(expect.any(String))
})

it('what it takes is searched in no time', () => {
  const list = (max: number, min = 1) =>
    fc.array(fc.integer({ min, max }), { minLength: 1, maxLength: 3 }).map((values) => values.join(','))
  const optional = (name: string, value: fc.Arbitrary<unknown>) =>
    fc.option(
      value.map((given) => `${name}=${given}`),
      { nil: undefined },
    )
  const rules = fc
    .tuple(
      fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY', 'FREQ=MONTHLY', 'FREQ=YEARLY'),
      optional('INTERVAL', fc.integer({ min: 1, max: 999 })),
      optional('BYMONTH', list(12)),
      optional('BYMONTHDAY', list(31)),
      optional('BYDAY', fc.constantFrom('MO', 'TU,SU', '5FR', '-1SA')),
      optional('BYHOUR', list(23, 0)),
    )
    .map((parts) => parts.filter((part) => part !== undefined).join(';'))
    .filter((rule) => ruleFault(rule) === undefined)
  const startsAt = Date.UTC(2026, 0, 31, 12)
  fc.assert(
    fc.property(rules, (rule) => {
      const started = process.cpuUsage()
      nextWindow({ startsAt, endsAt: startsAt + 5 * 365 * 86_400_000, rule, durationMs: 1000 }, startsAt + 1)
      expect(process.cpuUsage(started).user / 1000, rule).toBeLessThan(1000)
    }),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 200) },
  )
})
