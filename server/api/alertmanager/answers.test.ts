import { expect, test } from 'vitest'
import type { Alert } from '../../../schema/api/alert.ts'
import { toGettable } from './answers.ts'

const alert: Alert = {
  id: 'AL-1',
  fingerprint: '1f2e',
  scope: 'default',
  status: 'firing',
  severity: 'critical',
  name: 'DiskFull',
  summary: 'The disk of web-1 is full',
  source: 'curl',
  sources: ['curl'],
  startsAt: '2026-03-02T03:00:00.000Z',
  lastEventAt: '2026-03-02T03:00:00.000Z',
  events: 1,
  flapping: false,
  labels: {},
  annotations: { runbook: 'https://runbooks.example.com/disk' },
}

test('a summary is where clients of Alertmanager look for it; an annotation of that name stands', () => {
  const of = (one: Alert) => toGettable(one, 0, 300_000).annotations
  expect(of(alert)).toEqual({
    summary: 'The disk of web-1 is full',
    runbook: 'https://runbooks.example.com/disk',
  })
  expect(of({ ...alert, annotations: { summary: 'full' } })).toEqual({ summary: 'full' })
})
