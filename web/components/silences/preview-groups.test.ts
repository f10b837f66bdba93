import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alert } from '../../../schema/api/views.ts'
import { previewGroups } from './preview-groups.ts'

const alert = (name: string, severity: Alert['severity'], thing: string): Alert => ({
  id: `${name} ${thing}`,
  fingerprint: 'f',
  scope: 's',
  status: 'firing',
  severity,
  name,
  source: 'p',
  sources: ['p'],
  entity: { type: 'node', name: thing },
  startsAt: '',
  lastEventAt: '',
  events: 1,
  flapping: false,
  labels: {},
  annotations: {},
})

test('alerts of one name and severity stand together, the worst first', () => {
  const groups = previewGroups([
    alert('Slow', 'info', 'a'),
    alert('Disk', 'info', 'a'),
    alert('Disk', 'critical', 'b'),
    alert('Disk', 'info', 'b'),
    alert('Disk', 'info', 'b'),
  ])
  expect(groups).toEqual([
    { name: 'Disk', severity: 'critical', alerts: 1, things: ['b'] },
    { name: 'Disk', severity: 'info', alerts: 3, things: ['a', 'b'] },
    { name: 'Slow', severity: 'info', alerts: 1, things: ['a'] },
  ])
})

test('none is lost and none counted twice, whatever they are called', () => {
  const any = fc.record({
    name: fc.string(),
    severity: fc.constantFrom<Alert['severity']>('critical', 'high', 'warning', 'info'),
    thing: fc.string(),
  })
  fc.assert(
    fc.property(fc.array(any), (some) => {
      const groups = previewGroups(some.map(({ name, severity, thing }) => alert(name, severity, thing)))
      expect(groups.reduce((sum, group) => sum + group.alerts, 0)).toBe(some.length)
      expect(new Set(groups.map(({ name, severity }) => `${severity} ${name}`)).size).toBe(groups.length)
    }),
  )
})
