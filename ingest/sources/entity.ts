import type { Entity } from '../../schema/entity.ts'
import { clip } from './text.ts'

/** A type of entity and the labels that name one, the most usual first. */
interface Convention {
  type: string
  labels: readonly string[]
}

/**
 * What an alert is about, by the labels that name it: the most specific thing that a person would call broken
 * comes first. A database or a queue goes before the machine whose exporter reports on it.
 * Names are compared in lower case with `.` and `-` as `_`, so that `k8s.pod.name` is `k8s_pod_name`.
 */
const CONVENTIONS: readonly Convention[] = [
  { type: 'pod', labels: ['pod', 'pod_name', 'kubernetes_pod_name', 'k8s_pod_name'] },
  { type: 'statefulset', labels: ['statefulset', 'k8s_statefulset_name'] },
  { type: 'deployment', labels: ['deployment', 'kube_deployment', 'k8s_deployment_name'] },
  { type: 'daemonset', labels: ['daemonset', 'k8s_daemonset_name'] },
  { type: 'cronjob', labels: ['cronjob', 'k8s_cronjob_name', 'job_name'] },
  {
    type: 'database',
    labels: ['database', 'database_name', 'db', 'db_name', 'dbname', 'db_instance', 'dbinstanceidentifier'],
  },
  { type: 'queue', labels: ['queue', 'queue_name', 'topic', 'topic_name', 'kafka_topic'] },
  { type: 'volume', labels: ['persistentvolumeclaim', 'persistentvolume'] },
  { type: 'container', labels: ['container', 'container_name'] },
  {
    type: 'node',
    labels: ['node', 'nodename', 'node_name', 'kubernetes_node', 'kube_node', 'k8s_node_name'],
  },
  { type: 'node', labels: ['host', 'hostname', 'host_name', 'server'] },
  { type: 'instance', labels: ['instance', 'target'] },
]

const SERVICE_LABELS = [
  'service',
  'service_name',
  'app',
  'application',
  'app_kubernetes_io_name',
  'k8s_app',
  'deployment',
  'kube_deployment',
  'k8s_deployment_name',
  'statefulset',
  'k8s_statefulset_name',
  'daemonset',
  'k8s_daemonset_name',
]

/** Wider than a service: only named when nothing else is. */
const AREAS: readonly Convention[] = [
  { type: 'namespace', labels: ['namespace', 'kubernetes_namespace', 'k8s_namespace_name'] },
  { type: 'cluster', labels: ['cluster', 'cluster_name', 'k8s_cluster_name'] },
]

/** Who reports, not what is reported on; and Kubernetes' pause container. */
const REPORTER =
  /(^|[-_])(exporter|kube-state-metrics|cadvisor|kubelet|pushgateway|node-problem-detector)s?([-_]|$)|^POD$/

/** Jobs that scrape many unrelated things: to take one for a service would make them all relatives. */
const SCRAPE_JOB =
  /^(nodes?|pods?|blackbox|snmp|probes?|federate|windows|linux|docker|telegraf|kubernetes-(pods|nodes|services|service-endpoints|ingresses|apiservers|nodes-cadvisor))(-slow)?$/

/** Ports of exporters that report on the whole machine: Prometheus' node and Windows exporters. */
const MACHINE_PORTS = new Set(['9100', '9182'])

const POD_OF_DEPLOYMENT = /^(.+)-[0-9a-f]{6,10}-[a-z0-9]{5}$/
const POD_OF_STATEFULSET = /^(.+)-\d+$/
const POD_OF_DAEMONSET = /^(.+)-[a-z0-9]{5}$/

const LONGEST_NAME = 512

/** What labels say an alert is about: the thing that broke and the service that it belongs to. */
export interface Subject {
  entity?: Entity
  service?: string
}

/**
 * Reads the broken thing and its service from labels by common conventions. An explicit `entity` label (with
 * `entity_type`) wins. Prometheus keeps a label that collided with its own as `exported_...`: that one speaks
 * of the subject. Exporters and scrape jobs are named only where there is nothing else.
 */
