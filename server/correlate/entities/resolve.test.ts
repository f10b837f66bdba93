import { describe, expect, test } from 'vitest'
import { subjectOf } from '../../../ingest/sources/entity.ts'
import type { Detail } from '../state.ts'
import { about, posted } from './testing.ts'

const node = (id: string, type = 'service', aliases: string[] = [], name?: string) => ({
  id,
  type,
  aliases,
  ...(name !== undefined && { name }),
})
const estate = posted({
  nodes: [
    node('checkout', 'service', ['Checkout Service']),
    node('payments', 'service', [], 'Payments API'),
    node('payments-db', 'database'),
    node('db', 'database'),
    node('agent', 'daemonset'),
    node('report', 'cronjob'),
    node('api'),
    node('web'),
    node('titan', 'node'),
    node('web01', 'node'),
    node('web-01', 'node', ['10.0.3.4']),
    node('cache-1', 'instance', ['10.0.3.9:6379']),
    node('mail.corp.example.com', 'node'),
    node('edge-1.eu.example.com', 'node'),
    node('edge-1.us.example.com', 'node'),
    node('build.eu.example.com', 'node', ['build']),
    node('shop/cart'),
    node('test/cart'),
    node('node-a', 'node', ['gateway']),
    node('node-b', 'node', ['gateway']),
    node('two-a', 'node', ['10.0.3.7:80']),
    node('two-b', 'node', ['10.0.3.7:81']),
    node('core', 'switch', ['Core Switch 3']),
    node('ledger.shop.svc.cluster.local', 'service'),
    node('orders.db', 'database'),
    node('kube-state-metrics', 'service', ['10.9.9.9']),
    node('monitoring', 'namespace'),
    node('i-0abc', 'node'),
    node('vm-7', 'node'),
    node('blackbox'),
    node('oneself', 'node', ['127.0.0.1:8080', 'localhost.localdomain']),
  ],
  edges: [{ from: 'erp', to: 'payments-db', kind: 'depends_on' }],
})
const labelled = (labels: Record<string, string>, source = 'test'): Partial<Detail> => ({ labels, source })
/** As Prometheus' alerts come from ingest. */
const scraped = (labels: Record<string, string>): Partial<Detail> => ({
  source: 'prometheus',
  labels,
  ...subjectOf(labels),
})

