import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database, Row } from '../../../ingest/database/database.ts'
import { openEmbeddedDatabase } from '../../../ingest/database/embedded.ts'
import { migrate } from '../../../ingest/database/migrate.ts'

/** An embedded database in a folder of its own, with all tables, for tests. */
export interface TestDatabase {
  database: Database
  /** Inserts rows; columns that are left out get their defaults, `log_partition` is 'p' and `log_offset` counts up. */
  insert(table: string, rows: Row[]): Promise<void>
  close(): Promise<void>
}

/** Opens a database for tests. Only one can be open in a process. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const dataDir = await mkdtemp(join(tmpdir(), 'barograph-query-'))
  const database = await openEmbeddedDatabase({ dataDir })
  await migrate(database, { eventDays: 36_500, incidentDays: 36_500 })
  let offset = 0
  let inserts = 0
  return {
    database,
    async insert(table, rows) {
      const placed = rows.map((row) => ({ log_partition: 'p', log_offset: offset++, ...row }))
      await database.insert(table, placed, `test:${inserts++}`)
    },
    async close() {
      await database.close()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}

/** 2026-01-01T00:00:00Z plus some seconds, as a row has it. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().replace('T', ' ').slice(0, 23)
}

/** The same in epoch milliseconds. */
export function ms(seconds: number): number {
  return Date.UTC(2026, 0, 1) + seconds * 1000
}

/** A row of `alerts`. */
export function alertRow(id: string, row: Row = {}): Row {
  return {
    scope: 's',
    id,
    fingerprint: `f-${id}`,
    status: 'firing',
    severity: 'high',
    name: 'HighLatency',
    source: 'prometheus',
    sources: ['prometheus'],
    service: 'checkout',
    entity_type: 'service',
    entity_name: 'checkout',
    starts_at: at(0),
    ends_at: null,
    last_event_at: at(0),
    events: 1,
    flapping: false,
    labels: { alertname: 'HighLatency', team: 'shop' },
    annotations: {},
    ...row,
  }
}

/** A row of `incidents`. */
export function incidentRow(id: string, row: Row = {}): Row {
  return {
    scope: 's',
    id,
    status: 'open',
    severity: 'high',
    title: `Incident ${id}`,
    started_at: at(0),
    updated_at: at(60),
    resolved_at: null,
    event_count: 2,
    alert_count: 1,
    entity_count: 1,
    services: ['checkout'],
    causes: '[]',
    changes: '[]',
    two_faults: '',
    near_misses: '[]',
    actions: '[]',
    ...row,
  }
}

/** A row of `links`. */
export function linkRow(incident: string, alert: string, row: Row = {}): Row {
  const joined_by = JSON.stringify([{ kind: 'topology', with: 'x', weight: 0.7, text: 'it calls x' }])
  return { scope: 's', incident_id: incident, alert_id: alert, joined_by, ...row }
}

/** A row of `events` and the row of `event_decisions` about it. */
export function eventRows(
  offset: number,
  seconds: number,
  decision: { alert?: string; outcome?: string; heldBy?: string; source?: string; scope?: string } = {},
): { event: Row; decision: Row } {
  const scope = decision.scope ?? 's'
  const source = decision.source ?? 'prometheus'
  return {
    event: {
      scope,
      at: at(seconds),
      received_at: at(seconds + 1),
      source,
      external_id: `x-${offset}`,
      fingerprint: 'f',
      status: 'firing',
      severity: 'high',
      name: 'HighLatency',
      labels: { alertname: 'HighLatency' },
      annotations: {},
      log_offset: offset,
    },
    decision: {
      scope,
      at: at(seconds),
      event_offset: offset,
      source,
      outcome: decision.outcome ?? 'duplicate',
      held_by: decision.heldBy ?? '',
      alert_id: decision.alert ?? '',
    },
  }
}

/** Inserts events and the decisions about them. */
export async function insertEvents(
  db: TestDatabase,
  rows: readonly { event: Row; decision: Row }[],
): Promise<void> {
  await db.insert(
    'events',
    rows.map(({ event }) => event),
  )
  await db.insert(
    'event_decisions',
    rows.map(({ decision }) => decision),
  )
}
