import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitLongParameters } from './long-parameters.ts'

test('short values stay as they are', () => {
  const parameters = { ids: ['a', 'b'], none: [], name: 'x'.repeat(200_000), count: 3 }
  const sql = 'SELECT {ids:Array(String)}, {none:Array(String)}, {name:String}, {count:UInt8}'
  expect(splitLongParameters(sql, parameters)).toEqual({ sql, parameters })
})

test('a long array is cut, in order and without loss, wherever it is used', () => {
  const value = fc.string({ unit: 'grapheme', maxLength: 300 })
  fc.assert(
    fc.property(fc.array(value, { minLength: 1 }), fc.integer({ min: 1, max: 20 }), (some, times) => {
      const ids = Array.from({ length: 2000 * times }, (_, index) => some[index % some.length])
      const sql = 'SELECT {ids:Array(String)}, { ids : Array(String) }, {ids2:String}'
      const { sql: rewritten, parameters } = splitLongParameters(sql, { ids, ids2: 'other' })
      const { ids2, ...pieces } = parameters
      expect(ids2).toBe('other')
      expect(Object.values(pieces).flat()).toEqual(ids)
      const names = Object.keys(pieces)
      for (const name of names) {
        expect(Buffer.byteLength(JSON.stringify(pieces[name]))).toBeLessThan(131_072)
        expect(rewritten.split(new RegExp(`\\{${name}: ?Array\\(String\\) ?\\}`)).length - 1).toBe(
          names.length === 1 ? 1 : 2,
        )
      }
      expect(rewritten).toContain('{ids2:String}')
    }),
    { numRuns: 30 },
  )
})
