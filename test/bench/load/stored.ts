import { setTimeout as delay } from 'node:timers/promises'
import type { Database } from '../../../ingest/database/database.ts'
import { openEmbeddedDatabase } from '../../../ingest/database/embedded.ts'
import { migrate } from '../../../ingest/database/migrate.ts'

/** How much a database is to hold. */
export interface StoredAmount {
  alerts: number
  eventsPerAlert: number
  /** Which share of the alerts, the newest, still fires; a hundredth unless said. */
  firing?: number
}

const CHUNK = 250_000
const ALERTS_PER_INCIDENT = 50
const SPAN_SECONDS = 30 * 86_400
const PARTITION = 'stored'
const OPEN_SHARE = 0.01
const REJECTS = 10_000
const SILENCES = 200
const COMMANDS = 2_000

/** The id of the alert, or incident, of a number (an SQL expression): as long and as random as real ones. */
const alertId = (n: string) => `concat('AL-', upper(hex(sipHash64(${n}))))`
const incidentId = (n: string) => `concat('INC-', upper(substring(hex(sipHash64(${n}, 'incident')), 1, 10)))`

/** JSON of the reasons for which the alert `n` was joined, in number and length as the correlator gives them. */
const JOINED_BY = `concat('[', arrayStringConcat(arrayMap((kind, i) -> concat('{"kind":"', kind, '","with":"', ${alertId('n - 1')}, '","weight":0.', toString(500 + (n * 7 + i * 131) % 500), ',"text":"both need service-', toString((n + i) % 1000), ', as do most of ', toString(5 + n % 20), ' things that began together"}'), ['depends_on', 'same_service', 'common_dependency', 'common_dependency'], range(4)), ','), ']')`
/** JSON of the causes of the incident `n`, likewise. */
const CAUSES = `concat('[', arrayStringConcat(arrayMap(i -> concat('{"entity":{"type":"service","name":"service-', toString((n * 50 + i) % 1000), '"},"score":0.', toString(900 - i * 100), ',"confidence":0.', toString(100 + (n * 13) % 800), ',"reasons":[{"kind":"coverage","text":"', toString(10 + n % 30), ' of ', toString(12 + n % 40), ' alerting things depend on service-', toString((n * 50 + i) % 1000), '","weight":0.5},{"kind":"first","text":"began ', toString(n % 60), ' s before all others","weight":0.3},{"kind":"own_symptoms","text":"it says itself that it is down","weight":0.2}]}'), range(5)), ','), ']')`

/** JSON of the change that the incident `n`, of which `starting` is the start, is suspected to come from. */
const SUSPECT = `concat('{"id":"change-', toString(n), '","source":"ci","kind":"deploy","at":"', formatDateTime(starting, '%FT%TZ'), '","by":"deploy-bot","service":"service-', toString(n % 1000), '","summary":"deploys service-', toString(n % 1000), '","score":0.6,"reasons":[{"kind":"changed_before","text":"its deploy was made shortly before by deploy-bot","weight":0.6}]}')`

/** Of the alert numbered `n` (an SQL expression): the columns that its events share with it. */
const SHARED = {
  scope: `'default'`,
  source: `['prometheus', 'grafana', 'zabbix'][1 + n % 3]`,
  fingerprint: `lower(hex(sipHash64(intDiv(n, 20))))`,
  severity: `['critical', 'high', 'warning', 'warning', 'info'][1 + n % 5]`,
  name: `concat('Rule', toString(n % 200))`,
  summary: `concat('Rule', toString(n % 200), ' on service-', toString(n % 1000), ': above its limit for 5 minutes')`,
  service: `concat('service-', toString(n % 1000))`,
  entity_type: `'service'`,
  entity_name: `concat('service-', toString(n % 1000))`,
  labels: `map('alertname', concat('Rule', toString(n % 200)), 'instance', concat('service-', toString(n % 1000), '-', toString(n % 8)), 'cluster', concat('cluster-', toString(n % 3)), 'team', concat('team-', toString(n % 12)))`,
  annotations: `map('runbook', concat('https://runbooks.example.com/Rule', toString(n % 200)))`,
}

/**
 * Fills the database of a data folder, which must not be in use, with alerts of the 30 days before `until` (epoch
 * milliseconds), their events, decisions, minutes, incidents, links and changes, and with rejects, silences and
 * commands: as rows, not over the log, which would take long. The last hundredth of the incidents is open.
 */
export async function fillDatabase(dataDir: string, amount: StoredAmount, until: number): Promise<void> {
  const database = await openEmbeddedDatabase({ dataDir })
  try {
    await migrate(database, { eventDays: 90, incidentDays: 730 })
    for (let from = 0; from < amount.alerts; from += CHUNK) {
      await fillChunk(database, amount, from, Math.min(CHUNK, amount.alerts - from), until)
    }
    await fillRest(database, amount, until)
    await merged(database)
  } finally {
    await database.close()
  }
}

