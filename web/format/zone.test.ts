import fc from 'fast-check'
import { afterEach, expect, test } from 'vitest'
import { writeSetting } from '../setting.ts'
import { clock, day } from './time.ts'
import { chosenZone, zoneName, zoneOffset } from './zone.ts'

afterEach(() => writeSetting('zone', ''))

const AT = Date.UTC(2026, 10, 19, 2, 14)

test('times are shown in the zone that was chosen', () => {
  for (const [zone, time] of [
    ['UTC', '02:14'],
    ['Europe/Oslo', '03:14'],
    ['Asia/Kolkata', '07:44'],
    ['America/St_Johns', '22:44'],
  ] as const) {
    writeSetting('zone', zone)
    expect(clock(AT)).toBe(time)
  }
  expect(day(AT, AT)).toBe('Wed 18 Nov')
  writeSetting('zone', 'UTC')
  expect(zoneName(AT)).toBe('UTC')
})

test('a zone that is not known is that of this computer', () => {
  writeSetting('zone', 'Mars/Olympus')
  expect(chosenZone()).toBeUndefined()
  expect(zoneOffset(AT)).toBe(-new Date(AT).getTimezoneOffset() * 60_000)
})

test('a clock in any zone reads as the browser itself would write it', () => {
  const zones = fc.constantFrom('Europe/Oslo', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'America/New_York')
  const at = fc.integer({ min: Date.UTC(1990, 0, 1), max: Date.UTC(2040, 0, 1) })
  fc.assert(
    fc.property(zones, at, (zone, moment) => {
      writeSetting('zone', zone)
      const own = new Intl.DateTimeFormat('en-GB', {
        timeZone: zone,
        hour: '2-digit',
        minute: '2-digit',
        hourCycle: 'h23',
      })
      expect(clock(moment)).toBe(own.format(moment))
    }),
  )
})
