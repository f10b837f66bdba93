import { expect, test } from 'vitest'
import { fixReason, fixWords, missWords } from './fix-words.ts'

const HOUR = 3_600_000
const effect = { takesAway: 12, hidden: { mattered: 0, others: 0 }, later: { incidents: 0, mostMs: 0 } }

test("a fix is said in the viewer's time of day", () => {
  const silence = { kind: 'silence', fromMinute: 1380, toMinute: 60, days: 5 } as const
  expect(fixWords(silence, 0)).toBe('Silence daily, 23:00 to 01:00')
  expect(fixWords(silence, 5.5 * HOUR)).toBe('Silence daily, 04:30 to 06:30')
  expect(fixWords(silence, -2 * HOUR)).toBe('Silence daily, 21:00 to 23:00')
})

test('a reason has its numbers', () => {
  expect(fixReason({ kind: 'hold', minutes: 5 }, effect, 20)).toContain('12 of 20 alerts')
})

test('what would have been missed is said, mattering first', () => {
  expect(missWords(effect)).toEqual({ words: 'no incident', some: false })
  expect(
    missWords({ ...effect, hidden: { mattered: 1, others: 2 }, later: { incidents: 1, mostMs: 120_000 } }),
  ).toEqual({
    words: '1 incident that mattered; 2 incidents nobody acted on; 1 seen up to 2 min later',
    some: true,
  })
})
