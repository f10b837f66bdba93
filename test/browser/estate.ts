import type { Client } from '../support/client.ts'

/** A small shop with a fault at its database two minutes after a change, and another one elsewhere. */
export async function tellOfTwoFaults(client: Client): Promise<void> {
  const now = Date.now()
  const at = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString()
  const service = (id: string) => ({ id, type: 'service', tier: 1 })
  await client.post('/api/v1/topology', {
    nodes: [
      ...['web', 'checkout', 'payments', 'refunds', 'erp'].map(service),
      { id: 'payments-db', type: 'database' },
    ],
    edges: [
      { from: 'web', to: 'checkout', kind: 'calls' },
      { from: 'checkout', to: 'payments', kind: 'calls' },
      { from: 'payments', to: 'payments-db', kind: 'depends_on' },
      { from: 'refunds', to: 'payments-db', kind: 'depends_on' },
      { from: 'erp', to: 'erp-db', kind: 'depends_on' },
    ],
  })
  await client.post('/api/v1/changes', {
    source: 'ci',
    kind: 'config',
    by: 'deploy-bot',
    at: at(420),
    entity: { type: 'database', name: 'payments-db' },
    summary: 'max_connections 400 -> 100',
  })
  await client.post('/api/v1/alerts', [
    alertOn(
      'payments-db',
      'ConnectionsExhausted',
      'critical',
      at(300),
      'payments-db refuses connections',
      'database',
    ),
    alertOn('payments', 'HighErrorRatio', 'high', at(270), 'payments answers 5xx'),
    alertOn('refunds', 'HighErrorRatio', 'high', at(265), 'refunds answers 5xx'),
    alertOn('checkout', 'HighLatency', 'warning', at(255), 'checkout is slow'),
    alertOn('erp', 'BatchLate', 'warning', at(200), 'the nightly batch of erp is late'),
  ])
  await client.settle()
}

/** An alert event on a thing of the shop. */
export function alertOn(
  name: string,
  rule: string,
  severity: 'critical' | 'high' | 'warning' | 'info',
  at: string,
  summary: string,
  type = 'service',
) {
  const service = type === 'service' ? { service: name } : {}
  return {
    source: 'prometheus',
    status: 'firing',
    name: rule,
    severity,
    at,
    summary,
    entity: { type, name },
    labels: { on: name },
    ...service,
  }
}

/** A shop of seventy services in which, within a minute, a disk is full and a certificate has expired, each with its victims. */
export async function tellOfTwoFaultsInOne(client: Client): Promise<void> {
  const now = Date.now()
  const at = (secondsAgo: number) => new Date(now - secondsAgo * 1000).toISOString()
  const services = Array.from({ length: 70 }, (_, i) => `service-${i}`)
  const needs = (names: readonly string[], to: string) =>
    names.map((from) => ({ from, to, kind: 'depends_on' }))
  await client.post('/api/v1/topology', {
    nodes: [
      ...['gateway', ...services].map((id) => ({ id, type: 'service', tier: 1 })),
      { id: 'db-7', type: 'database' },
      { id: 'proxy-1', type: 'proxy' },
    ],
    edges: [
      ...services.map((to) => ({ from: 'gateway', to, kind: 'calls' })),
      ...needs([...services.slice(0, 3), 'proxy-1'], 'db-7'),
      ...needs(services.slice(10, 13), 'proxy-1'),
    ],
  })
  await client.post('/api/v1/alerts', [
    alertOn('db-7', 'DiskFull', 'critical', at(300), 'the disk of db-7 is full', 'database'),
    ...[0, 1, 2].map((i) => alertOn(`service-${i}`, 'HighErrorRatio', 'high', at(280 - i), 'answers 5xx')),
    alertOn('proxy-1', 'CertificateExpired', 'critical', at(260), 'its certificate has expired', 'proxy'),
    ...[10, 11, 12].map((i) => alertOn(`service-${i}`, 'HighErrorRatio', 'high', at(260 - i), 'answers 5xx')),
  ])
  await client.settle()
}
