import { expect, test } from 'vitest'
import type { Alert } from '../../../../schema/api/views.ts'
import { runbooksOf } from './runbooks.ts'

const alert = (name: string, entity: string, annotations: Record<string, string>): Alert => ({
  id: name,
  fingerprint: name,
  scope: 's',
  status: 'firing',
  severity: 'high',
  name,
  source: 'prometheus',
  sources: ['prometheus'],
  entity: { type: 'database', name: entity },
  startsAt: '',
  lastEventAt: '',
  events: 1,
  flapping: false,
  labels: {},
  annotations,
})

test('the runbooks of what began it, each once; nothing that is no address of the web', () => {
  const alerts = [
    alert('A', 'db', { runbook_url: 'https://wiki.example/db' }),
    alert('B', 'db', { runbook: 'https://wiki.example/db' }),
    alert('C', 'db', { runbook: 'javascript:alert(1)' }),
    alert('D', 'web', { runbook_url: 'https://wiki.example/web' }),
  ]
  expect(runbooksOf(alerts, 'db')).toEqual([{ url: 'https://wiki.example/db', alert: 'A' }])
})
