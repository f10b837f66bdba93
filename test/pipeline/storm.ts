import fc from 'fast-check'

/** Services that need payments, and through it payments-db. */
export const SERVICES = Array.from({ length: 12 }, (_, i) => `service-${i + 1}`)

/** What needs what: a gateway, twelve services, payments, its database; a printer that nothing needs. */
export const TOPOLOGY = {
  nodes: [
    { id: 'gateway', type: 'service', tier: 1 },
    ...SERVICES.map((id) => ({ id, type: 'service' })),
    { id: 'payments', type: 'service' },
    { id: 'payments-db', type: 'database' },
    { id: 'printer', type: 'printer' },
  ],
  edges: [
    ...SERVICES.map((id) => ({ from: 'gateway', to: id, kind: 'calls' })),
    ...SERVICES.map((id) => ({ from: id, to: 'payments', kind: 'calls' })),
    { from: 'payments', to: 'payments-db', kind: 'depends_on' },
  ],
}

/** What the database's configuration was changed to, two minutes before it failed at `start` (epoch milliseconds). */
export function configChange(start: number) {
  return {
    id: 'change-1',
    source: 'ci',
    kind: 'config',
    at: new Date(start - 120_000).toISOString(),
    by: 'deploy-bot',
    entity: { type: 'database', name: 'payments-db' },
    summary: 'max_connections lowered to 20',
  }
}

/** An alert event as tests post it. */
export interface StormEvent {
  name: string
  entity: { type: string; name: string }
  [field: string]: unknown
}

/**
 * Two hundred notifications of one fault in twenty minutes from `start` (epoch milliseconds): the database fails,
 * then payments, then all that needs it, each repeated until it is over. In the order in which they happened.
 */
export function storm(start: number): StormEvent[] {
  const conditions = [
    condition(start, 0, 'DatabaseConnectionsExhausted', 'database', 'payments-db', 'critical'),
    condition(start, 15, 'HighErrorRate', 'service', 'payments', 'high'),
    condition(start, 25, 'HighLatency', 'service', 'payments', 'high'),
    ...SERVICES.flatMap((service, i) => [
      condition(start, 40 + 3 * i, 'HighErrorRate', 'service', service, 'high'),
      condition(start, 45 + 3 * i, 'HighLatency', 'service', service, 'warning'),
    ]),
    condition(start, 90, 'HighErrorRate', 'service', 'gateway', 'critical'),
  ]
  const events = conditions.flatMap((first) =>
    Array.from({ length: 8 }, (_, i) => ({
      ...first,
      externalId: `${first.entity.name}/${first.name}/${i}`,
      at: new Date(Date.parse(first.at) + i * 150_000).toISOString(),
    })),
  )
  return events.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).slice(0, 200)
}

function condition(
  start: number,
  seconds: number,
  name: string,
  type: string,
  entity: string,
  severity: string,
) {
  return {
    source: 'prometheus',
    status: 'firing',
    severity,
    name,
    summary: `${name} of ${entity}`,
    at: new Date(start + seconds * 1000).toISOString(),
    entity: { type, name: entity },
    ...(type === 'service' && { service: entity }),
    labels: { team: 'shop', entity },
  }
}

/** The same items in another order, in which none comes more than `places` before its turn. */
export function jumbled<T>(items: T[], places: number, seed: number): T[] {
  const [shifts = []] = fc.sample(
    fc.array(fc.nat(places), { minLength: items.length, maxLength: items.length }),
    { seed, numRuns: 1 },
  )
  return items
    .map((item, index) => ({ item, at: index + (shifts[index] ?? 0) }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
