import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isTimestamp, readTime, timestamp, toTimestamp } from './time.ts'

const RFC3339 = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:?\d\d)$/

/** What Date.parse makes of RFC 3339 text. */
function byDate(text: string): number | undefined {
  const ms = RFC3339.test(text) ? Date.parse(text.replace(/^(\S+) /, '$1T')) : Number.NaN
  return Number.isNaN(ms) ? undefined : ms
}

const part = (digits: number, max: number) =>
  fc.oneof(
    { weight: 20, arbitrary: fc.integer({ min: 0, max }).map((n) => String(n).padStart(digits, '0')) },
    { weight: 1, arbitrary: fc.string({ maxLength: 3 }) },
  )

/** Texts that are times, nearly times, or not in the calendar. */
const timeText = fc
  .tuple(
    fc.oneof(part(4, 9999), fc.constantFrom('1900', '1969', '1970', '2000', '2024', '2026', '2100')),
    part(2, 13),
    part(2, 32),
    fc.constantFrom('T', 'T', 'T', 't', ' ', ''),
    part(2, 25),
    part(2, 61),
    part(2, 61),
    fc.constantFrom('', '.', '.5', '.05', '.123', '.1239', '.999999999', '.1234567890', ',5', '.1a'),
    fc.constantFrom('Z', 'Z', 'Z', 'z', '+02:00', '-0330', ''),
  )
  .map(
    ([year, month, day, t, h, m, s, rest, zone]) => `${year}-${month}-${day}${t}${h}:${m}:${s}${rest}${zone}`,
  )

describe('readTime', () => {
  it('reads every text as Date.parse does', () => {
    fc.assert(
      fc.property(timeText, (text) => {
        expect(readTime(text)).toBe(byDate(text))
      }),
      { numRuns: 5000 },
    )
  })

  it('knows the calendar', () => {
    expect(readTime('2024-02-29T00:00:00Z')).toBe(Date.UTC(2024, 1, 29))
    expect(readTime('2100-03-01T00:00:00Z')).toBe(Date.UTC(2100, 2, 1))
    expect(readTime('1970-01-01T00:00:00.000Z')).toBe(0)
    expect(readTime('9999-12-31T23:59:59.999Z')).toBe(Date.UTC(9999, 11, 31, 23, 59, 59, 999))
  })
})

describe('toTimestamp', () => {
  it('writes what Date writes, and reads back', () => {
    const most = Date.UTC(9999, 11, 31, 23, 59, 59, 999)
    const ms = fc.oneof(
      fc.integer({ min: -1000, max: most }),
      fc.integer({ min: -8.64e15, max: 8.64e15 }),
      fc.double({ min: -1e13, max: 1e13, noNaN: true }),
    )
    fc.assert(
      fc.property(ms, (at) => {
        const text = toTimestamp(at)
        expect(text).toBe(new Date(at).toISOString())
        if (text.length === 24) expect(readTime(text)).toBe(Math.trunc(at) + 0)
      }),
      { numRuns: 3000 },
    )
  })

  it('refuses what no time is', () => {
    expect(() => toTimestamp(Number.NaN)).toThrow(RangeError)
    expect(() => toTimestamp(9e15)).toThrow(RangeError)
  })
})

describe('isTimestamp', () => {
  it('takes only what the schema of stored times takes', () => {
    fc.assert(
      fc.property(timeText, (text) => {
        if (isTimestamp(text)) expect(timestamp.safeParse(text).success).toBe(true)
      }),
      { numRuns: 5000 },
    )
  })

  it('takes what toTimestamp writes since 1970', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) }), (ms) => {
        expect(isTimestamp(toTimestamp(ms))).toBe(true)
      }),
    )
    expect(isTimestamp('2026-03-01T03:05:00Z')).toBe(false)
    expect(isTimestamp(5)).toBe(false)
  })
})
