import { expect, it } from 'vitest'
import { grafana } from './grafana.ts'
import { fixture, mapAll } from './testing.ts'

it('reads a Grafana notification with its values and links', () => {
  const [firing, resolved] = mapAll(grafana, fixture('grafana'))
  expect(firing).toEqual({
    source: 'grafana',
    fingerprint: 'c6eadffa33fcdf37',
    status: 'firing',
    severity: 'high',
    name: 'High memory usage',
    summary: 'Memory of checkout above 90 %',
    description: 'checkout uses more memory than it may',
    at: '2026-03-01T03:05:00.000Z',
    startsAt: '2026-03-01T04:03:12.157076+01:00',
    entity: { type: 'service', name: 'checkout' },
    service: 'checkout',
    labels: expect.objectContaining({ team: 'blue', grafana_folder: 'Shop' }),
    annotations: {
      description: 'checkout uses more memory than it may',
      runbook_url: 'https://runbooks.example.com/memory',
      summary: 'Memory of checkout above 90 %',
      orgId: '1',
      dashboardURL: 'https://grafana.example.com/d/shop?orgId=1',
      panelURL: 'https://grafana.example.com/d/shop?orgId=1&viewPanel=4',
      silenceURL: 'https://grafana.example.com/alerting/silence/new?alertmanager=grafana&matcher=team%3Dblue',
      value_B: '93.5',
      value_C: '1',
    },
    url: 'https://grafana.example.com/d/shop?orgId=1&viewPanel=4',
  })
  expect(resolved).toMatchObject({
    status: 'resolved',
    severity: 'warning',
    endsAt: '2026-03-01T02:30:00Z',
    entity: { type: 'node', name: 'web-3' },
    annotations: { orgId: '1' },
    url: 'https://grafana.example.com/alerting/grafana/x/view',
  })
})
