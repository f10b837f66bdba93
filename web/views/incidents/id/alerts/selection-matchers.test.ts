import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alert } from '../../../../../schema/api/views.ts'
import { compileMatchers } from '../../../../../schema/matcher.ts'
import { selectionMatchers } from './selection-matchers.ts'

const alert = (name: string, service: string | undefined, labels: Record<string, string>): Alert => ({
  id: name,
  fingerprint: name,
  scope: 's',
  status: 'firing',
  severity: 'high',
  name,
  ...(service !== undefined && { service }),
  source: 'x',
  sources: ['x'],
  startsAt: '',
  lastEventAt: '',
  events: 1,
  flapping: false,
  labels,
  annotations: {},
})

const matched = ({ name, service, labels }: Alert) => ({
  alertname: name,
  ...(service !== undefined && { service }),
  ...labels,
})

test('what differs is listed, what is shared is asked for, severity is left out', () => {
  const matchers = selectionMatchers([
    alert('Full', 'db', { region: 'eu', pod: 'a', severity: 'high' }),
    alert('Slow (p99)', 'db', { region: 'eu', pod: 'b', severity: 'high' }),
  ])
  expect(matchers).toEqual([
    { name: 'alertname', value: 'Full|Slow \\(p99\\)', isRegex: true, isEqual: true },
    { name: 'service', value: 'db', isRegex: false, isEqual: true },
    { name: 'region', value: 'eu', isRegex: false, isEqual: true },
  ])
  expect(selectionMatchers([])).toEqual([])
})

test('every alert that was selected is matched, whatever its name holds', () => {
  const word = fc.string({ minLength: 1, maxLength: 12 })
  const labels = fc.dictionary(fc.constantFrom('region', 'pod', 'severity', 'team'), word)
  const alerts = fc.array(
    fc.tuple(word, fc.option(word, { nil: undefined }), labels).map((parts) => alert(...parts)),
    { minLength: 1, maxLength: 6 },
  )
  fc.assert(
    fc.property(alerts, (selected) => {
      const matches = compileMatchers(selectionMatchers(selected))
      for (const each of selected) expect(matches(matched(each))).toBe(true)
    }),
  )
})
