import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type InProcess, startInProcess } from '../support/in-process.ts'

const FIXTURES = join(import.meta.dirname, '../../ingest/sources/fixtures')
/** When the recorded payloads arrive. */
const NOW = '2026-03-01T03:05:00.000Z'
const IN_TEN_MINUTES = '2026-03-01T03:15:00Z'

const ZABBIX = {
  fields: {
    name: 'body.event_name',
    externalId: 'body.event_id',
    fingerprint: 'body.trigger_id',
    status: 'body.event_value == "1" ? "problem" : "ok"',
    severity: 'body.event_severity',
    at: 'body.event_date.replace(".", "-") + "T" + body.event_time + "Z"',
    'labels.host': 'body.host_name',
    service: 'body.event_tags.filter(t, t.tag == "service")[0].value',
    'entity.type': '"database"',
    'entity.name': 'body.host_name',
  },
}

let barograph: InProcess

beforeAll(async () => {
  const file = JSON.stringify({
    mappings: { zabbix: ZABBIX },
    retention: { eventDays: 36_500, logDays: 36_500 },
  })
  barograph = await startInProcess({ clock: () => Date.parse(NOW), file })
})
afterAll(async () => {
  await barograph.close()
  expect(barograph.errors).toEqual([])
})

const recorded = (name: string) => readFileSync(join(FIXTURES, `${name}.json`), 'utf8')

/** What the API answers of a scope. */
async function read(scope: string) {
  await barograph.settle()
  const list = (what: string) => barograph.all(`/api/v1/${what}?scope=${scope}`)
  return {
    alerts: await list('alerts'),
    incidents: await list('incidents'),
    events: await list('events'),
    changes: await list('changes'),
  }
}

/** Posts a recorded payload into a scope of its own and tells the answer, and then what the API says of it. */
async function send(route: string, payload: string) {
  const scope = payload.replaceAll('.', '-')
  const answer = await barograph.post(`${route}?scope=${scope}`, recorded(payload))
  return { answer, scope, ...(await read(scope)) }
}