/** Looked at so often, with so long between, and nothing was being merged. */
const QUIET = { looks: 10, everyMs: 200 }

/** Waits until what was inserted is merged as far as it would be after 30 days. */
async function merged(database: Database): Promise<void> {
  for (let quiet = 0; quiet < QUIET.looks; quiet++) {
    const [{ running } = { running: 0 }] = await database.query<{ running: number }>(
      'SELECT count() AS running FROM system.merges',
    )
    if (running > 0) quiet = 0
    await delay(QUIET.everyMs)
  }
}

/** Rejects when the database of a data folder lacks rows, or has none of after `since` (epoch milliseconds). */
export async function checkStored(dataDir: string, amount: StoredAmount, since: number): Promise<void> {
  const database = await openEmbeddedDatabase({ dataDir })
  try {
    const events = amount.alerts * amount.eventsPerAlert
    const incidents = Math.ceil(amount.alerts / ALERTS_PER_INCIDENT)
    const wanted = {
      ...{ events, event_decisions: events, alerts: amount.alerts, links: amount.alerts },
      ...{ incidents, notifications: incidents, changes: incidents },
      ...{ rejects: REJECTS, silences: SILENCES, commands: COMMANDS },
    }
    for (const [table, rows] of Object.entries(wanted)) {
      const [found] = await database.query<{ rows: number }>(`SELECT count() AS rows FROM ${table}`)
      if (found?.rows !== rows) throw new Error(`${dataDir}: ${table} has ${found?.rows} rows, not ${rows}`)
    }
    const [counted] = await database.query<{ events: number; newest: number }>(
      'SELECT sum(events) AS events, toUnixTimestamp(max(minute)) AS newest FROM event_minutes',
    )
    if (counted?.events !== events) throw new Error(`${dataDir}: ${counted?.events} events in event_minutes`)
    if (counted.newest * 1000 < since) throw new Error(`${dataDir} is too old: remove it`)
  } finally {
    await database.close()
  }
}

function starts(amount: StoredAmount, until: number): string {
  const step = (SPAN_SECONDS * 1000) / amount.alerts
  return `fromUnixTimestamp64Milli(toInt64(${until - SPAN_SECONDS * 1000} + n * ${step}), 'UTC')`
}

async function fillChunk(
  database: Database,
  amount: StoredAmount,
  from: number,
  count: number,
  until: number,
) {
  const starting = starts(amount, until)
  const firing = `n >= ${Math.floor(amount.alerts * (1 - (amount.firing ?? OPEN_SHARE)))}`
  const alerts = `(SELECT number + ${from} AS n, ${starting} AS starting FROM numbers(${count}))`
  const events = `(SELECT n, starting, k, n * ${amount.eventsPerAlert} + k AS e, starting + toIntervalMillisecond(k * 60000 + sipHash64(n, k) % 5000) AS at FROM ${alerts} ARRAY JOIN range(${amount.eventsPerAlert}) AS k)`
  const incident = incidentId(`intDiv(n, ${ALERTS_PER_INCIDENT})`)
  await insert(database, 'events', events, {
    ...SHARED,
    at: 'at',
    received_at: 'at',
    external_id: `concat('event-', toString(e))`,
    status: `if(k = ${amount.eventsPerAlert - 1} AND NOT (${firing}), 'resolved', 'firing')`,
    starts_at: 'starting',
    ...at('e'),
  })
  await insert(database, 'event_decisions', events, {
    scope: SHARED.scope,
    at: 'at',
    event_offset: 'e',
    source: SHARED.source,
    outcome: `if(k = 0, 'opened', 'duplicate')`,
    held_by: `if(k = 0, 'correlated', 'duplicate')`,
    alert_id: alertId('n'),
    ...at('e'),
  })
  await insert(database, 'alerts', alerts, {
    ...SHARED,
    id: alertId('n'),
    sources: `[${SHARED.source}]`,
    status: `if(${firing}, 'firing', 'resolved')`,
    starts_at: 'starting',
    ends_at: `if(${firing}, NULL, starting + toIntervalSecond(${amount.eventsPerAlert * 60}))`,
    last_event_at: `starting + toIntervalSecond(${(amount.eventsPerAlert - 1) * 60})`,
    events: String(amount.eventsPerAlert),
    incident_id: incident,
    ...at('n'),
  })
  await insert(database, 'links', alerts, {
    scope: SHARED.scope,
    incident_id: incident,
    alert_id: alertId('n'),
    joined_by: JOINED_BY,
    ...at('n'),
  })
}

