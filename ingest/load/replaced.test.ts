import fc from 'fast-check'
import { expect, test } from 'vitest'
import { TABLES } from '../../schema/tables/tables.ts'
import { KEYS, withoutReplaced } from './replaced.ts'

const row = fc.record({
  scope: fc.constantFrom('a', 'b'),
  id: fc.constantFrom('INC-1', 'INC-2', 'INC-3'),
  title: fc.string(),
})
const records = fc
  .array(fc.array(row, { minLength: 1, maxLength: 4 }), { maxLength: 12 })
  .map((all) => all.map((rows, i) => ({ offset: 10 + 3 * i, rows })))

test('of each thing the last row is left, in its place, and no record without rows', () => {
  fc.assert(
    fc.property(records, (given) => {
      const left = withoutReplaced('incidents', given)
      const last = new Map<string, unknown>()
      for (const { offset, rows } of given)
        for (const one of rows) last.set(`${one.scope} ${one.id}`, { offset, one })
      const found = left.flatMap(({ offset, rows }) => rows.map((one) => ({ offset, one })))
      expect(new Set(found)).toEqual(new Set(last.values()))
      expect(found).toHaveLength(last.size)
      const offsets = left.map(({ offset }) => offset)
      expect(offsets).toEqual([...new Set(offsets)].sort((a, b) => a - b))
      expect(left.every(({ rows }) => rows.length > 0)).toBe(true)
    }),
  )
})

test('what happened is never replaced', () => {
  const rows = [{ scope: 'a', id: 'x' }]
  const twice = [
    { offset: 1, rows },
    { offset: 2, rows },
  ]
  expect(withoutReplaced('event_decisions', twice)).toEqual(twice)
})

test.each(Object.entries(KEYS))('%s replaces rows by this key', (name, key) => {
  const engine = TABLES.find((table) => table.name === name)?.engine
  expect(engine).toMatch(/^ReplacingMergeTree\(/)
  expect(engine?.endsWith(` ORDER BY (${key.join(', ')})`)).toBe(true)
})
