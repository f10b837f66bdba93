import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMatchers } from '../../../schema/matcher-text.ts'
import { complete, placeAt } from './completion.ts'

/** The place of the caret, which is written as | in the text. */
function at(marked: string) {
  const caret = marked.indexOf('|')
  return placeAt(marked.replace('|', ''), caret)
}

test.each([
  ['|', { kind: 'name', typed: '', from: 0, to: 0 }],
  ['sev|', { kind: 'name', typed: 'sev', from: 0, to: 3 }],
  ['sev|erity="x"', { kind: 'name', typed: 'sev', from: 0, to: 8 }],
  ['a="b", te|', { kind: 'name', typed: 'te', from: 7, to: 9 }],
  ['{te|', { kind: 'name', typed: 'te', from: 1, to: 3 }],
  ['team |', { kind: 'operator', from: 5, to: 5 }],
  ['team!|', { kind: 'operator', from: 4, to: 5 }],
  ['team=|', { kind: 'value', label: 'team', isRegex: false, typed: '', from: 5, to: 5 }],
  ['team="sh|', { kind: 'value', label: 'team', isRegex: false, typed: 'sh', from: 5, to: 8 }],
  ['team="sh|op"', { kind: 'value', label: 'team', isRegex: false, typed: 'sh', from: 5, to: 11 }],
  ['a="x,y", team=~"sh|', { kind: 'value', label: 'team', isRegex: true, typed: 'sh', from: 15, to: 18 }],
  ['"with.dot"=|', { kind: 'value', label: 'with.dot', isRegex: false, typed: '', from: 11, to: 11 }],
  ['team="shop"|', { kind: 'end', from: 11, to: 11 }],
])('at %s', (marked, place) => {
  expect(at(marked)).toEqual(place)
})

test('what is completed can be read, whatever the names and values are', () => {
  const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 })
  fc.assert(
    fc.property(word, word, fc.boolean(), (name, value, after) => {
      const start = after ? 'a="b,c", ' : ''
      const named = complete(start, placeAt(start, start.length), name)
      const valued = complete(named.text, placeAt(named.text, named.caret), value)
      expect(readMatchers(valued.text).at(-1)).toEqual({ name, value, isRegex: false, isEqual: true })
      expect(placeAt(valued.text, valued.caret).kind).toBe('end')
    }),
  )
})
