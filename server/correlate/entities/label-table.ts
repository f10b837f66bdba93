import type { EntityKind, EntityLabels } from '../../../schema/settings/entity-labels.ts'

/** A row of the table of labels. */
interface Row extends EntityLabels {
  /** Too vague to be believed unless topology knows what it names. */
  onlyKnown?: true
}

/**
 * The labels by which monitoring tools name what they speak of, the most specific kind first: where several name known
 * things, the first row wins. A pod or an instance says more than the service that it is a part of, and a service
 * more than a host, which many share.
 * Sources: kubernetes/kube-state-metrics; OpenTelemetry's resource semantic conventions; Datadog's unified service
 * tags; Amazon CloudWatch dimensions; Zabbix macros; Azure Monitor's common alert schema; PagerDuty Events v2.
 */
const TABLE: readonly Row[] = [
  { kind: 'pod', labels: ['pod', 'pod_name', 'kubernetes_pod_name', 'kube_pod', 'k8s_pod_name'] },
  { kind: 'workload', labels: ['statefulset', 'kube_stateful_set', 'k8s_statefulset_name'] },
  { kind: 'workload', labels: ['deployment', 'kube_deployment', 'k8s_deployment_name'] },
  { kind: 'workload', labels: ['daemonset', 'kube_daemon_set', 'k8s_daemonset_name'] },
  { kind: 'workload', labels: ['replicaset', 'kube_replica_set', 'k8s_replicaset_name'] },
  { kind: 'workload', labels: ['cronjob', 'kube_cronjob', 'k8s_cronjob_name'] },
  { kind: 'workload', labels: ['job_name', 'kube_job', 'k8s_job_name'] },
  { kind: 'workload', labels: ['workload', 'created_by_name', 'owner_name'], onlyKnown: true },
  {
    kind: 'database',
    labels: [
      'database',
      'database_name',
      'db',
      'db_name',
      'dbname',
      'datname',
      'db_namespace',
      'db_instance',
      'dbinstanceidentifier',
      'dbclusteridentifier',
      'cacheclusterid',
      'tablename',
    ],
  },
  {
    kind: 'queue',
    labels: [
      'queue',
      'queue_name',
      'queuename',
      'topic',
      'topic_name',
      'topicname',
      'kafka_topic',
      'streamname',
      'messaging_destination_name',
    ],
  },
  { kind: 'volume', labels: ['persistentvolumeclaim', 'persistentvolume', 'volumeid'] },
  { kind: 'function', labels: ['functionname', 'function_name', 'faas_name'] },
  { kind: 'instance', labels: ['instance', 'service_instance_id', 'target'] },
  { kind: 'instance', labels: ['instanceid', 'instance_id', 'loadbalancer', 'loadbalancername'] },
  { kind: 'instance', labels: ['url', 'server_address'], onlyKnown: true },
  {
    kind: 'container',
    labels: [
      'container',
      'container_name',
      'container_label_com_docker_compose_service',
      'k8s_container_name',
    ],
    onlyKnown: true,
  },
  {
    kind: 'service',
    labels: [
      'service',
      'service_name',
      'servicename',
      'kube_service',
      'app_kubernetes_io_name',
      'k8s_app',
      'app',
      'application',
      'app_name',
    ],
  },
  {
    kind: 'service',
    labels: ['job', 'component'],
    onlyKnown: true,
  },
  {
    kind: 'host',
    labels: [
      'host',
      'hostname',
      'host_name',
      'fqdn',
      'server',
      'server_name',
      'node',
      'nodename',
      'node_name',
      'kubernetes_node',
      'kube_node',
      'k8s_node_name',
      'computer',
      'machine',
      'vm',
      'vm_name',
      'virtual_machine',
    ],
  },
  {
    kind: 'host',
    sources: ['zabbix'],
    labels: ['host_host', 'host_visible_name', 'host_ip', 'host_conn', 'host_dns'],
  },
  { kind: 'host', sources: ['pagerduty'], labels: ['source'] },
  { kind: 'host', sources: ['azure', 'azure-monitor'], labels: ['resourcename', 'resource_name'] },
  {
    kind: 'host',
    labels: [
      'host_ip',
      'ip',
      'ip_address',
      'address',
      'net_host_name',
      'resource_id',
      'resourceid',
      'targetresource',
    ],
    onlyKnown: true,
  },
  {
    kind: 'device',
    labels: ['device_name', 'sysname', 'switch', 'router', 'firewall', 'network_device', 'device'],
    onlyKnown: true,
  },
  { kind: 'area', labels: ['kubernetes_namespace', 'k8s_namespace_name', 'namespace'], onlyKnown: true },
  { kind: 'area', labels: ['cluster', 'cluster_name', 'clustername', 'k8s_cluster_name'], onlyKnown: true },
]

/** What a label can say of the thing that an alert is about. */
export interface NamingLabel {
  /** Its row: the smaller, the more specific. */
  rank: number
  kind: EntityKind
  onlyKnown: boolean
  sources: ReadonlySet<string> | undefined
}

/** Tells what labels name; made once for the settings of a correlator. */
export interface LabelTable {
  /** What the label names in an alert of this source; undefined where it names nothing. */
  read(label: string, source: string): NamingLabel | undefined
  /** Where an alert's own service stands: behind every label that names a service. */
  serviceRank: number
}

const MOST_MET = 10_000
const EXPORTED = 'exported_'
const NONE: readonly NamingLabel[] = []

/** The built-in table behind the rows of the settings, which therefore win. */
export function createLabelTable(own: readonly EntityLabels[]): LabelTable {
  const rows: readonly Row[] = [...own, ...TABLE]
  const byLabel = new Map<string, NamingLabel[]>()
  let rank = 0
  for (const { kind, labels, sources, onlyKnown = false } of rows) {
    for (const label of labels) {
      const name = normal(label)
      const named = { rank: rank++, kind, onlyKnown, sources: sources && new Set(sources.map(lower)) }
      byLabel.set(name, [...(byLabel.get(name) ?? []), named])
    }
  }
  /** Labels as they were met, as there are few of them and many alerts. */
  const met = new Map<string, readonly NamingLabel[]>()
  const find = (label: string): readonly NamingLabel[] => {
    const name = normal(label)
    const found = byLabel.get(name)
    if (found) return found
    // Prometheus keeps a label that collided with its own under this name: it speaks of the subject itself.
    const exported = name.startsWith(EXPORTED) ? byLabel.get(name.slice(EXPORTED.length)) : undefined
    return exported?.map((one) => ({ ...one, rank: one.rank - 0.5 })) ?? NONE
  }
  const services = [...byLabel.values()].flat().filter(({ kind }) => kind === 'service')
  return {
    serviceRank: Math.max(...services.map((one) => one.rank)) + 0.5,
    read(label, source) {
      let known = met.get(label)
      if (!known) {
        if (met.size >= MOST_MET) met.clear()
        known = find(label)
        met.set(label, known)
      }
      if (known === NONE) return undefined
      return known.find(({ sources }) => !sources || sources.has(source.toLowerCase()))
    },
  }
}

function normal(label: string): string {
  return label.toLowerCase().replace(/[./-]/g, '_')
}

function lower(text: string): string {
  return text.toLowerCase()
}
