import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { editSettingsText } from './edit-text.ts'

const FILE = `# ours, kept in git
correlation: # how alerts become incidents
  # teams asked for it
  notifyFrom: high   # not warning
  linkThreshold: 0.4

limits: { nesting: 10 } # shallow
`

test('a value is changed where it stands; nothing else is', () => {
  expect(editSettingsText(FILE, 'correlation.notifyFrom', 'critical')).toBe(
    FILE.replace('high ', 'critical '),
  )
  expect(editSettingsText(FILE, 'limits.nesting', 12)).toBe(FILE.replace('10', '12'))
})

test('one that is not there is added to its section, or with a new section at the end', () => {
  expect(editSettingsText(FILE, 'correlation.reopenMs', 60_000)).toBe(
    FILE.replace('  # teams', '  reopenMs: 60000\n  # teams'),
  )
  expect(editSettingsText(FILE, 'limits.bodyBytes', 5)).toBe(FILE.replace('{ ', '{ bodyBytes: 5, '))
  expect(editSettingsText(FILE, 'retention.logDays', 3)).toBe(`${FILE}retention:\n  logDays: 3\n`)
  expect(editSettingsText('', 'retention.logDays', 3)).toBe('retention:\n  logDays: 3\n')
  expect(editSettingsText('# nothing yet', 'retention.logDays', 3)).toBe(
    '# nothing yet\nretention:\n  logDays: 3\n',
  )
})

test('without a value its line goes', () => {
  expect(editSettingsText(FILE, 'correlation.linkThreshold', undefined)).toBe(
    FILE.replace('  linkThreshold: 0.4\n', ''),
  )
  expect(parse(editSettingsText(FILE, 'limits.nesting', undefined))).not.toHaveProperty('limits')
})

test('what is no YAML is refused', () => {
  expect(() => editSettingsText('a: [', 'limits.nesting', 3)).toThrow('not YAML')
})

const name = fc.constantFrom('notifyFrom', 'linkThreshold', 'reopenMs', 'x')
const members = fc.dictionary(name, fc.oneof(fc.integer(), fc.constantFrom('high', 'a: b', '- x', '')), {
  maxKeys: 3,
})
const file = fc
  .tuple(members, members, fc.constantFrom('', '# a remark\n', '---\n'), fc.boolean())
  .map(([correlation, limits, head, flow]) => {
    const block = (given: Record<string, unknown>) =>
      Object.entries(given)
        .map(([key, value]) => `\n    ${key}: ${JSON.stringify(value)} # why`)
        .join('')
    return `${head}correlation:${flow ? ` ${JSON.stringify(correlation)}` : block(correlation)}\nlimits:${block(limits)}\n`
  })

test('however it is written, the new text says the new value and else what it said', () => {
  fc.assert(
    fc.property(
      file,
      name,
      fc.oneof(fc.integer(), fc.constantFrom('high', undefined)),
      (text, key, value) => {
        const edited = parse(editSettingsText(text, `correlation.${key}`, value)) ?? {}
        const expected = parse(text) ?? {}
        expected.correlation = { ...expected.correlation, [key]: value }
        if (value === undefined) delete expected.correlation[key]
        const clean = (said: Record<string, object | null>) =>
          Object.fromEntries(
            Object.entries(said).filter(([, inside]) => Object.keys(inside ?? {}).length > 0),
          )
        expect(clean(edited)).toEqual(clean(expected))
      },
    ),
  )
})
