import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readMatchers } from '../../../schema/matcher-text.ts'
import { chooseValues, chosenValues, readFilter, toggleValue, writeFilter } from './matcher-edits.ts'

const toggle = (text: string, label: string, value: string) =>
  writeFilter(toggleValue(readMatchers(text), label, value))

test('choosing values of a facet edits the matchers', () => {
  expect(toggle('', 'severity', 'critical')).toBe('severity="critical"')
  expect(toggle('severity="critical", team="shop"', 'severity', 'high')).toBe(
    'severity=~"critical|high", team="shop"',
  )
  expect(toggle('severity=~"critical|high"', 'severity', 'critical')).toBe('severity="high"')
  expect(toggle('severity="high"', 'severity', 'high')).toBe('')
  expect(toggle('severity!="info"', 'severity', 'high')).toBe('severity!="info", severity="high"')
  expect(toggle('team=~"s.*"', 'team', 'shop')).toBe('team="shop"')
})

test('what is chosen can be told whatever the values are', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.string({ unit: 'grapheme', maxLength: 12 }), { minLength: 1, maxLength: 4 }),
      (values) => {
        const matchers = readMatchers(writeFilter(chooseValues([], 'with.dot', values)))
        expect(chosenValues(matchers, 'with.dot')).toEqual(values)
      },
    ),
  )
})

test('a text that is no list of matchers is told', () => {
  expect(readFilter('  ')).toEqual({ matchers: [] })
  expect(readFilter('severity').fault).toContain('severity')
})