describe('a name becomes an entity', () => {
  test.each<[string, Partial<Detail>, string]>([
    ['its id', { entity: { type: 'x', name: 'payments-db' } }, 'payments-db by exact'],
    ['its id in other letters', { entity: { type: 'x', name: 'PAYMENTS-DB' } }, 'payments-db by exact'],
    ['its name', { entity: { type: 'x', name: 'payments api' } }, 'payments by exact'],
    ['an alias', { service: 'checkout service' }, 'checkout by exact'],
    ['a thing that only an edge names', { service: 'ERP' }, 'erp by exact'],
    [
      'an address with a port',
      scraped({ instance: '10.0.3.4:9100', job: 'node' }),
      'web-01 by address from instance',
    ],
    [
      'another port of a known address',
      labelled({ instance: '10.0.3.9:9121' }),
      'cache-1 by address from instance',
    ],
    [
      'a known address with its port',
      scraped({ instance: '10.0.3.9:6379' }),
      'cache-1 by exact from instance',
    ],
    [
      'an address that two things share',
      scraped({ instance: '10.0.3.7:9100' }),
      '10.0.3.7 by unknown from instance',
    ],
    ['a name that two things share', { entity: { type: 'node', name: 'gateway' } }, 'gateway by unknown'],
    ['a probed URL', labelled({ instance: 'https://web01:8443/health' }), 'web01 by address from instance'],
    [
      'an Amazon host',
      labelled({ host: 'ip-10-0-3-4.eu-west-1.compute.internal' }),
      'web-01 by address from host',
    ],
    ['a full host name', labelled({ host: 'web-01.prod.example.com' }), 'web-01 by short_name from host'],
    [
      'a full host name with a port',
      scraped({ instance: 'web-01.prod.example.com:9100' }),
      'web-01 by short_name from instance',
    ],
    ['a short host name', labelled({ host: 'mail' }), 'mail.corp.example.com by full_name from host'],
    [
      'a part of a full host name',
      labelled({ host: 'mail.corp' }),
      'mail.corp.example.com by full_name from host',
    ],
    ['a short host name of two', labelled({ host: 'edge-1' }), 'edge-1 by unknown from host'],
    [
      'a short host name of two with its place',
      labelled({ host: 'edge-1.eu' }),
      'edge-1.eu.example.com by full_name from host',
    ],
    [
      'a known short name in another domain',
      labelled({ host: 'build.us.example.com' }),
      'build.us.example.com by unknown from host',
    ],
    ['a Kubernetes service', { service: 'ledger' }, 'ledger.shop.svc.cluster.local by full_name'],
    ['no longer name of a service', { service: 'orders' }, 'orders by unknown'],
    [
      'a name in its namespace',
      labelled({ deployment: 'cart', namespace: 'shop' }),
      'shop/cart by qualified from deployment',
    ],
    ['a name without its namespace', labelled({ deployment: 'cart' }), 'cart by unknown from deployment'],
    ['a pod of a deployment', scraped({ pod: 'checkout-7f9c6d5b8-x2x8p' }), 'checkout by owner from pod'],
    ['a pod with a shorter hash', scraped({ pod: 'checkout-7f9c6d-x2x8p' }), 'checkout by owner from pod'],
    [
      'a pod of a deployment in its namespace',
      labelled({ pod: 'cart-7f9c6d-x2x8p', namespace: 'shop' }),
      'shop/cart by owner from pod',
    ],
    ['a pod of a stateful set', labelled({ pod: 'db-0' }), 'db by owner from pod'],
    ['a pod of a daemon set', labelled({ pod: 'agent-x7k2p' }), 'agent by owner from pod'],
    ['a pod of a cron job', labelled({ pod: 'report-28912345-abcde' }), 'report by owner from pod'],
    ['a job of a cron job', labelled({ job_name: 'report-28912345' }), 'report by owner from job_name'],
    ['a replica set', labelled({ replicaset: 'checkout-7f9c6d5b8' }), 'checkout by owner from replicaset'],
    ['a pod as host', labelled({ hostname: 'checkout-7f9c6d5b8-x2x8p' }), 'checkout by owner from hostname'],
    ['a host that is numbered', labelled({ host: 'web-02' }), 'web-02 by unknown from host'],
    [
      'a pod whose name ends in words',
      labelled({ pod: 'checkout-service-redis' }),
      'checkout-service-redis by unknown from pod',
    ],
    [
      'an Azure resource',
      labelled({
        resource_id: '/subscriptions/1/resourceGroups/g/providers/Microsoft.Compute/virtualMachines/VM-7',
      }),
      'vm-7 by resource from resource_id',
    ],
    [
      'an ARN',
      labelled({ DBInstanceIdentifier: 'arn:aws:rds:eu-west-1:1:db:payments-db' }),
      'payments-db by resource from DBInstanceIdentifier',
    ],
    ['a CloudWatch dimension', labelled({ InstanceId: 'i-0abc' }), 'i-0abc by exact from InstanceId'],
    [
      'OpenTelemetry names',
      labelled({ 'service.name': 'checkout', 'host.name': 'web01' }),
      'checkout by exact from service.name',
    ],
    [
      'Datadog tags',
      labelled({ kube_deployment: 'checkout', host: 'web01' }),
      'checkout by exact from kube_deployment',
    ],
    ['a label of one source', labelled({ source: 'web01' }, 'pagerduty'), 'web01 by exact from source'],
    ['the same label of another', labelled({ source: 'web01' }), 'nothing by none'],
    [
      'an address that every machine has',
      labelled({ instance: '127.0.0.1:9100' }),
      '127.0.0.1 by unknown from instance',
    ],
    ['a name that every machine has', labelled({ host: 'localhost' }), 'localhost by unknown from host'],
    ['the name of a port', labelled({ endpoint: 'web' }), 'nothing by none'],
    ['words', { name: 'Alert', summary: 'Server web01 is down' }, 'web01 by text'],
    ['nothing', {}, 'nothing by none'],
  ])('%s', (_what, detail, expected) => {
    expect(about(estate, detail)).toBe(expected)
  })
})

