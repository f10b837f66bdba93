import { describe, expect, it } from 'vitest'
import { alertmanager } from './alertmanager.ts'
import { fixture, mapAll } from './testing.ts'

describe('alertmanager', () => {
  it('reads a notification: an end in year 1 means open', () => {
    const [firing, resolved] = mapAll(alertmanager, fixture('alertmanager'))
    expect(firing).toEqual({
      source: 'alertmanager',
      fingerprint: 'a1b2c3d4e5f60718',
      status: 'firing',
      severity: 'critical',
      name: 'PostgresConnectionsExhausted',
      summary: 'payments-db has no connections left',
      at: '2026-03-01T03:05:00.000Z',
      startsAt: '2026-03-01T03:01:12.5Z',
      entity: { type: 'database', name: 'payments-db' },
      labels: expect.objectContaining({ database: 'payments-db' }),
      annotations: { summary: 'payments-db has no connections left' },
      url: 'http://prometheus-0:9090/graph?g0.expr=pg_stat_activity_count',
    })
    expect(resolved).toEqual({
      source: 'alertmanager',
      fingerprint: '0f1e2d3c4b5a6978',
      status: 'resolved',
      severity: 'high',
      name: 'QueueBacklog',
      at: '2026-03-01T03:05:00.000Z',
      startsAt: '2026-03-01T02:00:00Z',
      endsAt: '2026-03-01T03:00:00Z',
      entity: { type: 'queue', name: 'orders' },
      labels: { alertname: 'QueueBacklog', queue: 'orders', severity: 'major' },
      annotations: {},
    })
  })

  it('cuts a notification so that each alert can be sent again alone', () => {
    const { pieces, alone } = alertmanager.cut(fixture('alertmanager'))
    expect(mapAll(alertmanager, alone?.(pieces[1]))).toEqual(
      mapAll(alertmanager, fixture('alertmanager')).slice(1),
    )
  })

  it('refuses what has no alerts', () => {
    expect(() => alertmanager.cut([])).toThrow('expected an object with "alerts"')
    expect(() => alertmanager.cut({ alerts: {} })).toThrow('alerts: expected a list')
  })
})
