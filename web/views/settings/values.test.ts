import fc from 'fast-check'
import { expect, test } from 'vitest'
import { changeLine, readValue, valueWords } from './values.ts'

const of = (unit: 'milliseconds' | 'bytes' | 'days' | 'count' | 'share' | 'severity') => ({ unit })

test.each([
  ['milliseconds', 600_000, '10 min'],
  ['milliseconds', 5_400_000, '1 h 30 min'],
  ['milliseconds', 86_400_000, '1 day'],
  ['milliseconds', 1500, '1 s 500 ms'],
  ['bytes', 64 * 1024 ** 2, '64 MiB'],
  ['bytes', 4097, '4 KiB 1 B'],
  ['days', 1, '1 day'],
  ['days', 0.5, '0.5 days'],
  ['count', 20_000, '20,000'],
  ['share', 0.4, '0.4'],
  ['severity', 'high', 'High'],
] as const)('%s %s reads %s', (unit, value, words) => {
  expect(valueWords(of(unit), value)).toBe(words)
  expect(readValue(of(unit), words)).toBe(value)
})

test.each([
  ['milliseconds', '90s', 90_000],
  ['milliseconds', '2 hours', 7_200_000],
  ['milliseconds', '600000', 600_000],
  ['bytes', '10M', 10 * 1024 ** 2],
  ['days', '30', 30],
  ['share', '.5', 0.5],
  ['milliseconds', 'soon', undefined],
  ['milliseconds', '10 minutes or so', undefined],
  ['bytes', '5 bananas', undefined],
  ['count', '-1', undefined],
  ['count', '', undefined],
] as const)('%s written as %j is %s', (unit, text, value) => {
  expect(readValue(of(unit), text)).toBe(value)
})

test('what is shown is read back as what it was', () => {
  const units = fc.constantFrom('milliseconds' as const, 'bytes' as const, 'count' as const)
  fc.assert(
    fc.property(units, fc.nat({ max: Number.MAX_SAFE_INTEGER }), (unit, value) => {
      expect(readValue(of(unit), valueWords(of(unit), value))).toBe(value)
    }),
  )
})

test('changes are said in a line', () => {
  const field = {
    path: 'correlation.reopenMs',
    name: 'Reopen within',
    meaning: '',
    unit: 'milliseconds' as const,
  }
  const fields = [{ ...field, value: 1, default: 1, changed: false }]
  expect(changeLine(fields, { path: field.path, before: 60_000, after: 120_000 })).toBe(
    'Reopen within 1 min → 2 min',
  )
  expect(changeLine(fields, { path: 'correlation.inhibit[node [1]]', after: {} })).toBe(
    'inhibition rule node [1] added',
  )
  expect(changeLine(fields, { path: 'correlation.entityLabels[0]', after: {} })).toBe('row of labels 0 added')
  expect(changeLine(fields, { path: 'mappings[x]', before: {}, after: {} })).toBe('mapping x changed')
})