async function fillRest(database: Database, amount: StoredAmount, until: number): Promise<void> {
  const incidents = Math.ceil(amount.alerts / ALERTS_PER_INCIDENT)
  const starting = starts(amount, until).replaceAll('n *', `n * ${ALERTS_PER_INCIDENT} *`)
  const rows = `(SELECT number AS n, ${starting} AS starting FROM numbers(${incidents}))`
  const open = `n >= ${Math.floor(incidents * (1 - OPEN_SHARE))}`
  await insert(database, 'incidents', rows, {
    scope: SHARED.scope,
    id: incidentId('n'),
    status: `if(${open}, 'open', 'resolved')`,
    severity: SHARED.severity,
    title: `concat('service-', toString(n % 1000), ': Rule', toString(n % 200), ', 14 services hit')`,
    started_at: 'starting',
    updated_at: 'starting + toIntervalSecond(300)',
    resolved_at: `if(${open}, NULL, starting + toIntervalSecond(300))`,
    event_count: String(ALERTS_PER_INCIDENT * amount.eventsPerAlert),
    alert_count: String(ALERTS_PER_INCIDENT),
    entity_count: '14',
    services: `[${SHARED.service}]`,
    causes: CAUSES,
    changes: `if(n % 3 = 0, concat('[', ${SUSPECT}, ']'), '[]')`,
    two_faults: `''`,
    near_misses: `'[]'`,
    actions: `'[]'`,
    ...at('n'),
  })
  await insert(database, 'notifications', rows, {
    scope: SHARED.scope,
    at: 'starting',
    incident_id: incidentId('n'),
    reason: `'opened'`,
    severity: SHARED.severity,
    ...at('n'),
  })
  await insert(database, 'changes', rows, {
    scope: SHARED.scope,
    id: `concat('change-', toString(n))`,
    source: `'ci'`,
    kind: `'deploy'`,
    at: 'starting',
    by: `'deploy-bot'`,
    service: SHARED.service,
    summary: `concat('deploys service-', toString(n % 1000))`,
    received_at: 'starting',
    ...at('n'),
  })
  await insert(database, 'rejects', `(SELECT number AS n FROM numbers(${REJECTS}))`, {
    scope: SHARED.scope,
    id: `concat('reject-', toString(n))`,
    source: `'generic'`,
    route: `'/webhooks/generic/some'`,
    content_type: `'application/json'`,
    received_at: `fromUnixTimestamp64Milli(toInt64(${until} - n * 60000), 'UTC')`,
    reason: `'severity: not one of critical, high, warning, info'`,
    path: `'severity'`,
    body_base64: `base64Encode(repeat(concat('{"severity":"', toString(n), '"}'), 50))`,
    status: `'open'`,
    ...at('n'),
  })
  await insert(database, 'silences', `(SELECT number AS n FROM numbers(${SILENCES}))`, {
    scope: SHARED.scope,
    id: `concat('silence-', toString(n))`,
    matchers: `concat('[{"name":"alertname","value":"Rule', toString(n), '","isRegex":false,"isEqual":true}]')`,
    starts_at: `fromUnixTimestamp64Milli(toInt64(${until} - n * 3600000), 'UTC')`,
    ends_at: `fromUnixTimestamp64Milli(toInt64(${until} + n * 3600000), 'UTC')`,
    comment: `'maintenance'`,
    created_by: `'someone'`,
    updated_at: `fromUnixTimestamp64Milli(toInt64(${until} - n * 3600000), 'UTC')`,
    ...at('n'),
  })
  await insert(database, 'commands', `(SELECT number AS n FROM numbers(${COMMANDS}))`, {
    scope: SHARED.scope,
    id: `concat('command-', toString(n))`,
    kind: `'comment'`,
    by_kind: `'person'`,
    by_name: `'someone'`,
    received_at: `fromUnixTimestamp64Milli(toInt64(${until} - n * 60000), 'UTC')`,
    at: `fromUnixTimestamp64Milli(toInt64(${until} - n * 60000), 'UTC')`,
    command: `concat('{"kind":"comment","incidentId":"', ${incidentId('n * 7')}, '","text":"looking at it"}')`,
    incident_ids: `[${incidentId('n * 7')}]`,
    ...at('n'),
  })
  await database.execute(
    `INSERT INTO event_minutes (scope, minute, source, outcome, held_by, log_partition, events, log_offset)
     SELECT scope, toStartOfMinute(at), source, outcome, held_by, log_partition, count(), max(log_offset)
     FROM event_decisions GROUP BY ALL`,
  )
}

function at(offset: string): Record<string, string> {
  return { log_partition: `'${PARTITION}'`, log_offset: `toUInt64(${offset})` }
}

async function insert(database: Database, table: string, from: string, columns: Record<string, string>) {
  const names = Object.keys(columns).join(', ')
  await database.execute(
    `INSERT INTO ${table} (${names}) SELECT ${Object.values(columns).join(', ')} FROM ${from}`,
  )
}