describe('of several names the most specific one that topology knows wins', () => {
  test.each<[string, Partial<Detail>, string]>([
    [
      'a pod before its host',
      labelled({ pod: 'checkout-7f9c6d5b8-x2x8p', node: 'web01' }),
      'checkout by owner from pod',
    ],
    [
      'an instance before its service',
      labelled({ service: 'checkout', instance: 'cache-1:80' }),
      'cache-1 by address from instance',
    ],
    [
      'a service before a host',
      labelled({ host: 'web01', service: 'checkout' }),
      'checkout by exact from service',
    ],
    [
      'a service for an unknown instance',
      scraped({ instance: '10.7.7.7:80', service: 'checkout' }),
      'checkout by exact from service',
    ],
    [
      'a service for an unknown pod',
      scraped({ pod: 'x', service: 'checkout' }),
      'checkout by exact from service',
    ],
    [
      'the host for an unknown address',
      labelled({ instance: '10.7.7.7:80', host: 'web01' }),
      'web01 by exact from host',
    ],
    ['not the host for an unknown pod', scraped({ pod: 'x', node: 'web01' }), 'x by unknown from pod'],
    [
      'not the host for an unknown database',
      scraped({ database: 'orders', instance: 'web01:9187' }),
      'orders by unknown from database',
    ],
    [
      'not the exporter for an unknown pod',
      scraped({ pod: 'x', instance: '10.9.9.9:8080' }),
      'x by unknown from pod',
    ],
    [
      'not the namespace for an unknown pod',
      scraped({ pod: 'x', namespace: 'monitoring' }),
      'x by unknown from pod',
    ],
    [
      'not the host for an unknown thing of its own type',
      { entity: { type: 'disk', name: 'sda' }, labels: { host: 'web01' } },
      'sda by unknown',
    ],
    ['the namespace when there is nothing else', scraped({ namespace: 'monitoring' }), 'monitoring by exact'],
    [
      'what collided with the labels of a scrape',
      labelled({ pod: 'db-0', exported_pod: 'agent-x7k2p' }),
      'agent by owner from exported_pod',
    ],
    [
      'not who reports',
      labelled({ service: 'kube-state-metrics', deployment: 'checkout' }),
      'checkout by exact from deployment',
    ],
    [
      'not the job that scrapes many',
      scraped({ instance: 'https://unheard-of/health', job: 'blackbox' }),
      'unheard-of by unknown from instance',
    ],
    [
      'the entity that it names itself',
      { entity: { type: 'node', name: 'web01' }, labels: { service: 'checkout' } },
      'web01 by exact',
    ],
  ])('%s', (_what, detail, expected) => {
    expect(about(estate, detail)).toBe(expected)
  })

  test('labels of the settings come first, for their sources', () => {
    const own = [{ kind: 'service' as const, labels: ['cmdb.CI'], sources: ['Zabbix'] }]
    const labels = { cmdb_ci: 'checkout', pod: 'db-0' }
    expect(about(estate, { labels, source: 'zabbix' }, own)).toBe('checkout by exact from cmdb_ci')
    expect(about(estate, { labels, source: 'other' }, own)).toBe('db by owner from pod')
  })
})

describe('words name a node', () => {
  test.each([
    ['Server web01 is down', 'web01'],
    ['web-01.prod.example.com: no answer.', 'web-01'],
    ['High load (10.0.3.4:9100)', 'web-01'],
    ['Replication of payments-db lags', 'payments-db'],
    ['payments-db: payments-db is slow', 'payments-db'],
    ['Core Switch 3 lost its uplink', 'core'],
    ['service checkout answers slowly', 'checkout'],
    ['host: titan', 'titan'],
    ["'checkout' answers slowly", 'checkout'],
    ['crash of checkout-7f9c6d5b8-x2x8p', 'checkout'],
  ])('in %j', (summary, expected) => {
    expect(about(estate, { summary })).toBe(`${expected} by text`)
  })

  test.each([
    'The api answers slowly',
    'Errors on the web',
    'web server error',
    'Server is down',
    'the gateway node-c',
    'payments-db and web01 are down',
    'service web-0123 is down',
    'gateway is down, see https://titan.example.com/web-01',
    'host gateway is down',
  ])('not in %j', (summary) => {
    expect(about(estate, { summary })).toBe('nothing by none')
  })

  test('only where nothing else does', () => {
    expect(about(estate, { summary: 'Server web01 is down', service: 'unheard-of' })).toBe(
      'unheard-of by unknown',
    )
    const namespace = {
      entity: { type: 'namespace', name: 'unheard-of' },
      labels: { namespace: 'unheard-of' },
    }
    expect(about(estate, { ...namespace, summary: 'Server web01 is down' })).toBe('web01 by text')
  })
})
