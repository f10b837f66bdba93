import { expect, test } from 'vitest'
import { parseSettingsFile, readSettingsFile } from './file.ts'
import { SettingsError } from './settings-error.ts'

test('an empty file gives the defaults', () => {
  const settings = parseSettingsFile('', 'barograph.yaml')
  expect(settings.correlation.latenessMs).toBe(600_000)
  expect(settings.retention.eventDays).toBe(90)
})

test('rules, mappings and limits are read', () => {
  const settings = parseSettingsFile(
    `
limits: { labelsPerAlert: 10 }
correlation:
  inhibit:
    - { name: node, source: [{ name: alertname, value: NodeDown }], target: [{ name: severity, value: warning }], equal: [node] }
  entityLabels:
    - { kind: service, labels: [cmdb.ci], sources: [zabbix] }
mappings:
  status-page: { fields: { name: body.title } }
`,
    'barograph.yaml',
  )
  expect(settings.limits.labelsPerAlert).toBe(10)
  expect(settings.correlation.inhibit[0]?.equal).toEqual(['node'])
  expect(settings.correlation.entityLabels[0]?.labels).toEqual(['cmdb.ci'])
  expect(settings.mappings['status-page']?.kind).toBe('alert')
})

test.each([
  ['colour: red', 'colour'],
  ['limits: { bodyBytes: -1 }', 'limits.bodyBytes'],
  ['correlation: { entityLabels: [{ kind: thing, labels: [ci] }] }', 'correlation.entityLabels.0.kind'],
  ['a: [', 'not YAML'],
  [
    'correlation: { inhibit: [{ name: x, source: [{ name: a, value: "(", isRegex: true }], target: [{ name: a, value: b }] }] }',
    'correlation.inhibit.0.source.0.value',
  ],
  [
    'correlation: { calendars: [{ name: night, matchers: [{ name: a, value: b }], startsAt: "2026-01-01T00:00:00Z", durationMs: 1, rrule: "FREQ=SOMETIMES" }] }',
    'correlation.calendars.0.rrule (line 1)',
  ],
])('%s is refused, naming %s', (text, named) => {
  expect(() => parseSettingsFile(text, 'barograph.yaml')).toThrow(SettingsError)
  expect(() => parseSettingsFile(text, 'barograph.yaml')).toThrow(named)
})

test('a file that was named must be there', async () => {
  await expect(readSettingsFile('/nonexistent/barograph.yaml', true)).rejects.toThrow('could not be read')
  await expect(readSettingsFile('/nonexistent/barograph.yaml', false)).resolves.toMatchObject({
    mappings: {},
  })
})
