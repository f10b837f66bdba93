import fc from 'fast-check'
import type { LogRecord } from '../../../schema/records/record.ts'
import { alert, change, settingsWith, topology } from '../testing.ts'

/** A small, densely connected estate. */
export const estate = topology(
  [
    'web calls checkout',
    'web calls search',
    'checkout calls payments',
    'checkout calls cart',
    'payments depends_on payments-db',
    'refunds depends_on payments-db',
    'cart depends_on cache',
    'search depends_on index',
    'payments-0 part_of payments',
    'payments-1 part_of payments',
    'payments-0 runs_on node-1',
    'cart-0 runs_on node-1',
    'cart-0 part_of cart',
    'erp depends_on erp-db',
  ],
  [{ id: 'payments-db', type: 'database' }],
)
/** Names of its things, and of some that it does not know. */
export const entities = [
  'web',
  'checkout',
  'search',
  'payments',
  'cart',
  'payments-db',
  'refunds',
  'cache',
  'index',
  'payments-0',
  'node-1',
  'cart-0',
  'erp',
  'erp-db',
  'unknown-1',
  'unknown-2',
]

/** Settings by which some alerts inhibit others. */
export const settings = settingsWith({
  inhibit: [
    {
      name: 'node',
      source: [{ name: 'alertname', value: 'NodeDown', isRegex: false, isEqual: true }],
      target: [{ name: 'severity', value: 'warning|info', isRegex: true, isEqual: true }],
      equal: [],
    },
  ],
})

/** Alert events within nine minutes, so that any order is within the lateness bound of ten. */
const event = fc
  .record({
    at: fc.integer({ min: 0, max: 540 }),
    entity: fc.constantFrom(...entities),
    name: fc.constantFrom('Errors', 'Latency', 'NodeDown', 'Full'),
    source: fc.constantFrom('prometheus', 'zabbix'),
    severity: fc.constantFrom('critical' as const, 'high' as const, 'warning' as const),
    status: fc.constantFrom(
      'firing' as const,
      'firing' as const,
      'firing' as const,
      'resolved' as const,
      'acknowledged' as const,
    ),
    id: fc.uuid(),
  })
  .map(({ at, entity, name, source, severity, status, id }) =>
    alert(at, {
      name,
      source,
      severity,
      status,
      externalId: id,
      entity: { type: 'service', name: entity },
      labels: { entity, source, team: entity.slice(0, 2) },
      summary: `${name} on ${entity}`,
    }),
  )
/** Up to 25 alert events. Ids by place: two different ones never have the same, or the first would rightly win. */
export const storm = fc
  .array(event, { minLength: 1, maxLength: 25 })
  .map((events) => events.map((record, i) => ({ ...record, externalId: `event-${i}` }) as typeof record))

/** A storm so many seconds earlier, with ids of its own. */
export function earlier(events: readonly LogRecord[], seconds: number): LogRecord[] {
  return events.map((record, i) => {
    if (record.type !== 'alert') return record
    const at = new Date(Date.parse(record.at) - seconds * 1000).toISOString()
    return { ...record, at, externalId: `earlier-${i}` }
  })
}
/** What comes before a storm. */
export const before: LogRecord[] = [
  estate,
  change(-60, { id: 'c1', entity: { type: 'service', name: 'payments' } }),
  alert(-100, { name: 'Start', entity: { type: 'service', name: 'begins-the-clock' } }),
]

/** The list in another order. */
export function shuffle<T>(list: readonly T[], random: Iterator<number>): T[] {
  const shuffled = [...list]
  for (let i = shuffled.length - 1; i > 0; i--) {
    const j = (random.next().value ?? 0) % (i + 1)
    const [a, b] = [shuffled[i], shuffled[j]]
    if (a !== undefined && b !== undefined) [shuffled[i], shuffled[j]] = [b, a]
  }
  return shuffled
}
