import type { Severity } from '../../schema/severity.ts'
import type { Thing } from './estate.ts'

/** Tools that send the simulated alerts. */
export type Tool = 'prometheus' | 'grafana' | 'zabbix' | 'pagerduty' | 'pingdom'

/** An alerting rule of one tool. */
export interface Rule {
  name: string
  tool: Tool
  severity: Severity
  /** What it says about a thing. */
  summary: (thing: Thing) => string
  /** Another tool that may see the same condition, and its words for it. */
  alsoSeenBy?: { tool: Tool; name: string }
}

const rule = (
  tool: Tool,
  name: string,
  severity: Severity,
  summary: Rule['summary'],
  alsoSeenBy?: Rule['alsoSeenBy'],
): Rule => ({ tool, name, severity, summary, ...(alsoSeenBy && { alsoSeenBy }) })

/** How each type of thing shows that something which it needs is in trouble, the surest sign first. */
const IMPAIRED: Readonly<Record<string, readonly Rule[]>> = {
  gateway: [
    rule(
      'prometheus',
      'HighErrorRatio',
      'critical',
      ({ id }) => `${id} answers 5xx to more than 5 % of requests`,
      {
        tool: 'grafana',
        name: 'High error ratio',
      },
    ),
    rule(
      'pingdom',
      'CheckoutJourneyFailing',
      'critical',
      () => 'the synthetic purchase fails from 3 of 4 places',
    ),
  ],
  service: [
    rule(
      'prometheus',
      'HighErrorRatio',
      'high',
      ({ id }) => `${id} answers 5xx to more than 2 % of requests`,
      {
        tool: 'grafana',
        name: 'High error ratio',
      },
    ),
    rule('prometheus', 'HighLatencyP99', 'warning', ({ id }) => `p99 latency of ${id} is over its objective`),
    rule('grafana', 'ErrorBudgetBurn', 'high', ({ id }) => `${id} burns its error budget 14 times too fast`),
  ],
  worker: [
    rule('prometheus', 'JobsFailing', 'high', ({ id }) => `more than 10 % of the jobs of ${id} fail`),
    rule('prometheus', 'ProcessingStalled', 'warning', ({ id }) => `${id} finished no job for 2 minutes`),
  ],
  queue: [rule('prometheus', 'ConsumerLagHigh', 'high', ({ id }) => `consumers of ${id} fall behind`)],
  proxy: [
    rule('prometheus', 'ProxyPoolSaturated', 'high', ({ id }) => `every connection of ${id} is in use`, {
      tool: 'zabbix',
      name: 'Proxy pool saturated',
    }),
  ],
  database: [
    rule('zabbix', 'Slow queries', 'warning', ({ id }) => `${id} has more than 20 queries over 1 s`),
    rule('prometheus', 'ReplicationLag', 'warning', ({ id }) => `${id} is more than 60 s behind its primary`),
  ],
  cache: [rule('prometheus', 'CacheTimeouts', 'high', ({ id }) => `clients of ${id} time out`)],
  node: [
    rule('zabbix', 'Load average is too high', 'warning', ({ id }) => `load average on ${id} is over 30`),
  ],
  pod: [
    rule('prometheus', 'PodNotReady', 'warning', ({ id }) => `pod ${id} fails its readiness probe`),
    rule('prometheus', 'PodCrashLooping', 'high', ({ id }) => `pod ${id} restarts again and again`),
  ],
  vendor: [rule('pingdom', 'VendorUnreachable', 'high', ({ id }) => `${id} cannot be reached`)],
}

/** The rules by which a thing shows that something which it needs is in trouble, the surest sign first. */
export function impairedRules(thing: Thing): readonly Rule[] {
  return IMPAIRED[thing.type] ?? IMPAIRED['service'] ?? []
}

/** Rules that a fault fires where it begins. */
export const ROOT_RULES = {
  errorsAfterDeploy: rule(
    'prometheus',
    'HighErrorRatio',
    'critical',
    ({ id }) => `${id} answers 5xx to more than 20 % of requests`,
    { tool: 'grafana', name: 'High error ratio' },
  ),
  crashLooping: rule(
    'prometheus',
    'PodCrashLooping',
    'high',
    ({ id }) => `pod ${id} restarts again and again`,
  ),
  nodeNotReady: rule('prometheus', 'NodeNotReady', 'critical', ({ id }) => `node ${id} is not ready`, {
    tool: 'zabbix',
    name: 'Node not ready',
  }),
  hostUnreachable: rule(
    'zabbix',
    'Zabbix agent is not available',
    'high',
    ({ id }) => `no data from ${id} for 3 minutes`,
  ),
  certificateExpired: rule(
    'pingdom',
    'CertificateExpired',
    'critical',
    ({ id }) => `the TLS certificate of ${id} has expired`,
  ),
  handshakesFail: rule(
    'prometheus',
    'TlsHandshakesFail',
    'high',
    ({ id }) => `TLS handshakes with ${id} fail`,
  ),
  connectionsExhausted: rule(
    'prometheus',
    'ConnectionsExhausted',
    'critical',
    ({ id }) => `${id} refuses connections: 100 of 100 are in use`,
    { tool: 'zabbix', name: 'Connections exhausted' },
  ),
  diskFull: rule(
    'zabbix',
    'Disk space is critically low',
    'critical',
    ({ id }) => `the disk of ${id} is 98 % full`,
  ),
  backlog: rule('prometheus', 'QueueBacklog', 'high', ({ id }) => `${id} holds over 50,000 unread messages`, {
    tool: 'grafana',
    name: 'Queue backlog',
  }),
  replicationLag: rule(
    'prometheus',
    'ReplicationLag',
    'warning',
    ({ id }) => `${id} is more than 60 s behind its primary`,
    { tool: 'zabbix', name: 'Replication lag' },
  ),
  staleReads: rule('grafana', 'Stale reads', 'warning', ({ id }) => `reads from ${id} are minutes old`),
  oldMessages: rule(
    'prometheus',
    'OldestMessageAge',
    'warning',
    ({ id }) => `the oldest message of ${id} waits for over 10 minutes`,
  ),
} as const satisfies Record<string, Rule>

/** Labels and place as the rule's tool would send them. */
export function labelsOf(rule: Rule, thing: Thing, service: string | undefined): Record<string, string> {
  const cluster = thing.owner === 'warehouse' ? 'warehouse' : 'shop-eu'
  switch (rule.tool) {
    case 'prometheus':
      return {
        severity: rule.severity,
        cluster,
        team: thing.owner ?? 'platform',
        [LABEL_OF_TYPE[thing.type] ?? 'service']: thing.id,
        ...(service !== undefined && { service }),
      }
    case 'grafana':
      return {
        grafana_folder: thing.owner ?? 'platform',
        [LABEL_OF_TYPE[thing.type] ?? 'service']: thing.id,
      }
    case 'zabbix':
      return { host: thing.id, hostgroup: `${thing.owner ?? 'platform'}/${thing.type}s` }
    case 'pagerduty':
      return { component: thing.id, group: thing.owner ?? 'platform' }
    case 'pingdom':
      return { check: thing.id }
  }
}

const LABEL_OF_TYPE: Readonly<Record<string, string>> = {
  pod: 'pod',
  node: 'node',
  database: 'database',
  proxy: 'service',
  cache: 'service',
  queue: 'queue',
  vendor: 'target',
}