describe('a recorded payload becomes what the API answers', () => {
  it('of Prometheus', async () => {
    const { answer, scope, alerts, incidents, events } = await send('/api/v2/alerts', 'prometheus')
    expect([answer.status, answer.body]).toEqual([200, ''])
    expect(alerts).toEqual([
      {
        id: expect.stringMatching(/^AL-/),
        incidentId: incidents[0].id,
        fingerprint: '3f0676d872a3aa79',
        scope,
        status: 'firing',
        severity: 'warning',
        name: 'KubePodCrashLooping',
        summary: 'Pod is crash looping.',
        source: 'prometheus',
        sources: ['prometheus'],
        service: 'payments',
        entity: { type: 'pod', name: 'payments-7d9f8b6c5d-x2x9z' },
        entityBy: { rule: 'unknown', label: 'pod' },
        startsAt: '2026-03-01T03:04:30.123Z',
        lastEventAt: NOW,
        events: 1,
        flapping: false,
        labels: expect.objectContaining({ pod: 'payments-7d9f8b6c5d-x2x9z', severity: 'warning' }),
        annotations: expect.objectContaining({ description: expect.stringContaining('CrashLoopBackOff') }),
        url: expect.stringContaining('http://prometheus-0:9090/graph?'),
      },
    ])
    expect(incidents).toMatchObject([
      {
        scope,
        status: 'open',
        severity: 'warning',
        startedAt: '2026-03-01T03:04:30.123Z',
        counts: { events: 1, alerts: 1, entities: 1 },
        services: ['payments'],
        causes: [{ entity: { type: 'pod', name: 'payments-7d9f8b6c5d-x2x9z' }, reasons: expect.any(Array) }],
        links: [{ alert: alerts[0].id, joinedBy: [] }],
      },
    ])
    // The other alert of the payload ended before anything said that it fired.
    expect(events.map(({ name, status, outcome, alertId }) => [name, status, outcome, alertId])).toEqual([
      ['NodeFilesystemAlmostOutOfSpace', 'resolved', 'orphan', undefined],
      ['KubePodCrashLooping', 'firing', 'opened', alerts[0].id],
    ])
  })

  it('of amtool, which sends unset times as year 1', async () => {
    const { answer, alerts, incidents } = await send('/api/v2/alerts', 'amtool')
    expect(answer.status).toBe(200)
    expect(alerts).toMatchObject([
      { name: 'HighLatency', status: 'firing', severity: 'critical', startsAt: NOW, service: 'checkout' },
    ])
    expect(incidents).toMatchObject([{ status: 'open', title: expect.stringContaining('checkout is slow') }])
  })

  it("of Alertmanager's webhook", async () => {
    const { answer, alerts, events, incidents } = await send('/webhooks/alertmanager', 'alertmanager')
    expect([answer.status, answer.body]).toEqual([202, { accepted: 2, rejected: [] }])
    expect(alerts).toMatchObject([
      {
        name: 'PostgresConnectionsExhausted',
        fingerprint: 'a1b2c3d4e5f60718',
        source: 'alertmanager',
        severity: 'critical',
        status: 'firing',
        startsAt: '2026-03-01T03:01:12.500Z',
        entity: { type: 'database', name: 'payments-db' },
        annotations: { summary: 'payments-db has no connections left' },
      },
    ])
    expect(alerts[0].annotations).not.toHaveProperty('empty')
    expect(incidents).toMatchObject([{ causes: [{ entity: { name: 'payments-db' } }] }])
    expect(events).toHaveLength(2)
  })

  it("of Grafana's webhook", async () => {
    const { answer, alerts, events } = await send('/webhooks/grafana', 'grafana')
    expect([answer.status, answer.body]).toEqual([202, { accepted: 2, rejected: [] }])
    expect(alerts).toMatchObject([
      {
        name: 'High memory usage',
        severity: 'high',
        source: 'grafana',
        startsAt: '2026-03-01T03:03:12.157Z',
        service: 'checkout',
        annotations: { value_B: '93.5', dashboardURL: 'https://grafana.example.com/d/shop?orgId=1' },
      },
    ])
    expect(events).toHaveLength(2)
  })

  it('of PagerDuty senders', async () => {
    const { answer, alerts, events, incidents } = await send('/v2/enqueue', 'pagerduty')
    expect([answer.status, answer.body]).toEqual([
      202,
      { status: 'success', message: 'Event processed', dedup_key: 'srv01/mysql' },
    ])
    expect(alerts).toMatchObject([
      {
        name: 'disk',
        summary: 'DISK at 99% on machine prod-datapipe03.example.com',
        severity: 'high',
        status: 'firing',
        source: 'pagerduty',
        startsAt: '2026-03-01T03:02:58.315Z',
        entity: { type: 'node', name: 'prod-datapipe03.example.com' },
        annotations: { 'free space': '1%', dedup_key: 'srv01/mysql' },
        url: 'https://monitoring.example.com/alerts/17',
      },
    ])
    expect(incidents).toHaveLength(1)
    expect(events).toMatchObject([{ at: '2026-03-01T03:02:58.315Z', receivedAt: NOW, outcome: 'opened' }])
  })

  it('of Alertmanager sending to PagerDuty', async () => {
    const { answer, alerts } = await send('/v2/enqueue', 'pagerduty-from-alertmanager')
    expect(answer.status).toBe(202)
    // What Alertmanager names as the source is itself.
    expect(alerts).toMatchObject([{ severity: 'critical', entity: { type: 'service', name: 'checkout' } }])
  })

  it('of PagerDuty changes', async () => {
    const { answer, scope, changes, alerts, events } = await send('/v2/change/enqueue', 'pagerduty-change')
    expect([answer.status, answer.body.status]).toEqual([202, 'success'])
    expect(changes).toEqual([
      {
        id: expect.any(String),
        scope,
        source: 'pagerduty',
        kind: 'deploy',
        at: '2026-03-01T02:58:58.315Z',
        by: 'acme-build-pipeline-tool-default-i-9999',
        entity: { type: 'service', name: 'payments' },
        service: 'payments',
        summary: 'Build Success: Increase snapshot create timeout to 30 seconds',
        version: '2.14.1',
        url: 'https://ci.example.com/build/2',
        receivedAt: NOW,
      },
    ])
    expect([...alerts, ...events]).toEqual([])
  })

  it('of anything that a mapping describes, after a dry run that keeps nothing', async () => {
    const dry = await barograph.post('/webhooks/generic/zabbix?dry_run=true&scope=zabbix', recorded('zabbix'))
    expect(dry.status).toBe(200)
    expect(dry.body).toMatchObject({
      leftOut: 0,
      records: [{ record: { externalId: '4711', severity: 'high' } }],
    })
    const preview = { mapping: ZABBIX, body: JSON.parse(recorded('zabbix')) }
    const previewed = await barograph.post('/api/v1/mappings/preview?scope=zabbix', preview)
    const { source: _one, ...record } = dry.body.records[0].record
    const { source: _other, ...same } = previewed.body.records[0].record
    expect(same).toEqual(record)
    expect(await read('zabbix')).toEqual({ alerts: [], incidents: [], events: [], changes: [] })

    const { answer, alerts, events } = await send('/webhooks/generic/zabbix', 'zabbix')
    expect([answer.status, answer.body]).toEqual([202, { accepted: 1, rejected: [] }])
    expect(alerts).toMatchObject([
      {
        name: 'High CPU utilization (over 90% for 5m)',
        source: 'generic/zabbix',
        severity: 'high',
        startsAt: '2026-03-01T03:03:20.000Z',
        service: 'payments',
        entity: { type: 'database', name: 'db-7' },
      },
    ])
    expect(events).toMatchObject([{ externalId: '4711', fingerprint: '13491' }])
  })

  it('of canonical alerts, each in its own scope and with its clock checked', async () => {
    const { answer, scope, alerts, events } = await send('/api/v1/alerts', 'canonical')
    expect([answer.status, answer.body]).toEqual([202, { accepted: 2, rejected: [] }])
    expect(alerts).toMatchObject([
      {
        name: 'CheckoutFails',
        severity: 'high',
        scope,
        startsAt: '2026-03-01T03:04:00.000Z',
        labels: { region: 'eu' },
      },
    ])
    expect(events).toMatchObject([{ externalId: 'run-1/step-3', at: '2026-03-01T03:04:00.000Z' }])
    expect(events[0]).not.toHaveProperty('timeCorrected')
    const elsewhere = await read('staging')
    expect(elsewhere.events).toMatchObject([{ name: 'LoginSlow', at: NOW, timeCorrected: 'future' }])
  })
})

