import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { TABLES } from '../../schema/tables/tables.ts'
import type { Database, Row } from './database.ts'
import { migrate, runMigrations } from './migrate.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import type { QueryLimits } from './query-limits.ts'
import { createTable, readDefinitions } from './table-definition.ts'

const RETENTION = { eventDays: 90, incidentDays: 730 }
const HOSTILE = [
  "a'b",
  'b\\c',
  'd\te\nf\r',
  'g\0h',
  '😀 日本語',
  "'; DROP TABLE events; --",
  '{x:String}',
  '\\N',
  'NULL',
  '',
  'x'.repeat(10_000),
]

/** The bounds that the contract's database must have been opened with. */
export const CONTRACT_LIMITS: QueryLimits = { seconds: 2, rows: 1000, memoryBytes: 2 ** 30 }

/**
 * What every database must do. `open` gives an empty one with CONTRACT_LIMITS that is used for all tests, and
 * `close` is called after them.
 */
export function describeDatabase(
  name: string,
  open: () => Promise<Database>,
  close: (database: Database) => Promise<void>,
): void {
  let database: Database

  beforeAll(async () => {
    database = await open()
    await migrate(database, RETENTION)
  })
  afterAll(() => close(database))

  describe(name, () => {
    test('binds parameters of every kind without change', async () => {
      const [row] = await database.query(
        'SELECT {s:Array(String)} AS s, {m:Map(String, String)} AS m, {n:Nullable(String)} AS n, {i:UInt64} AS i',
        { s: HOSTILE, m: { "k'": "v\\'" }, n: null, i: 9_007_199_254_740_991 },
      )
      expect(row).toEqual({ s: HOSTILE, m: { "k'": "v\\'" }, n: null, i: 9_007_199_254_740_991 })
      for (const text of HOSTILE)
        expect(await database.query('SELECT {t:String} AS t', { t: text })).toEqual([{ t: text }])
      const many = Array.from({ length: 20_000 }, (_, index) => `${HOSTILE[index % 10]} ${index}`)
      expect(await database.query('SELECT {m:Array(String)} AS m', { m: many })).toEqual([{ m: many }])
    })

    test('rows of every column type come back as they went in', async () => {
      const labels = Object.fromEntries(HOSTILE.map((text, index) => [`${index} ${text}`, text]))
      const row: Row = {
        scope: HOSTILE[0],
        id: HOSTILE[10],
        fingerprint: '',
        starts_at: '2024-02-29 12:34:56.789',
        ends_at: null,
        last_event_at: '2099-01-01 00:00:00.001',
        sources: HOSTILE,
        events: 4_294_967_295,
        flapping: true,
        labels,
        log_partition: 'p',
        log_offset: 9_007_199_254_740_991,
      }
      await database.insert('alerts', [row], 'types')
      const [read] = await database.query('SELECT * FROM alerts WHERE log_partition = {p:String}', { p: 'p' })
      expect(read).toMatchObject(row)
      expect(read?.['annotations']).toEqual({})
    })

    test('a table goes into a file and into another table without change, however large it is', async () => {
      const folder = await mkdtemp(join(tmpdir(), 'database-files-'))
      onTestFinished(() => rm(folder, { recursive: true }))
      const texts = HOSTILE.slice(0, 10)
      const rows = Array.from({ length: 2500 }, (_, index) => ({
        scope: texts[index % texts.length],
        id: String(index),
        starts_at: '2024-02-29 12:34:56.789',
        ends_at: index % 2 === 0 ? null : '2099-01-01 00:00:00.001',
        sources: texts,
        labels: { [texts[1] ?? '']: texts[index % texts.length] },
        log_partition: 'files',
        log_offset: index,
      }))
      await database.insert('alerts', rows, 'files')
      const alerts = (await readDefinitions(database)).find(({ name }) => name === 'alerts')
      await createTable(database, { name: 'copied', definition: alerts?.definition ?? '' })
      onTestFinished(() => database.execute('DROP TABLE copied'))
      // A file's name is bound as well.
      const file = join(folder, "it's.tsv.gz")
      await database.dump('alerts', file)
      await database.fill('copied', file)
      const all = 'ORDER BY log_partition, log_offset, id SETTINGS max_result_rows = 0'
      const expected = await database.query(`SELECT * FROM alerts ${all}`)
      expect(expected.length).toBeGreaterThanOrEqual(rows.length)
      expect(await database.query(`SELECT * FROM copied ${all}`)).toEqual(expected)
      const [copied] = (await readDefinitions(database)).filter(({ name }) => name === 'copied')
      expect(copied?.definition).toBe(alerts?.definition)
    })

    test('the same token changes nothing, other tokens do, and none leaks into the next insert', async () => {
      const count = async () =>
        (await database.query("SELECT * FROM notifications WHERE scope = 'token'")).length
      const row = { scope: 'token', at: '2099-01-01 00:00:00.000', log_partition: 'p', log_offset: 1 }
      await database.insert('notifications', [row], 'one')
      await database.insert('notifications', [row], 'one')
      expect(await count()).toBe(1)
      await database.insert('notifications', [row], 'two')
      expect(await count()).toBe(2)
    })

    test('an insert is refused whole when a row does not fit, and unknown columns are not dropped', async () => {
      const good = { scope: 'bad', at: '2099-01-01 00:00:00.000', log_offset: 1 }
      await expect(
        database.insert('notifications', [good, { ...good, at: 'x' }], 'bad'),
      ).rejects.toMatchObject({ name: 'DatabaseError', unavailable: false, unfit: true })
      await expect(
        database.insert('notifications', [good, { ...good, colour: 'x' }], 'bad'),
      ).rejects.toMatchObject({ name: 'DatabaseError', unavailable: false, unfit: false })
      expect(await database.query("SELECT * FROM notifications WHERE scope = 'bad'")).toEqual([])
      await database.insert('notifications', [good], 'bad')
      expect(await database.query("SELECT * FROM notifications WHERE scope = 'bad'")).toHaveLength(1)
    })

    test('table names and tokens cannot carry SQL', async () => {
      await expect(database.insert('events; DROP TABLE events', [{}], 't')).rejects.toThrow('no table name')
      await expect(database.insert('events', [{}], "t', x='")).rejects.toThrow('no deduplication token')
    })

    test('queries are bounded in time and rows, unless they say otherwise', async () => {
      const slow = 'SELECT count() FROM numbers(1000000000000) WHERE sin(number) > 2'
      await expect(database.query(slow)).rejects.toMatchObject({ unavailable: true })
      await expect(database.query('SELECT number FROM numbers(1001)')).rejects.toMatchObject({
        name: 'DatabaseError',
        unavailable: false,
      })
      const many = 'SELECT number FROM numbers(1001) SETTINGS max_result_rows = 0'
      expect(await database.query(many)).toHaveLength(1001)
      await expect(database.query('SELECT number FROM numbers(1001)')).rejects.toThrow('Limit')
    })

    test('a slow query holds up neither inserts nor other queries', async () => {
      const order: string[] = []
      const slow = database
        .query('SELECT sleepEachRow(0.3) FROM numbers(4) SETTINGS max_block_size = 1')
        .then(() => order.push('slow'))
      const insert = database
        .insert(
          'notifications',
          [{ scope: 'beside', at: '2099-01-01 00:00:00.000', log_offset: 1 }],
          'beside',
        )
        .then(() => order.push('insert'))
      const fast = database.query('SELECT 1').then(() => order.push('fast'))
      await Promise.all([slow, insert, fast])
      expect(order.at(-1)).toBe('slow')
    })

    test('errors are DatabaseError and say what was being done', async () => {
      await expect(database.query('SELECT nothing FROM nowhere')).rejects.toMatchObject({
        name: 'DatabaseError',
        unavailable: false,
        message: expect.stringContaining('nowhere'),
      })
      await expect(database.execute('CREATE NONSENSE')).rejects.toMatchObject({ name: 'DatabaseError' })
    })
  })

  describe(`migrations of ${name}`, () => {
    test('a migrated database is what schema/tables says', async () => {
      const columns = await database.query<{
        table: string
        name: string
        type: string
        kind: string
        value: string
        codec: string
      }>(
        'SELECT table, name, type, default_kind AS kind, default_expression AS value, compression_codec AS codec FROM system.columns WHERE database = currentDatabase() ORDER BY table, position',
      )
      const indexes = await database.query<{ table: string; name: string; index: string }>(
        "SELECT table, name, concat(expr, ' TYPE ', type_full) AS index FROM system.data_skipping_indices WHERE database = currentDatabase()",
      )
      const engines = await database.query<{ name: string; engine: string }>(
        'SELECT name, engine_full AS engine FROM system.tables WHERE database = currentDatabase()',
      )
      for (const table of TABLES) {
        const found = columns
          .filter((column) => column.table === table.name)
          .map(({ name, type, kind, value, codec }) => [
            name,
            [type, kind && `${kind} ${value}`, codec].filter(Boolean).join(' '),
          ])
        expect(Object.fromEntries(found)).toEqual(table.columns)
        const indexed = indexes.filter((index) => index.table === table.name)
        expect(Object.fromEntries(indexed.map(({ name, index }) => [name, index]))).toEqual(
          table.indexes ?? {},
        )
        const engine = engines.find(({ name }) => name === table.name)?.engine ?? ''
        expect(engine.startsWith(table.engine)).toBe(true)
        expect(engine).toContain('non_replicated_deduplication_window = 1000')
        const days = table.expires && RETENTION[table.expires.setting]
        expect(
          /TTL (?:toDateTime64\()?(\w+)(?:, 0\))? \+ toIntervalSecond\((\d+)\)/.exec(engine)?.slice(1),
        ).toEqual(table.expires && [table.expires.by, String((days ?? 0) * 86_400)])
      }
      const known = new Set([...TABLES.map(({ name }) => name), 'schema_migrations'])
      expect(engines.filter(({ name }) => !known.has(name))).toEqual([])
    })

    test('run once each, in order', async () => {
      const ran: number[] = []
      const last = MIGRATIONS.at(-1)?.version ?? 0
      const step = (version: number) => ({
        version,
        name: `step ${version}`,
        run: async () => {
          ran.push(version)
        },
      })
      const more = [...MIGRATIONS, step(last + 1), step(last + 2)]
      await runMigrations(database, more)
      await runMigrations(database, more)
      expect(ran).toEqual([last + 1, last + 2])
    })

    test('a newer database is refused with what to do', async () => {
      await expect(migrate(database, RETENTION)).rejects.toThrow(/newer version/)
      await database.execute(
        `ALTER TABLE schema_migrations DELETE WHERE version > ${MIGRATIONS.length} SETTINGS mutations_sync = 2`,
      )
      await migrate(database, RETENTION)
    })

    test('a table that is not as expected is refused by name', async () => {
      await database.execute('ALTER TABLE rejects ADD COLUMN colour String')
      await expect(migrate(database, RETENTION)).rejects.toThrow(/rejects.*unknown: colour/)
      await database.execute('ALTER TABLE rejects DROP COLUMN colour')
      await migrate(database, RETENTION)
    })

    test('a changed retention changes the tables, and old rows go', async () => {
      const row = (id: string, endsAt: string) => ({
        scope: 'ttl',
        id,
        ends_at: endsAt,
        log_partition: 'p',
        log_offset: 1,
      })
      const past = new Date(Date.now() - 86_400_000 * 2).toISOString().replace('T', ' ').slice(0, 23)
      await database.insert('silences', [row('past', past), row('far', '2299-01-01 00:00:00.000')], 'ttl')
      await migrate(database, { eventDays: 90, incidentDays: 0.5 })
      await database.execute('OPTIMIZE TABLE silences FINAL')
      expect(await database.query("SELECT id FROM silences WHERE scope = 'ttl'")).toEqual([{ id: 'far' }])
      const [{ engine } = { engine: '' }] = await database.query<{ engine: string }>(
        "SELECT engine_full AS engine FROM system.tables WHERE name = 'silences'",
      )
      expect(engine).toContain('TTL ends_at + toIntervalSecond(43200)')
    })

    test('a retention of centuries expires nothing', async () => {
      await migrate(database, { eventDays: 100_000, incidentDays: 100_000 })
      await database.insert('event_minutes', [minuteOf('long')], 'long')
      await database.insert('alerts', [{ scope: 'long', id: 'long' }], 'long')
      await expectKept('long', 'event_minutes', 'alerts')
    })

    test('what happened years before it was loaded is kept as long as anything else', async () => {
      await migrate(database, RETENTION)
      const at = '2001-01-01 00:00:00.000'
      await database.insert('event_minutes', [minuteOf('old')], 'old')
      await database.insert('alerts', [{ scope: 'old', id: 'a', starts_at: at, last_event_at: at }], 'old')
      await database.insert('incidents', [{ scope: 'old', id: 'i', started_at: at, updated_at: at }], 'old')
      await database.insert('notifications', [{ scope: 'old', incident_id: 'i', at }], 'old')
      await expectKept('old', 'event_minutes', 'alerts', 'incidents', 'notifications')
    })

    function minuteOf(scope: string) {
      return { scope, minute: '2001-01-01 00:00:00', events: 1, log_partition: 'p', log_offset: 1 }
    }

    async function expectKept(scope: string, ...tables: string[]) {
      for (const table of tables) {
        await database.execute(`OPTIMIZE TABLE ${table} FINAL`)
        const rows = await database.query(`SELECT scope FROM ${table} WHERE scope = {scope:String}`, {
          scope,
        })
        expect(rows, table).toHaveLength(1)
      }
    }
  })
}
