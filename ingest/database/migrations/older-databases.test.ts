import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Database } from '../database.ts'
import { openEmbeddedDatabase } from '../embedded.ts'
import { migrate } from '../migrate.ts'
import { readDefinitions } from '../table-definition.ts'
import { refineLinks } from './0004-refine-links.ts'
import { MIGRATIONS } from './migrations.ts'

const FIXTURES = join(import.meta.dirname, '../../../test/upgrade/fixtures')
const NAMES = readdirSync(FIXTURES).filter((file) => file.endsWith('.tar.gz'))
const RETENTION = { eventDays: 10, incidentDays: 20 }
/** Keeps what the fixtures hold from expiring. */
const FOR_EVER = { eventDays: 36_500, incidentDays: 36_500 }

async function folder(): Promise<string> {
  const dataDir = await mkdtemp(join(tmpdir(), 'older-database-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  return dataDir
}

async function inDatabase<T>(dataDir: string, action: (database: Database) => Promise<T>): Promise<T> {
  const database = await openEmbeddedDatabase({ dataDir })
  try {
    return await action(database)
  } finally {
    await database.close()
  }
}

async function definitions(database: Database, retention = RETENTION) {
  await migrate(database, retention)
  return readDefinitions(database)
}

async function rowsOf(database: Database): Promise<Record<string, number>> {
  const counts = await database.query<{ name: string; rows: number }>(
    "SELECT 'events' AS name, count() AS rows FROM events UNION ALL SELECT 'alerts', count() FROM alerts FINAL UNION ALL SELECT 'links', sum(length(joined_by)) FROM merge(currentDatabase(), '^(incident_)?links$')",
  )
  return Object.fromEntries(counts.map(({ name, rows }) => [name, rows]))
}

describe.each(NAMES)('the database in %s', (name) => {
  test('is migrated to the tables of a new one, with its rows', async () => {
    const older = await folder()
    execFileSync('tar', ['-xzf', join(FIXTURES, name), '-C', older])
    const [before, after] = await inDatabase(older, async (database) => [
      await rowsOf(database),
      await definitions(database, FOR_EVER).then(() => rowsOf(database)),
    ])
    expect(after).toEqual(before)
    for (const rows of Object.values(before ?? {})) expect(rows).toBeGreaterThan(0)
    const migrated = await inDatabase(older, (database) => definitions(database))
    expect(migrated).toEqual(await inDatabase(await folder(), (database) => definitions(database)))
  })
})

test('every step is harmless when repeated', async () => {
  await inDatabase(await folder(), async (database) => {
    const once = await definitions(database)
    for (const { run } of MIGRATIONS) await run(database)
    expect(await readDefinitions(database)).toEqual(once)
  })
})

test('links are moved once, and what is there already stays, however often they are moved', async () => {
  await inDatabase(await folder(), async (database) => {
    await definitions(database)
    await database.execute('CREATE TABLE incident_links AS links')
    const row = (alert_id: string, log_offset: number) => ({
      scope: 's',
      incident_id: 'i',
      alert_id,
      joined_by: `${log_offset}`,
      log_partition: 'p',
      log_offset,
    })
    await database.insert('incident_links', [row('a', 1), row('b', 2)], 'before')
    // As by another process, or before a crash: one was moved, and replaced since.
    await database.insert('links', [row('a', 1), row('a', 3)], 'since')
    for (let i = 0; i < 2; i++) {
      await refineLinks.run(database)
      expect(await database.query('SELECT alert_id, joined_by FROM links FINAL ORDER BY alert_id')).toEqual([
        { alert_id: 'a', joined_by: '3' },
        { alert_id: 'b', joined_by: '2' },
      ])
    }
  })
})
