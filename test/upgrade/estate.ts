/** Settings of a fixture's run and of the tests that open it: nothing in it grows too old. */
export const KEEP_FOR_EVER = 'retention: { logDays: 30000, eventDays: 30000, incidentDays: 30000 }\n'

/** A shop that needs its payments, which need their database; a mailer and a printer apart. */
export const TOPOLOGY = {
  nodes: [
    { id: 'shop', type: 'service', tier: 1 },
    { id: 'payments', type: 'service' },
    { id: 'payments-db', type: 'service' },
    { id: 'mailer', type: 'service' },
    { id: 'printer', type: 'service' },
  ],
  edges: [
    { from: 'shop', to: 'payments', kind: 'calls' },
    { from: 'payments', to: 'payments-db', kind: 'depends_on' },
  ],
}

/** What was done to the database shortly before it failed. */
export const CHANGE = {
  source: 'ci',
  kind: 'deploy',
  by: 'deploy-bot',
  service: 'payments-db',
  entity: { type: 'service', name: 'payments-db' },
  version: '12',
  summary: 'deploy payments-db 12',
}

/** The printer is silenced, for twenty years. */
export function silence(start: number) {
  return {
    matchers: [{ name: 'alertname', value: 'PrinterJam', isRegex: false, isEqual: true }],
    startsAt: new Date(start).toISOString(),
    endsAt: new Date(start + 20 * 365 * 86_400_000).toISOString(),
    createdBy: 'ann',
    comment: 'the printer is old',
  }
}

/** A firing alert on a service, at epoch milliseconds. */
export function alertOf(name: string, service: string, at: number) {
  return {
    source: 'fixture',
    externalId: `${name} ${at}`,
    status: 'firing',
    severity: 'critical',
    name,
    at: new Date(at).toISOString(),
    service,
    entity: { type: 'service', name: service },
    labels: { team: 'shop', service },
  }
}