describe('what ends an alert', () => {
  const labels = { alertname: 'DiskFull', instance: 'web-1:9100' }

  it('is, for Prometheus, an end that is not ahead', async () => {
    const post = (endsAt?: string) =>
      barograph.post('/api/v2/alerts?scope=ends', [
        { labels, startsAt: '2026-03-01T03:00:00Z', ...(endsAt && { endsAt }) },
      ])
    await post(IN_TEN_MINUTES)
    await post()
    expect((await read('ends')).alerts).toMatchObject([{ status: 'firing', events: 2 }])
    await post('2026-03-01T03:04:50Z')
    const { alerts, incidents, events } = await read('ends')
    expect(alerts).toMatchObject([{ status: 'resolved', endsAt: '2026-03-01T03:04:50.000Z', events: 3 }])
    expect(incidents).toMatchObject([{ status: 'resolved' }])
    expect(incidents).toHaveLength(1)
    expect(events.map(({ outcome }) => outcome).sort()).toEqual(['duplicate', 'opened', 'resolved'])
  })

  it('is, for PagerDuty, a resolve with the same key; acknowledging it only marks it', async () => {
    const act = (event_action: string, routing_key = 'r') =>
      barograph.post('/v2/enqueue?scope=pd-ends', {
        routing_key,
        event_action,
        dedup_key: 'k',
        ...(event_action === 'trigger' && {
          payload: { summary: 'broken', source: 'db-1', severity: 'critical' },
        }),
      })
    await act('trigger')
    await act('acknowledge')
    expect((await read('pd-ends')).alerts).toMatchObject([
      { status: 'acknowledged', name: 'broken', severity: 'critical' },
    ])
    await act('resolve', 'another')
    expect((await read('pd-ends')).alerts).toMatchObject([{ status: 'acknowledged' }])
    await act('resolve')
    const { alerts, incidents } = await read('pd-ends')
    expect(alerts).toMatchObject([{ status: 'resolved', name: 'broken', severity: 'critical', events: 3 }])
    expect(incidents).toMatchObject([{ status: 'resolved' }])
  })

  it('is, for webhooks, the status', async () => {
    const notification = JSON.parse(recorded('alertmanager'))
    await barograph.post('/webhooks/alertmanager?scope=am-ends', notification)
    const [alert] = notification.alerts
    await barograph.post('/webhooks/alertmanager?scope=am-ends', {
      ...notification,
      alerts: [{ ...alert, status: 'resolved', endsAt: '2026-03-01T03:04:00Z' }],
    })
    const { alerts, incidents } = await read('am-ends')
    expect(alerts).toMatchObject([{ status: 'resolved', endsAt: '2026-03-01T03:04:00.000Z' }])
    expect(incidents).toMatchObject([{ status: 'resolved' }])
  })
})
