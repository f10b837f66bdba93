import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isPlainPostable, postableAlert, prometheus } from './prometheus.ts'
import { PieceError } from './source.ts'
import { fixture, mapAll } from './testing.ts'

const one = (alert: object) => mapAll(prometheus, [{ labels: { alertname: 'A' }, ...alert }])[0]

describe('prometheus', () => {
  it('reads what Prometheus sends', () => {
    expect(mapAll(prometheus, fixture('prometheus'))).toEqual([
      {
        source: 'prometheus',
        fingerprint: '3f0676d872a3aa79',
        status: 'firing',
        severity: 'warning',
        name: 'KubePodCrashLooping',
        summary: 'Pod is crash looping.',
        description:
          'Pod shop/payments-7d9f8b6c5d-x2x9z (api) is in waiting state (reason: CrashLoopBackOff).',
        at: '2026-03-01T03:05:00.000Z',
        startsAt: '2026-03-01T03:04:30.123Z',
        endsAt: '2026-03-01T03:08:30.123Z',
        entity: { type: 'pod', name: 'payments-7d9f8b6c5d-x2x9z' },
        service: 'payments',
        labels: expect.objectContaining({ alertname: 'KubePodCrashLooping', reason: 'CrashLoopBackOff' }),
        annotations: expect.objectContaining({
          runbook_url: 'https://runbooks.example.com/KubePodCrashLooping',
        }),
        url: expect.stringMatching(/^http:\/\/prometheus-0:9090\/graph/),
      },
      expect.objectContaining({
        // Its end is the time of arrival: over.
        status: 'resolved',
        severity: 'critical',
        startsAt: '2026-03-01T01:00:00.000Z',
        endsAt: '2026-03-01T03:05:00.000Z',
        entity: { type: 'node', name: '10.0.0.4' },
      }),
    ])
  })

  it('takes the unset times of amtool for unset and lets the alert fire for the resolve timeout', () => {
    const [alert] = mapAll(prometheus, fixture('amtool'))
    expect(alert).toMatchObject({
      status: 'firing',
      severity: 'critical',
      at: '2026-03-01T03:05:00.000Z',
      endsAt: '2026-03-01T03:10:00.000Z',
      entity: { type: 'service', name: 'checkout' },
    })
    expect(alert).not.toHaveProperty('startsAt')
  })

  it('takes a start that is missing for the end', () => {
    expect(one({ endsAt: '2026-03-01T03:00:00Z' })).toMatchObject({
      status: 'resolved',
      startsAt: '2026-03-01T03:00:00.000Z',
    })
  })

  it('drops empty labels, and names an alert without alertname by its labels', () => {
    expect(one({ labels: { a: 'b', c: '' } })).toMatchObject({ name: 'a=b', labels: { a: 'b' } })
  })

  it('reads a time without a zone as UTC, as Alertmanager does', () => {
    expect(one({ startsAt: '2026-03-01T03:00:00.5' })).toMatchObject({ startsAt: '2026-03-01T03:00:00.500Z' })
  })

  it.each([
    [{ labels: {} }, 'labels: at least one label pair required'],
    [{ labels: { alertname: '' } }, 'labels: at least one label pair required'],
    [{ labels: undefined }, 'labels: is required'],
    [{ labels: { alertname: 1 } }, /^labels\.alertname: .*string/],
    [{ startsAt: 'yesterday' }, 'startsAt: "yesterday" is not an RFC 3339 time'],
    [
      { startsAt: '2026-03-01T03:00:00Z', endsAt: '2026-03-01T02:00:00Z' },
      'startsAt: start time must be before end time',
    ],
  ])('refuses %j', (alert, message) => {
    expect(() => one(alert)).toThrow(PieceError)
    expect(() => one(alert)).toThrow(message)
  })

  it('refuses a body that is no list', () => {
    expect(() => prometheus.cut({})).toThrow('expected a list of alerts')
    expect(prometheus.cut(null).pieces).toEqual([])
  })
})

describe('isPlainPostable', () => {
  const odd = fc.constantFrom<unknown>(null, 5, [], {}, '', 'a')
  const texts = fc.dictionary(
    fc.oneof(fc.constantFrom('alertname', '__proto__', 'constructor'), fc.string({ maxLength: 4 })),
    fc.oneof({ weight: 9, arbitrary: fc.string({ maxLength: 4 }) }, { weight: 1, arbitrary: odd }),
    { maxKeys: 5 },
  )
  const member = fc.oneof({ weight: 9, arbitrary: fc.string() }, { weight: 1, arbitrary: odd })
  const piece = fc.record(
    {
      labels: fc.oneof({ weight: 9, arbitrary: texts }, { weight: 1, arbitrary: odd }),
      annotations: fc.oneof({ weight: 9, arbitrary: texts }, { weight: 1, arbitrary: odd }),
      startsAt: member,
      endsAt: member,
      generatorURL: member,
    },
    { requiredKeys: ['labels'] },
  )

  it('takes only what the schema takes, as it is', () => {
    let plain = 0
    fc.assert(
      fc.property(piece, (given) => {
        const json: unknown = JSON.parse(JSON.stringify(given))
        if (!isPlainPostable(json)) return
        plain++
        expect(postableAlert.parse(json)).toEqual(json)
      }),
      { numRuns: 2000 },
    )
    expect(plain).toBeGreaterThan(200)
  })

  it('takes what Prometheus and amtool send', () => {
    const pieces = [...(fixture('prometheus') as unknown[]), ...(fixture('amtool') as unknown[])]
    expect(pieces.map(isPlainPostable)).not.toContain(false)
  })
})
