import { expect, it } from 'vitest'
import { subjectOf } from './entity.ts'

it.each<[string, Record<string, string>, string | undefined, string | undefined]>([
  ['a service', { service: 'checkout' }, 'service checkout', 'checkout'],
  ['a job', { job: 'checkout' }, 'service checkout', 'checkout'],
  ['an app behind a service label', { app: 'cart', service: 'cart-svc' }, 'service cart-svc', 'cart-svc'],
  ['an explicit entity', { entity: 'pay-db', entity_type: 'database', pod: 'x-1' }, 'database pay-db', 'x'],
  ['an instance of a service', { instance: 'cart-1:8080', job: 'cart' }, 'instance cart-1', 'cart'],
  ['a machine by its exporter', { instance: '10.0.0.4:9100', job: 'node' }, 'node 10.0.0.4', undefined],
  ['an IPv6 instance', { instance: '[fe80::1]:8080' }, 'instance fe80::1', undefined],
  ['a bare IPv6 address', { instance: 'fe80::1' }, 'instance fe80::1', undefined],
  [
    'a probed URL',
    { instance: 'https://shop.example.com/health', job: 'blackbox' },
    'endpoint shop.example.com',
    undefined,
  ],
  [
    'a database seen by its exporter',
    { database: 'orders-db', instance: 'pg-1:9187', job: 'postgres-exporter' },
    'database orders-db',
    undefined,
  ],
  [
    'a queue of a broker',
    { queue: 'orders', instance: 'rabbit-1:15692', job: 'rabbitmq' },
    'queue orders',
    'rabbitmq',
  ],
  [
    'a pod that kube-state-metrics reports on',
    { pod: 'cart-7d9f8b6c5d-x2x9z', node: 'n1', instance: '10.1.1.1:8080', job: 'kube-state-metrics' },
    'pod cart-7d9f8b6c5d-x2x9z',
    'cart',
  ],
  [
    'a pod behind labels that collided',
    { pod: 'kube-state-metrics-0', exported_pod: 'pay-db-0', job: 'kube-state-metrics' },
    'pod pay-db-0',
    'pay-db',
  ],
  [
    'a machine whose exporter is a pod',
    { pod: 'mon-node-exporter-8kq2n', instance: '10.0.0.4:9100', job: 'node-exporter', namespace: 'mon' },
    'node 10.0.0.4',
    undefined,
  ],
  [
    'a deployment',
    { deployment: 'cart', namespace: 'shop', job: 'kube-state-metrics' },
    'deployment cart',
    'cart',
  ],
  ['OpenTelemetry names', { 'k8s.pod.name': 'a-b', 'service.name': 'cart' }, 'pod a-b', 'cart'],
  ['a Datadog host', { host: 'web-3', service: 'cart' }, 'node web-3', 'cart'],
  ['a namespace', { namespace: 'shop', job: 'kube-state-metrics' }, 'namespace shop', undefined],
  ['a pod found by discovery', { pod: 'a-0', job: 'kubernetes-pods' }, 'pod a-0', 'a'],
  [
    'a service with a usual name',
    { service: 'kubernetes-dashboard' },
    'service kubernetes-dashboard',
    'kubernetes-dashboard',
  ],
  ['an exporter itself', { job: 'node-exporter' }, 'service node-exporter', undefined],
  ['nothing', { alertname: 'Watchdog' }, undefined, undefined],
])('finds %s', (_, labels, entity, service) => {
  const subject = subjectOf(labels)
  expect(subject.entity && `${subject.entity.type} ${subject.entity.name}`).toBe(entity)
  expect(subject.service).toBe(service)
})
