import { checkTables } from './check-tables.ts'
import { deduplicationWindow, engineOn, onCluster } from './cluster.ts'
import { type Database, DatabaseError } from './database.ts'
import type { Migration } from './migrations/migration.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { checkRestored } from './restoring.ts'
import { applyRetention, type DatabaseRetention } from './retention.ts'

/** The last migration that this program knows. */
export const SCHEMA_VERSION = MIGRATIONS.at(-1)?.version ?? 0

/** The last migration that a migrated database has seen. */
export async function readSchemaVersion(database: Database): Promise<number> {
  const [found] = await database.query<{ applied: number }>(
    'SELECT max(version) AS applied FROM schema_migrations',
  )
  return found?.applied ?? 0
}

/**
 * Brings a database to this program's schema and applies the retention settings. Rejects with DatabaseError when
 * the database is newer than the program, not what the program expects, or only restored in part.
 */
export async function migrate(database: Database, retention: DatabaseRetention): Promise<void> {
  await checkRestored(database)
  await runMigrations(database, MIGRATIONS)
  await checkTables(database)
  await applyRetention(database, retention)
}

/** A step noted by two processes at once is noted once. */
const REMEMBERED_STEPS = 1000

/** Runs the steps that a database has not seen, in order, and notes each. */
export async function runMigrations(database: Database, migrations: readonly Migration[]): Promise<void> {
  const { cluster } = database
  await database.execute(
    `CREATE TABLE IF NOT EXISTS schema_migrations${onCluster(cluster)} (version UInt32, name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = ${engineOn(cluster, 'MergeTree')} ORDER BY version SETTINGS ${deduplicationWindow(cluster, REMEMBERED_STEPS)}`,
  )
  const applied = await readSchemaVersion(database)
  const known = migrations.at(-1)?.version ?? 0
  if (applied > known) {
    throw new DatabaseError(
      `The database was written by a newer version of this program (its schema is ${applied}, this program knows ${known}). Start the newer version, or set DATA_DIR to another folder (of a ClickHouse server: CLICKHOUSE_DATABASE to another name).`,
      false,
    )
  }
  for (const { version, name, run } of migrations) {
    if (version <= applied) continue
    await run(database)
    await note(database, version, name)
  }
}

/** A server may be too busy for the short time that an insert has. */
const NOTE_ATTEMPTS = 5

async function note(database: Database, version: number, name: string): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.insert('schema_migrations', [{ version, name }], `migration:${version}`)
    } catch (error) {
      if (!(error instanceof DatabaseError && error.unavailable) || attempt === NOTE_ATTEMPTS) throw error
    }
  }
}
