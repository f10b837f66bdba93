import type { Rule } from '../rules.ts'
import type { NoiseContext, NoiseDraft } from './noise.ts'

const MINUTE_MS = 60_000

const rule = (
  tool: Rule['tool'],
  name: string,
  severity: Rule['severity'],
  summary: Rule['summary'],
): Rule => ({ tool, name, severity, summary })

const BY_TYPE: Readonly<Record<string, readonly Rule[]>> = {
  node: [
    rule('zabbix', 'Clock skew detected', 'info', ({ id }) => `the clock of ${id} is 80 ms off`),
    rule(
      'prometheus',
      'NodeFilesystemFillsUp',
      'warning',
      ({ id }) => `a disk of ${id} will be full in 4 days`,
    ),
  ],
  pod: [
    rule('prometheus', 'CpuThrottlingHigh', 'info', ({ id }) => `pod ${id} is throttled 30 % of the time`),
  ],
  database: [
    rule(
      'zabbix',
      'Backup took longer than usual',
      'info',
      ({ id }) => `the backup of ${id} took 48 minutes`,
    ),
    rule(
      'prometheus',
      'LongTransaction',
      'warning',
      ({ id }) => `a transaction on ${id} is open for 12 minutes`,
    ),
  ],
  vendor: [rule('pingdom', 'Slow response', 'info', ({ id }) => `${id} answered one check in 4 s`)],
}

const OF_OTHERS: readonly Rule[] = [
  rule('prometheus', 'MemoryNearLimit', 'warning', ({ id }) => `${id} uses 91 % of its memory limit`),
  rule('grafana', 'Unusual log volume', 'info', ({ id }) => `${id} logs three times as much as last week`),
  rule(
    'grafana',
    'Saturation forecast',
    'warning',
    ({ id }) => `${id} may run short of workers this evening`,
  ),
]

/** Warnings here and there that mean nothing and go away by themselves. */
export function isolated(count: number, { estate, from, until, random }: NoiseContext): NoiseDraft {
  const episodes = Array.from({ length: count }, () => {
    const thing = random.pick(estate.things)
    const begins = from + random.between(0, until - from)
    return {
      rule: random.pick(BY_TYPE[thing.type] ?? OF_OTHERS),
      thing: thing.id,
      from: Math.round(begins),
      to: Math.round(begins + random.between(2, 12) * MINUTE_MS),
    }
  })
  return { episodes, changes: [] }
}
