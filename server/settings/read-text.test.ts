import fc from 'fast-check'
import { expect, test } from 'vitest'
import { SETTING_FIELDS } from '../../schema/settings/fields.ts'
import { settingsFile } from '../../schema/settings/file.ts'
import { differenceOf, flattenSettings } from './difference.ts'
import { readSettingsText } from './read-text.ts'

const defaults = settingsFile.parse({})

test('every fault is named by its field and its line', () => {
  const { file, faults } = readSettingsText(`# ours
correlation:
  linkThreshold: 1.5
  notifyFrom: loud
  calendars:
    - name: night
      matchers: [{ name: a, value: b }]
      startsAt: 2026-01-04T02:00:00Z
limits:
  bodyBytes: big
colour: red
`)
  expect(file).toBeUndefined()
  expect(faults.map(({ path, line }) => [path, line])).toEqual([
    ['limits.bodyBytes', 10],
    ['correlation.linkThreshold', 3],
    ['correlation.notifyFrom', 4],
    ['correlation.calendars.0.durationMs', 6],
    ['colour', 11],
  ])
})

test.each([
  ['a: [', 1],
  ['correlation:\n  reopenMs: 1\n  reopenMs: 2\n', 3],
  ['correlation:\n\treopenMs: 1\n', 2],
])('what is no YAML is refused with its line: %j', (text, line) => {
  const { faults } = readSettingsText(text)
  expect(faults[0]?.message).toMatch(/^not YAML/)
  expect(faults[0]?.line).toBe(line)
})

test('expressions and recurrence rules are tried', () => {
  const { faults } = readSettingsText(`
correlation:
  calendars: [{ name: n, matchers: [{ name: a, value: b }], startsAt: 2026-01-04T02:00:00Z, durationMs: 1, rrule: FREQ=SOMETIMES }]
mappings:
  one:
    fields:
      name: body.
      entity.name: nobody
`)
  expect(faults.map(({ path, line }) => [path, line])).toEqual([
    ['correlation.calendars.0.rrule', 3],
    ['mappings.one.fields.name', 7],
    ['mappings.one.fields.entity.name', 8],
  ])
})

test('what means nothing is named and passed over', () => {
  const { file, ignored } = readSettingsText('correlation:\n  notifyfrom: high\n  linkThreshold: 0.5\n')
  expect(file?.correlation).toMatchObject({ notifyFrom: 'warning', linkThreshold: 0.5 })
  expect(ignored).toEqual([{ path: 'correlation.notifyfrom', message: 'there is no such setting', line: 2 }])
})

test('aliases that multiply are refused', () => {
  const nested = Array.from({ length: 12 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1},`.repeat(i && 10)}x]`)
  const { file, faults } = readSettingsText(nested.join('\n'))
  expect(file).toBeUndefined()
  expect(faults.length).toBeGreaterThan(0)
})

test('whatever the text is, it is read or refused', () => {
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary-ascii' }), fc.json(), fc.string()), (text) => {
      const { file, faults } = readSettingsText(text)
      expect(file === undefined).toBe(faults.length > 0)
    }),
  )
})

test('each single setting has its words, and each of them stands for one', () => {
  expect(SETTING_FIELDS.map(({ path }) => path).sort()).toEqual([...flattenSettings(defaults).keys()].sort())
})

test('a difference is named field by field, rules by their names', () => {
  const rule = { name: 'node', source: [{ name: 'a', value: 'b' }], target: [{ name: 'c', value: 'd' }] }
  const changed = settingsFile.parse({
    correlation: { linkThreshold: 0.5, inhibit: [rule] },
    mappings: { one: { fields: { name: 'body.x' } } },
  })
  const again = settingsFile.parse({
    mappings: { one: { fields: { name: 'body.y' } } },
    correlation: { inhibit: [rule], linkThreshold: 0.5 },
  })
  expect(
    differenceOf(defaults, changed).map(({ path, before, after }) => [path, before, typeof after]),
  ).toEqual([
    ['correlation.linkThreshold', 0.4, 'number'],
    ['correlation.inhibit[node]', undefined, 'object'],
    ['mappings[one]', undefined, 'object'],
  ])
  expect(differenceOf(changed, again).map(({ path }) => path)).toEqual(['mappings[one]'])
  expect(differenceOf(changed, changed)).toEqual([])
})
