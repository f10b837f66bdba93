import fc from 'fast-check'
import { expect, test } from 'vitest'
import { bestMatches, matchScore } from './match.ts'

const best = (query: string, items: string[]) => bestMatches(query, items, (item) => item, 10)

test('the closest answers come first', () => {
  const items = ['Unacknowledge', 'Go to Noise', 'Acknowledge', 'Knowledge base', 'Now']
  expect(best('now', items)).toEqual(['Now', 'Unacknowledge', 'Acknowledge', 'Knowledge base'])
  expect(best('ack', items)).toEqual(['Acknowledge', 'Unacknowledge'])
  expect(best('noise', items)).toEqual(['Go to Noise'])
})

test('letters in their order are found when they stand close', () => {
  expect(matchScore('gtn', 'Go to Noise')).toBeUndefined()
  expect(matchScore('paydb', 'payments-db')).toBeGreaterThan(0)
  expect(matchScore('zz', 'payments-db')).toBeUndefined()
})

test('nothing typed leaves everything as it is', () => {
  expect(best('  ', ['b', 'a'])).toEqual(['b', 'a'])
})

test('whatever is typed and whatever it is compared with, the score is within its bounds', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (query, text) => {
      const score = matchScore(query, text)
      expect(score === undefined || (score >= 0 && score <= 1)).toBe(true)
    }),
  )
})

test('a part of a text always finds it', () => {
  const text = fc
    .string({ minLength: 1, maxLength: 60, unit: 'grapheme-ascii' })
    .filter((t) => t.trim() === t)
  fc.assert(
    fc.property(text, fc.string({ maxLength: 30 }), fc.string({ maxLength: 30 }), (part, before, after) => {
      expect(matchScore(part, before + part + after)).toBeGreaterThan(0)
    }),
  )
})
