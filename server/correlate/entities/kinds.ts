import type { EntityKind } from '../../../schema/settings/entity-labels.ts'

/** Kinds by the types that alerts and nodes give things. */
const KIND_OF_TYPE = new Map<string, EntityKind>([
  ['pod', 'pod'],
  ['deployment', 'workload'],
  ['statefulset', 'workload'],
  ['daemonset', 'workload'],
  ['replicaset', 'workload'],
  ['cronjob', 'workload'],
  ['job', 'workload'],
  ['database', 'database'],
  ['queue', 'queue'],
  ['volume', 'volume'],
  ['function', 'function'],
  ['instance', 'instance'],
  ['endpoint', 'instance'],
  ['container', 'container'],
  ['service', 'service'],
  ['application', 'service'],
  ['node', 'host'],
  ['host', 'host'],
  ['server', 'host'],
  ['vm', 'host'],
  ['machine', 'host'],
  ['device', 'device'],
  ['switch', 'device'],
  ['router', 'device'],
  ['namespace', 'area'],
  ['cluster', 'area'],
])

/** The kind of a thing of this type; undefined for types of people's own. */
export function kindOf(type: string): EntityKind | undefined {
  return KIND_OF_TYPE.get(type.toLowerCase())
}

/** The type of a thing of this kind that topology does not know. */
export function typeOf(kind: EntityKind): string {
  return kind === 'host' ? 'node' : kind === 'workload' ? 'deployment' : kind
}

const WHOLES: readonly EntityKind[] = ['pod', 'workload', 'service']
const RUNNING: readonly EntityKind[] = [
  'pod',
  'workload',
  'database',
  'queue',
  'function',
  'instance',
  'container',
  'service',
]
const MACHINES: readonly EntityKind[] = [...RUNNING, 'volume', 'host', 'device']

/**
 * What may stand for a thing that topology does not know, where the alert names both. A pod may be spoken of as its
 * service, an address as its host; but a pod or a database is not the host that it shares with others, nor the
 * exporter that reports on it, and nothing is its whole namespace.
 */
const STANDS_FOR: Partial<Record<EntityKind, readonly EntityKind[]>> = {
  pod: WHOLES,
  workload: WHOLES,
  container: [...WHOLES, 'container'],
  service: RUNNING,
  instance: MACHINES,
  host: MACHINES,
  device: MACHINES,
}

/** Whether a known thing of this kind may stand for an unknown one of that kind. */
export function mayStandFor(kind: EntityKind, unknown: EntityKind | undefined): boolean {
  if (unknown === 'area') return true
  return (unknown && STANDS_FOR[unknown]?.includes(kind)) ?? kind === unknown
}
