import { expect, test } from 'vitest'
import { besides, causeCells, markdown, percent, share } from './tables.ts'

test('tables are Markdown, with both halves in a cell', () => {
  const rows = [{ method: 'x', ...besides({ F1: '.50' }, { F1: '.60' }) }]
  expect(markdown(rows)).toBe('| method | F1 |\n|---|---|\n| x | .50 / .60 |')
})

test('figures in short', () => {
  expect([share(0.456), share(1), share(-0.5), share(Number.NaN)]).toEqual(['.46', '1.00', '-.50', '-'])
  expect([percent(0.0456), percent(Number.NaN)]).toEqual(['4.6 %', '-'])
})

test('a fault that was judged in several runs counts once', () => {
  const hit = (at1: number) => ({ at1, at3: 1, at5: 1, average5: 1, reciprocal: 1 })
  const runs = [new Map([['a', hit(1)]]), new Map([['a', hit(0)]])]
  expect(causeCells(runs, 'x')).toMatchObject({ 'AC@1': '.50 (.50-.50)', MRR: '1.00 (1.00-1.00)' })
  expect(causeCells([], 'x')['AC@1']).toBe('-')
})
