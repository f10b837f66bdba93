import { expect, test } from 'vitest'
import type { Alert } from '../../../schema/api/views.ts'
import { writeFilter } from './matcher-edits.ts'
import { silenceMatchers } from './silence-matchers.ts'

const alert = (part: Partial<Alert>): Alert => ({
  id: 'a',
  fingerprint: 'f',
  scope: 's',
  status: 'firing',
  severity: 'high',
  name: 'DiskFull',
  source: 'prometheus',
  sources: ['prometheus'],
  startsAt: '2026-01-01T00:00:00Z',
  lastEventAt: '2026-01-01T00:00:00Z',
  events: 1,
  flapping: false,
  labels: {},
  annotations: {},
  ...part,
})

test('one alert is silenced by all its labels but its severity', () => {
  const labels = { instance: 'db-1', severity: 'high', alertname: 'DiskFull' }
  expect(writeFilter(silenceMatchers([alert({ service: 'db', labels })]))).toBe(
    'alertname="DiskFull", service="db", instance="db-1"',
  )
})

test('several are silenced by what they share, and by lists of what differs', () => {
  const two = [
    alert({ service: 'db', labels: { instance: 'db.1', team: 'x' } }),
    alert({ service: 'db', severity: 'critical', labels: { instance: 'db.2' } }),
  ]
  expect(writeFilter(silenceMatchers(two))).toBe(
    'alertname="DiskFull", service="db", instance=~"db\\\\.1|db\\\\.2"',
  )
  const many = Array.from({ length: 50 }, (_, i) => alert({ labels: { instance: `i${i}` } }))
  expect(writeFilter(silenceMatchers(many))).toBe('alertname="DiskFull"')
  expect(silenceMatchers([])).toEqual([])
})
