import { describe, expect, it } from 'vitest'
import { pagerduty } from './pagerduty.ts'
import { fixture, mapAll } from './testing.ts'

const sent = fixture('pagerduty') as Record<string, unknown>
const fingerprintOf = (event: object) => (mapAll(pagerduty, event)[0] as { fingerprint: string }).fingerprint

describe('pagerduty', () => {
  it('reads a trigger', () => {
    expect(mapAll(pagerduty, sent)).toEqual([
      {
        source: 'pagerduty',
        fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        status: 'firing',
        severity: 'high',
        name: 'disk',
        summary: 'DISK at 99% on machine prod-datapipe03.example.com',
        at: '2026-03-01T03:02:58.315+0000',
        service: 'prod-datapipe',
        entity: { type: 'node', name: 'prod-datapipe03.example.com' },
        labels: {
          source: 'prod-datapipe03.example.com',
          component: 'mysql',
          group: 'prod-datapipe',
          class: 'disk',
        },
        annotations: {
          'free space': '1%',
          'ping time': '1500ms',
          'load avg': '0.75',
          mounts: '["/","/var"]',
          dedup_key: 'srv01/mysql',
        },
        url: 'https://monitoring.example.com/alerts/17',
      },
    ])
  })

  it('does not take a sender that names itself as source for what broke', () => {
    expect(mapAll(pagerduty, fixture('pagerduty-from-alertmanager'))).toMatchObject([
      { entity: { type: 'service', name: 'checkout' }, severity: 'critical' },
    ])
  })

  it('keeps trigger, acknowledge and resolve of one key together, and keys of two integrations apart', () => {
    const { payload: _, ...bare } = sent
    const acknowledged = { ...bare, event_action: 'acknowledge' }
    expect(mapAll(pagerduty, acknowledged)).toMatchObject([{ status: 'acknowledged', name: 'srv01/mysql' }])
    expect(mapAll(pagerduty, { ...bare, event_action: 'resolve' })).toMatchObject([{ status: 'resolved' }])
    expect(fingerprintOf(acknowledged)).toBe(fingerprintOf(sent))
    expect(fingerprintOf({ ...sent, routing_key: 'another' })).not.toBe(fingerprintOf(sent))
  })

  it('gives a trigger without dedup_key one, and cuts a summary that is too long', () => {
    const { dedup_key: _, ...without } = sent
    const [alert] = mapAll(pagerduty, {
      ...without,
      payload: { summary: `${'x'.repeat(1023)}\u{1F525}`, source: 'h', severity: 'info' },
    })
    expect(alert).toMatchObject({ annotations: { dedup_key: 'new-id' }, summary: 'x'.repeat(1023) })
  })

  it.each([
    [{ routing_key: undefined }, /'routing_key' is missing/],
    [{ event_action: 'close' }, /'event_action' is invalid/],
    [{ dedup_key: 'x'.repeat(256) }, /Length of 'dedup_key' is incorrect/],
    [{ dedup_key: undefined, event_action: 'resolve' }, /'dedup_key' is missing or blank/],
    [{ payload: undefined }, /'payload' is missing/],
    [{ payload: { source: 'h', severity: 'error' } }, /'payload.summary' is missing/],
    [{ payload: { summary: 's', source: '', severity: 'error' } }, /'payload.source' is missing/],
    [{ payload: { summary: 's', source: 'h', severity: 'bad' } }, /'payload.severity' is invalid/],
  ])('refuses %j', (change, message) => {
    expect(() => mapAll(pagerduty, { ...sent, ...change })).toThrow(message)
  })
})