export function subjectOf(labels: Record<string, string>): Subject {
  const read = reader(labels)
  const service = serviceOf(read)
  const entity = entityOf(read, service)
  return { ...(entity && { entity }), ...(service && { service }) }
}

type Read = (label: string) => string | undefined

function reader(labels: Record<string, string>): Read {
  const values = new Map<string, string>()
  let exported: Map<string, string> | undefined
  for (const name in labels) {
    const asked = askedLabel(name)
    const value = asked && labels[name]?.trim()
    if (!asked || !value) continue
    if (asked.exported) exported ??= new Map()
    const into = (asked.exported && exported) || values
    if (!into.has(asked.label)) into.set(asked.label, clip(value, LONGEST_NAME))
  }
  return (label) => exported?.get(label) ?? values.get(label)
}

/** A label by the name that conventions know it by. */
interface AskedLabel {
  label: string
  exported: boolean
}

const ASKED = new Set([
  ...[...CONVENTIONS, ...AREAS].flatMap(({ labels }) => labels),
  ...SERVICE_LABELS,
  'job',
  'entity',
  'entity_type',
])

/** Label names that were met, as there are few of them and many labels. */
const met = new Map<string, AskedLabel | 'not asked'>()
const MOST_MET = 10_000

/** What conventions call a label; undefined for one that none asks for. */
function askedLabel(name: string): AskedLabel | undefined {
  const known = met.get(name)
  if (known !== undefined) return known === 'not asked' ? undefined : known
  const normal = name.toLowerCase().replace(/[.-]/g, '_')
  const exported = normal.startsWith(EXPORTED) && ASKED.has(normal.slice(EXPORTED.length))
  const label = exported ? normal.slice(EXPORTED.length) : normal
  const asked = ASKED.has(label) ? { label, exported } : undefined
  if (met.size === MOST_MET) met.clear()
  met.set(name, asked ?? 'not asked')
  return asked
}

const EXPORTED = 'exported_'

function serviceOf(read: Read): string | undefined {
  for (const label of SERVICE_LABELS) {
    const value = read(label)
    if (value && !REPORTER.test(value)) return value
  }
  const pod = firstOf(read, CONVENTIONS[0]?.labels ?? [])
  const workload = pod && workloadOf(pod)
  if (workload && !REPORTER.test(pod)) return workload
  const job = read('job')
  return job && !REPORTER.test(job) && !SCRAPE_JOB.test(job) ? job : undefined
}

function entityOf(read: Read, service: string | undefined): Entity | undefined {
  const explicit = read('entity')
  if (explicit) return { type: clip(read('entity_type') ?? 'service', 64), name: explicit }
  for (const { type, labels } of CONVENTIONS) {
    const name = firstOf(read, labels)
    if (name) return type === 'instance' ? instance(name) : { type, name }
  }
  if (service) return { type: 'service', name: service }
  for (const { type, labels } of AREAS) {
    const name = firstOf(read, labels)
    if (name) return { type, name }
  }
  const reporter = read('service') ?? read('job')
  return reporter ? { type: 'service', name: reporter } : undefined
}

function firstOf(read: Read, labels: readonly string[]): string | undefined {
  for (const label of labels) {
    const value = read(label)
    if (value && !REPORTER.test(value)) return value
  }
  return undefined
}

/** The workload that a Kubernetes pod belongs to, by the way its name is made; undefined if it is not. */
function workloadOf(pod: string): string | undefined {
  for (const pattern of [POD_OF_DEPLOYMENT, POD_OF_STATEFULSET, POD_OF_DAEMONSET]) {
    const found = pattern.exec(pod)?.[1]
    if (found) return found
  }
  return undefined
}

/** A scrape address without its port; a probed URL is an endpoint. */
function instance(address: string): Entity {
  if (/^[a-z]+:\/\//i.test(address)) {
    const host = URL.canParse(address) ? new URL(address).hostname : ''
    return { type: 'endpoint', name: host || address }
  }
  const [, bracketed, host, port = ''] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(address) ?? []
  return { type: MACHINE_PORTS.has(port) ? 'node' : 'instance', name: bracketed ?? host ?? address }
}
