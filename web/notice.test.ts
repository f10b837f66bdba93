import { expect, test } from 'vitest'
import { type Known, noticeOf } from './notice.ts'

const NOW = new Date(2026, 10, 19, 3, 14, 7).getTime()
const WELL: Known = { connection: { state: 'open' }, waitMs: 20, problems: [], unanswered: undefined }
const broken = (ms: number) => ({ state: 'broken' as const, since: NOW - ms, retryAt: NOW })
const notice = (known: Partial<Known>) => noticeOf({ ...WELL, ...known }, NOW)

test('nothing is said while all is well, or while a connection is only being made anew', () => {
  expect(notice({})).toBeUndefined()
  expect(notice({ connection: { state: 'connecting' }, waitMs: undefined })).toBeUndefined()
  expect(notice({ connection: broken(2000) })).toBeUndefined()
})

test('what Barograph says is wrong with it is said whole', () => {
  const problems = ['Correlation is 40 s late: 1,200 records wait; incidents may be missing.', 'And more.']
  expect(notice({ problems })).toEqual({ title: 'What you see may be old or incomplete.', lines: problems })
})

test('a lost connection is said with its time, and what was said before no longer counts', () => {
  const said = notice({
    connection: broken(6000),
    problems: ['Old.'],
    unanswered: 'Barograph does not answer.',
  })
  expect(said?.title).toBe('This page has heard nothing from Barograph since 03:14:01.')
  expect(said?.lines.join(' ')).toContain('new incidents may be missing')
  expect(said?.lines.join(' ')).toContain('Barograph does not answer.')
  expect(said?.lines).not.toContain('Old.')
})

test('a broken stream beside answers that still come does not hide what they say', () => {
  expect(notice({ connection: broken(6000), problems: ['Loading has stopped.'] })?.lines).toContain(
    'Loading has stopped.',
  )
})

test('a Barograph that does not say how it is, is not taken for well', () => {
  const said = notice({ unanswered: 'Barograph answered 500 and gave no reason.' })
  expect(said?.title).toBe('Barograph does not say how it is.')
  expect(said?.lines.join(' ')).toContain('Barograph answered 500 and gave no reason.')
})

test('a long wait is said though Barograph finds nothing wrong', () => {
  expect(notice({ waitMs: 59_000 })).toBeUndefined()
  expect(notice({ waitMs: 90_000 })?.title).toBe('What you see may be 2 min old.')
})
