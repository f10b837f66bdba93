import { expect, test } from 'vitest'
import type { Lesson } from '../../../schema/api/views.ts'
import { endWords, headline, lessonWords } from './lesson-words.ts'

const lesson = (more: Partial<Lesson>): Lesson => ({
  id: 'LE-1',
  scope: 's',
  kind: 'not_part',
  by: { kind: 'person', name: 'Ann' },
  at: '2026-05-03T10:00:00.000Z',
  alert: 'DiskFull',
  entity: 'db',
  others: [],
  decided: 0,
  ...more,
})
const on = (...entities: string[]) => entities.map((entity) => ({ entity }))

test('a lesson is a sentence', () => {
  expect(lessonWords(lesson({ kind: 'cause' }))).toBe('db was the cause')
  expect(lessonWords(lesson({ others: on('web') }))).toBe(
    'DiskFull on db does not belong with what fires on web',
  )
  expect(lessonWords(lesson({ others: on('a', 'b', 'c', 'd', 'e') }))).toBe(
    'DiskFull on db does not belong with what fires on a, b, c and 2 more',
  )
  expect(lessonWords(lesson({ kind: 'split', others: on('a', 'b') }))).toContain('fires on a and b')
  expect(lessonWords(lesson({ kind: 'merge', others: [{ alert: 'Slow', entity: 'web' }] }))).toBe(
    'DiskFull on db belongs with Slow on web',
  )
  expect(lessonWords(lesson({ kind: 'keep_together', others: on('web') }))).toBe(
    'DiskFull on db belongs with what fires on web',
  )
  expect(lessonWords(lesson({ kind: 'keep_together' }))).toBe('DiskFull on db belongs with what it came with')
  expect(lessonWords(lesson({ kind: 'noise', critical: true }))).toBe(
    'DiskFull on db is noise, also when it is critical',
  )
  const { entity: _entity, ...ofService } = lesson({ kind: 'noise', service: 'shop' })
  expect(lessonWords(ofService)).toBe('DiskFull on all things of shop is noise')
})

test('the headline counts lessons and what they decided', () => {
  expect(headline([], false)).toBe('Nothing was learned from people yet.')
  expect(headline([lesson({})], false)).toBe('One thing was learned from people; it decided nothing yet.')
  expect(headline([lesson({ decided: 2 }), lesson({ decided: 1 })], false)).toBe(
    'Two things were learned from people; they decided something 3 times.',
  )
  expect(headline([lesson({})], true)).toBe('One lesson holds no more.')
})

test('an end says who, where somebody did it', () => {
  const by = { kind: 'person' as const, name: 'Bo' }
  expect(endWords({ at: '', why: 'taken_back', by })).toBe('taken back by Bo')
  expect(endWords({ at: '', why: 'said_otherwise', by })).toBe('said otherwise by Bo')
  expect(endWords({ at: '', why: 'too_many' })).toBe('forgotten for newer ones')
})
