import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcess, startInProcess } from '../support/in-process.ts'
import { needs } from '../support/programs.ts'
import { type Prometheus, startPrometheus } from './prometheus.ts'

const { skip, why } = needs(['prometheus'], 'prometheus')
/** It learns its Alertmanager some 5 s after its start. */
const PATIENCE = { timeout: 120_000, interval: 200 }

describe.skipIf(skip)(`a real Prometheus${why}`, () => {
  let barograph: InProcess
  let prometheus: Prometheus | undefined

  const rule = (alert: string, service: string, threshold: number, severity: string) => ({
    alert,
    expr: `vector(7) > ${threshold}`,
    labels: { severity, service, cluster: 'eu-1' },
    annotations: { summary: `${service} takes {{ $value }} s` },
  })
  const rules = (threshold: number) => [
    rule('DatabaseSlow', 'payments-db', threshold, 'page'),
    rule('LatencyHigh', 'payments', threshold, 'warning'),
    rule('LatencyHigh', 'checkout', threshold, 'warning'),
  ]
  const list = (what: string) => barograph.all(`/api/v1/${what}`)

  beforeAll(async () => {
    barograph = await startInProcess()
    await barograph.post('/api/v1/topology?scope=shop', {
      nodes: [{ id: 'payments-db', type: 'database' }],
      edges: [
        { from: 'checkout', to: 'payments', kind: 'calls' },
        { from: 'payments', to: 'payments-db', kind: 'depends_on' },
      ],
    })
    prometheus = await startPrometheus(`${barograph.url}/scopes/shop`, rules(1))
  })
  afterAll(async () => {
    await prometheus?.stop()
    await barograph.close()
    expect(barograph.errors).toEqual([])
  })

  it('fires: one incident, open, that says where it started', async () => {
    await expect.poll(() => list('alerts'), PATIENCE).toHaveLength(3)
    await barograph.settle()
    const [incident, ...others] = await list('incidents')
    expect(others).toEqual([])
    expect(incident).toMatchObject({
      status: 'open',
      severity: 'critical',
      title: expect.stringContaining('payments-db takes 7 s'),
      counts: { alerts: 3, entities: 3 },
      causes: [
        { entity: { name: 'payments-db' } },
        { entity: { name: 'payments' } },
        { entity: { name: 'checkout' } },
      ],
    })
    const alerts = await list('alerts')
    expect(alerts.map(({ name, service }) => `${name} ${service}`).sort()).toEqual([
      'DatabaseSlow payments-db',
      'LatencyHigh checkout',
      'LatencyHigh payments',
    ])
    for (const alert of alerts) {
      expect(alert).toMatchObject({
        status: 'firing',
        scope: 'shop',
        source: 'prometheus',
        incidentId: incident.id,
        labels: { cluster: 'eu-1' },
        url: expect.stringMatching(/^http:\/\/prometheus\.example\.com\/graph/),
      })
    }
  })

  it('sends again: more events of the same alerts, one notification', async () => {
    const events = async () => (await list('alerts')).map((alert) => alert.events)
    await expect.poll(async () => Math.min(...(await events())), PATIENCE).toBeGreaterThan(3)
    expect(await events()).toHaveLength(3)
    expect((await list('incidents'))[0].counts.alerts).toBe(3)
    const { body } = await barograph.get('/api/v1/noise')
    // The whole payload comes at once, so nobody was told of less than the worst of it.
    expect(body).toMatchObject({ alerts: 3, incidents: 1, notifications: 1 })
    expect(body.suppressed.duplicate).toBe(body.events - 3)
  })

  it('resolves: the incident too', async () => {
    const [before] = await list('incidents')
    await prometheus?.setRules(rules(8))
    await expect.poll(async () => (await list('incidents'))[0].status, PATIENCE).toBe('resolved')
    const [incident, ...others] = await list('incidents')
    expect(others).toEqual([])
    expect(incident.id).toBe(before.id)
    expect(Date.parse(incident.resolvedAt)).toBeGreaterThan(Date.parse(incident.startedAt))
    for (const alert of await list('alerts'))
      expect(alert).toMatchObject({ status: 'resolved', endsAt: expect.any(String) })
  })

  it('fires again: the incident is opened again', async () => {
    const [before] = await list('incidents')
    await prometheus?.setRules(rules(1))
    await expect.poll(async () => (await list('incidents'))[0].status, PATIENCE).toBe('open')
    await barograph.settle()
    const incidents = await list('incidents')
    expect(incidents.map(({ id }) => id)).toEqual([before.id])
    await expect.poll(() => list('alerts'), PATIENCE).toHaveLength(6)
  })
})
