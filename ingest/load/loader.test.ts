import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { AlertState, IncidentState } from '../../schema/records/correlation.ts'
import { TABLES } from '../../schema/tables/tables.ts'
import { type Database, DatabaseError } from '../database/database.ts'
import { openEmbeddedDatabase } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { type EmbeddedLog, openEmbeddedLog } from '../log/embedded.ts'
import { LOADER_GROUP, type LoadedBatch, type Loader } from './loader.ts'
import { startQuietLoader } from './testing/quiet-loader.ts'
import { alertRecord, correlationRecord, decision, entryOf, HOSTILE } from './testing/records.ts'

const PATIENCE = 20_000

// One process can have one data folder open: the tests share the database, and each has a log of its own.
let dataDir: string
let database: Database

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'loader-'))
  database = await openEmbeddedDatabase({ dataDir })
  await migrate(database, { eventDays: 36_500, incidentDays: 36_500 })
})
afterAll(async () => {
  await database.close()
  rmSync(dataDir, { recursive: true, force: true })
})

async function newLog(): Promise<EmbeddedLog> {
  const folder = mkdtempSync(join(tmpdir(), 'loader-log-'))
  const log = await openEmbeddedLog({
    dataDir: folder,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 7, bytes: 1e9 },
  })
  onTestFinished(async () => {
    await log.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return log
}

function load(log: EmbeddedLog, into = database, batches: LoadedBatch[] = []): Loader {
  const loader = startQuietLoader(log, into, { onProgress: (batch) => batches.push(batch) })
  onTestFinished(() => loader.stop())
  return loader
}

async function loaded(loader: Loader, log: EmbeddedLog): Promise<void> {
  const [{ end } = { end: 0 }] = await log.partitions()
  expect(await loader.waitLoaded(log.partition, end - 1, PATIENCE)).toBe(true)
}

function rowsIn(table: string, log: EmbeddedLog, columns = '*') {
  return database.query(
    `SELECT ${columns} FROM ${table} WHERE log_partition = {partition:String} ORDER BY ALL SETTINGS final = 1`,
    { partition: log.partition },
  )
}

/** Events, decisions and minutes must agree with what was appended. */
async function expectOnce(log: EmbeddedLog, events: number): Promise<void> {
  const counts = 'count() AS rows, uniqExact(log_offset) AS offsets'
  const partition = { partition: log.partition }
  const where = 'WHERE log_partition = {partition:String}'
  expect(await database.query(`SELECT ${counts} FROM events ${where}`, partition)).toEqual([
    { rows: events, offsets: events },
  ])
  expect(await database.query(`SELECT count() AS rows FROM event_decisions ${where}`, partition)).toEqual([
    { rows: events },
  ])
  expect(await database.query(`SELECT sum(events) AS events FROM event_minutes ${where}`, partition)).toEqual(
    [{ events }],
  )
}

/** Appends this many events in portions of `each`, each portion with the decisions about it. */
async function appendEvents(log: EmbeddedLog, count: number, each = 100): Promise<void> {
  for (let done = 0; done < count; done += each) {
    const [{ end } = { end: 0 }] = await log.partitions()
    const numbers = Array.from({ length: Math.min(each, count - done) }, (_, i) => end + i)
    await log.append([
      ...numbers.map((number) => entryOf(alertRecord(number))),
      entryOf(correlationRecord({ events: numbers.map((number) => decision(number)) })),
    ])
  }
}

/** A correlation record with a change of which the database cannot read a value. */
function unfitRecord(offset: number) {
  const incident: IncidentState = {
    id: `INC-${offset}`,
    scope: 'default',
    status: 'open',
    severity: 'high',
    title: 'unfit',
    startedAt: '2026-03-02T10:00:00.000Z',
    updatedAt: '2026-03-02T10:00:00.000Z',
    counts: { events: -1, alerts: 2, entities: 3 },
    services: [],
    causes: [],
    changes: [],
    nearMisses: [],
    actions: [],
  }
  return correlationRecord({ events: [decision(offset)], incidents: [incident] })
}

const unavailable = () => new DatabaseError('injected', true)

describe('the loader', () => {
  test('a record that does not fit its table becomes a reject with its bytes, and holds nothing up', async () => {
    const log = await newLog()
    const fitting = (offset: number) =>
      correlationRecord({
        events: [decision(offset)],
        incidents: [
          {
            ...unfitRecord(offset).incidents[0],
            counts: { events: 1, alerts: 2, entities: 3 },
          } as IncidentState,
        ],
      })
    const unfit = new Set([3, 4, 9])
    const records = Array.from({ length: 12 }, (_, i) => (unfit.has(i) ? unfitRecord(i) : fitting(i)))
    // What cannot be understood at all becomes a reject as well, beside these.
    await log.append([...records.map(entryOf), { key: 'default', value: Buffer.from('{') }])
    let failures = 3
    const failing: Database = {
      ...database,
      async insert(table, rows, token) {
        if (table === 'rejects' && failures-- > 0) throw unavailable()
        return database.insert(table, rows, token)
      },
    }
    const loader = load(log, failing)
    await loaded(loader, log)
    await loader.stop()
    // A second loader finds nothing to do.
    const second = load(log)
    await loaded(second, log)
    await second.stop()

    const rows = await rowsIn('incidents', log, 'log_offset')
    expect(rows.map((row) => row['log_offset'])).toEqual([0, 1, 2, 5, 6, 7, 8, 10, 11])
    expect(await rowsIn('event_decisions', log, 'log_offset')).toHaveLength(records.length)
    const rejects = await database.query<{ log_offset: number; reason: string; body_base64: string }>(
      'SELECT * FROM rejects FINAL WHERE startsWith(log_partition, {partition:String}) ORDER BY log_offset',
      { partition: log.partition },
    )
    expect(rejects.map(({ log_offset }) => log_offset)).toEqual([...unfit, records.length])
    for (const { log_offset, reason, body_base64 } of rejects.slice(0, unfit.size)) {
      expect(reason).toContain('do not fit the table incidents')
      expect(Buffer.from(body_base64, 'base64')).toEqual(
        Buffer.from(entryOf(records[log_offset] ?? unfitRecord(0)).value),
      )
    }
  })

  test('what a refused record would have replaced stays', async () => {
    const log = await newLog()
    const told = (id: string, events: number) =>
      unfitRecord(0).incidents.map((incident) => ({
        ...incident,
        id,
        counts: { ...incident.counts, events },
      }))
    const [first, next, unfit] = [
      [...told('INC-A', 1), ...told('INC-B', 1), ...told('INC-C', 1)],
      told('INC-C', 2),
      [...told('INC-A', 2), ...told('INC-B', -1)],
    ].map((incidents, offset) => entryOf(correlationRecord({ events: [decision(offset)], incidents })))
    if (!first || !next || !unfit) throw new Error('three records')
    await log.append([first, next, unfit])
    const loader = load(log)
    await loaded(loader, log)
    await loader.stop()
    const rows = await database.query(
      'SELECT id, event_count, log_offset FROM incidents FINAL WHERE log_partition = {partition:String} ORDER BY id',
      { partition: log.partition },
    )
    expect(rows).toEqual([
      { id: 'INC-A', event_count: 1, log_offset: 0 },
      { id: 'INC-B', event_count: 1, log_offset: 0 },
      { id: 'INC-C', event_count: 2, log_offset: 1 },
    ])
  })

  test('hostile text comes through every kind of column unchanged', async () => {
    const log = await newLog()
    const labels = Object.fromEntries(HOSTILE.map((text, index) => [`${index}${text}`, text]))
    const all = HOSTILE.join('|')
    const alert: AlertState = {
      id: all,
      fingerprint: all,
      scope: all,
      status: 'firing',
      severity: 'high',
      name: all,
      source: all,
      sources: HOSTILE,
      startsAt: '2026-03-02T10:00:00.000Z',
      lastEventAt: '2026-03-02T10:00:00.000Z',
      events: 3,
      flapping: true,
      suppressedBy: { kind: 'silenced', id: all, text: all },
      labels,
      annotations: labels,
    }
    const incident: IncidentState = {
      id: all,
      scope: all,
      status: 'open',
      severity: 'high',
      title: all,
      startedAt: '2026-03-02T10:00:00.000Z',
      updatedAt: '2026-03-02T10:00:00.000Z',
      counts: { events: 1, alerts: 2, entities: 3 },
      services: HOSTILE,
      causes: [{ entity: { type: 't', name: all }, score: 1, confidence: 0.5, reasons: [] }],
      changes: [],
      nearMisses: [],
      actions: [],
    }
    await log.append([
      entryOf(alertRecord(0, { labels, annotations: labels, name: all, summary: all, scope: all })),
      entryOf(correlationRecord({ alerts: [alert], incidents: [incident] })),
    ])
    await loaded(load(log), log)
    expect(await rowsIn('events', log)).toMatchObject([
      { labels, annotations: labels, name: all, summary: all, scope: all, starts_at: null },
    ])
    expect(await rowsIn('alerts', log)).toMatchObject([
      { id: all, labels, sources: HOSTILE, flapping: true, suppressed_text: all, ends_at: null },
    ])
    const [row] = await rowsIn('incidents', log)
    expect(row).toMatchObject({ title: all, services: HOSTILE, entity_count: 3 })
    expect(JSON.parse(String(row?.['causes']))).toEqual(incident.causes)
  })

  test('half of a surrogate pair cannot stop it', async () => {
    const log = await newLog()
    await log.append([entryOf(alertRecord(0, { name: 'a\ud800b', summary: 'c\\ud800\udc00' }))])
    await loaded(load(log), log)
    expect(await rowsIn('events', log, 'name, summary')).toEqual([
      { name: 'a\ufffdb', summary: 'c\\ud800\ufffd' },
    ])
  })

  test('what cannot be understood becomes a reject, and the rest is loaded', async () => {
    const log = await newLog()
    const bytes = Buffer.from([0xff, 0, 39])
    await log.append([
      { key: 'shop', value: bytes },
      { key: 'shop', value: Buffer.from('{"type":"correlation"}') },
      entryOf(alertRecord(2)),
    ])
    await loaded(load(log), log)
    expect(await rowsIn('rejects', log, 'log_offset, id, scope, body_base64, status')).toEqual([
      {
        log_offset: 0,
        id: `${log.partition}-0`,
        scope: 'shop',
        body_base64: bytes.toString('base64'),
        status: 'open',
      },
      expect.objectContaining({ log_offset: 1 }),
    ])
    expect(await rowsIn('events', log)).toHaveLength(1)
  })

  test('a record of somebody else, without scope or times, is completed from its arrival', async () => {
    const log = await newLog()
    const value = { type: 'alert', source: 'kcat', status: 'firing', severity: 'info', name: 'Hello' }
    const before = new Date().toISOString()
    await log.append([{ key: 'shop', value: Buffer.from(JSON.stringify(value)) }])
    await loaded(load(log), log)
    const [row] = await rowsIn('events', log)
    expect(row).toMatchObject({ scope: 'shop', name: 'Hello', time_corrected: 'missing' })
    expect(String(row?.['received_at']) >= before.replace('T', ' ').slice(0, 23)).toBe(true)
  })

  test('fills the tables in order, so that a command is there only with its effect', async () => {
    const log = await newLog()
    const order: string[] = []
    const recording: Database = {
      ...database,
      insert(table, rows, token) {
        order.push(table)
        return database.insert(table, rows, token)
      },
    }
    await log.append([
      entryOf(
        correlationRecord({
          events: [decision(0)],
          links: [{ scope: 's', incidentId: 'i', alertId: 'a', joinedBy: [], removed: false }],
          notifications: [
            {
              scope: 's',
              incidentId: 'i',
              at: '2026-03-02T10:00:00.000Z',
              reason: 'opened',
              severity: 'high',
            },
          ],
          commands: [
            {
              id: 'c',
              scope: 's',
              by: { kind: 'person', name: 'p' },
              receivedAt: '2026-03-02T10:00:00.000Z',
              at: '2026-03-02T10:00:00.000Z',
              command: { kind: 'acknowledge', incidentId: 'i' },
              incidentIds: ['i'],
            },
          ],
        }),
      ),
      entryOf(alertRecord(1)),
    ])
    await loaded(load(log, recording), log)
    const names = TABLES.map(({ name }) => name)
    expect(order).toEqual([...order].sort((a, b) => names.indexOf(a) - names.indexOf(b)))
    expect(order.at(-1)).toBe('commands')
  })

  test('events of a week and the next are each loaded once', async () => {
    const log = await newLog()
    const sunday = { receivedAt: '2026-03-08T23:59:59.999Z' }
    const monday = { receivedAt: '2026-03-09T00:00:00.000Z' }
    const weeks = [sunday, monday, sunday, sunday, monday]
    await log.append(weeks.map((received, index) => entryOf(alertRecord(index, received))))
    await loaded(load(log), log)
    expect(await rowsIn('events', log, 'log_offset')).toHaveLength(5)
  })

  test('an insert that failed, before or after it took effect, is repeated and counts once', async () => {
    const log = await newLog()
    const tokens: string[] = []
    let call = 0
    const flaky: Database = {
      ...database,
      async insert(table, rows, token) {
        tokens.push(`${token} ${rows.length}`)
        const kind = call++ % 3
        if (kind === 0) throw unavailable()
        await database.insert(table, rows, token)
        if (kind === 1) throw unavailable()
      },
    }
    await appendEvents(log, 500)
    const loader = load(log, flaky)
    await loaded(loader, log)
    await expectOnce(log, 500)
    // The very same rows under the same name.
    const sizes = new Map<string, Set<string>>()
    for (const [token = '', size = ''] of tokens.map((text) => text.split(' '))) {
      sizes.set(token, (sizes.get(token) ?? new Set()).add(size))
    }
    expect([...sizes.values()].every((different) => different.size === 1)).toBe(true)
    expect(tokens.length).toBeGreaterThan(sizes.size)
  })

  test('while the database is away the log holds and lag is visible; then it catches up by itself', async () => {
    const log = await newLog()
    let away = true
    const sometimes: Database = {
      ...database,
      async query(sql, parameters) {
        if (away) throw unavailable()
        return database.query(sql, parameters)
      },
      async insert(table, rows, token) {
        if (away) throw unavailable()
        await database.insert(table, rows, token)
      },
    }
    const loader = load(log, sometimes)
    await appendEvents(log, 300)
    expect(await loader.waitLoaded(log.partition, 0, 200)).toBe(false)
    expect(loader.loadedOffset(log.partition)).toBe(0)
    away = false
    await loaded(loader, log)
    expect(loader.loadedOffset(log.partition)).toBe(303)
    away = true
    await appendEvents(log, 100)
    expect(await loader.waitLoaded(log.partition, 303, 200)).toBe(false)
    away = false
    await loaded(loader, log)
    await expectOnce(log, 400)
  })

  test('stops while the database is away, and the next one loads the rest once', async () => {
    const log = await newLog()
    const half: Database = {
      ...database,
      async insert(table, rows, token) {
        if (table !== 'events') throw unavailable()
        await database.insert(table, rows, token)
      },
    }
    await appendEvents(log, 300)
    const first = load(log, half)
    expect(await first.waitLoaded(log.partition, 0, 300)).toBe(false)
    await first.stop()
    expect(await rowsIn('events', log)).toHaveLength(300)
    await loaded(load(log), log)
    await expectOnce(log, 300)
  })

  test('a stop loads what is there, commits it, and the next start repeats nothing', async () => {
    const log = await newLog()
    const first = load(log)
    await appendEvents(log, 2500)
    await first.stop()
    const [{ end } = { end: 0 }] = await log.partitions()
    expect(first.loadedOffset(log.partition)).toBe(end)
    expect(await log.committed(LOADER_GROUP)).toEqual(new Map([[log.partition, end]]))
    await expectOnce(log, 2500)
    await appendEvents(log, 10)
    await loaded(load(log), log)
    await expectOnce(log, 2510)
  })

  test('a lost place on the log repeats nothing', async () => {
    const log = await newLog()
    await appendEvents(log, 300)
    const first = load(log)
    await loaded(first, log)
    await first.stop()
    const consumer = await log.consumer(LOADER_GROUP)
    await consumer.commit(log.partition, 0)
    await consumer.close()
    await loaded(load(log), log)
    await expectOnce(log, 300)
  })

  test('a database that was emptied is filled again from the log', async () => {
    const log = await newLog()
    await appendEvents(log, 300)
    const first = load(log)
    await loaded(first, log)
    await first.stop()
    for (const { name } of TABLES) await database.execute(`TRUNCATE TABLE ${name}`)
    // The tokens of the same rows are remembered; a new folder, as a person would make it, remembers none.
    const anew: Database = {
      ...database,
      insert: (table, rows, token) => database.insert(table, rows, `again:${token}`),
    }
    await loaded(load(log, anew), log)
    await expectOnce(log, 300)
  })

  test('tells its progress with every batch, also to who waits', async () => {
    const log = await newLog()
    const batches: LoadedBatch[] = []
    const loader = load(log, database, batches)
    let calls = 0
    const stop = loader.onLoaded(() => calls++)
    await appendEvents(log, 10)
    await loaded(loader, log)
    expect(batches.reduce((sum, { records }) => sum + records, 0)).toBe(11)
    expect(batches.at(-1)).toMatchObject({ partition: log.partition, offset: 11 })
    expect(calls).toBeGreaterThan(0)
    stop()
    const before = calls
    await appendEvents(log, 10)
    await loaded(loader, log)
    expect(calls).toBe(before)
  })
})
