import type { AlertInput } from '../../../schema/records/alert.ts'
import type { TopologyInput } from '../../../schema/records/topology.ts'
import type { Severity } from '../../../schema/severity.ts'

/** A thing of the estate that can alert. */
export interface Thing {
  id: string
  type: string
  service: string
}

/** An estate to load the system with: its things and its topology. */
export interface LoadEstate {
  things: Thing[]
  topology: TopologyInput
}

const INSTANCES_PER_SERVICE = 8
const SERVICES_PER_DATABASE = 5
const INSTANCES_PER_NODE = 10
/** Services that belong together; calls lead from one to the later ones of its own group, and rarely out of it. */
const GROUP = 10
const SEVERITIES: Severity[] = ['critical', 'high', 'warning', 'warning', 'info']

/** An estate of about so many things: services that call one another, their instances on nodes, and databases. */
export function loadEstate(size: number): LoadEstate {
  const perService = 1 + INSTANCES_PER_SERVICE * (1 + 1 / INSTANCES_PER_NODE) + 1 / SERVICES_PER_DATABASE
  const services = Math.max(1, Math.round(size / perService))
  const things: Thing[] = []
  const edges: NonNullable<TopologyInput['edges']> = []
  for (let i = 0; i < services; i++) {
    const service = `service-${i}`
    things.push({ id: service, type: 'service', service })
    for (const callee of [2 * i + 1, 2 * i + 2].map((n) => n - i + (i % GROUP))) {
      const to = Math.floor(i / GROUP) * GROUP + callee
      if (callee < GROUP && to < services && to !== i)
        edges.push({ from: service, to: `service-${to}`, kind: 'calls' })
    }
    edges.push({ from: service, to: `database-${Math.floor(i / SERVICES_PER_DATABASE)}`, kind: 'depends_on' })
    for (let n = 0; n < INSTANCES_PER_SERVICE; n++) {
      const id = `${service}-${n}`
      const node = Math.floor((i * INSTANCES_PER_SERVICE + n) / INSTANCES_PER_NODE)
      things.push({ id, type: 'pod', service })
      edges.push(
        { from: id, to: service, kind: 'part_of' },
        { from: id, to: `node-${node}`, kind: 'runs_on' },
      )
    }
  }
  for (const [type, count] of [
    ['database', Math.ceil(services / SERVICES_PER_DATABASE)],
    ['node', Math.ceil((services * INSTANCES_PER_SERVICE) / INSTANCES_PER_NODE)],
  ] as const) {
    for (let i = 0; i < count; i++)
      things.push({ id: `${type}-${i}`, type, service: type === 'node' ? 'platform' : `service-${i * 5}` })
  }
  return { things, topology: { nodes: things.map(({ id, type }) => ({ id, type })), edges } }
}

/**
 * The alert of number `n`: neighbouring numbers are about things of all kinds all over the estate, and each has a
 * fingerprint of its own. `at` is its event time in epoch milliseconds.
 */
export function loadAlert({ things }: LoadEstate, n: number, at: number, status: AlertInput['status']) {
  const thing = things[(n * 389) % things.length] ?? { id: 'thing', type: 'service', service: 'thing' }
  const rule = Math.floor(n / things.length)
  const severity = SEVERITIES[(n * 7) % SEVERITIES.length] ?? 'info'
  return {
    source: 'prometheus',
    status,
    severity,
    name: `Rule${rule}`,
    summary: `Rule${rule} on ${thing.id}: the error ratio is above its limit for 5 minutes`,
    at: new Date(at).toISOString(),
    service: thing.service,
    entity: { type: thing.type, name: thing.id },
    labels: {
      alertname: `Rule${rule}`,
      severity,
      instance: thing.id,
      service: thing.service,
      cluster: `cluster-${n % 3}`,
      team: `team-${thing.service.length % 5}`,
    },
    annotations: { runbook: `https://runbooks.example.com/Rule${rule}` },
  } satisfies AlertInput
}
