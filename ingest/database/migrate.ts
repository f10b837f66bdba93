import { checkTables } from './check-tables.ts'
import { type Database, DatabaseError } from './database.ts'
import type { Migration } from './migrations/migration.ts'
import { MIGRATIONS } from './migrations/migrations.ts'
import { applyRetention, type DatabaseRetention } from './retention.ts'

/**
 * Brings a database to this program's schema and applies the retention settings. Rejects with DatabaseError when
 * the database is newer than the program, or not what the program expects.
 */
export async function migrate(database: Database, retention: DatabaseRetention): Promise<void> {
  await runMigrations(database, MIGRATIONS)
  await checkTables(database)
  await applyRetention(database, retention)
}

/** Runs the steps that a database has not seen, in order, and notes each. */
export async function runMigrations(database: Database, migrations: readonly Migration[]): Promise<void> {
  await database.execute(
    "CREATE TABLE IF NOT EXISTS schema_migrations (version UInt32, name String, applied_at DateTime64(3, 'UTC') DEFAULT now64(3)) ENGINE = MergeTree ORDER BY version SETTINGS non_replicated_deduplication_window = 1000",
  )
  const [{ applied } = { applied: 0 }] = await database.query<{ applied: number }>(
    'SELECT max(version) AS applied FROM schema_migrations',
  )
  const known = migrations.at(-1)?.version ?? 0
  if (applied > known) {
    throw new DatabaseError(
      `The database was written by a newer version of this program (its schema is ${applied}, this program knows ${known}). Start the newer version, or set DATA_DIR to another folder.`,
      false,
    )
  }
  for (const { version, name, run } of migrations) {
    if (version <= applied) continue
    await run(database)
    await database.insert('schema_migrations', [{ version, name }], `migration:${version}`)
  }
}
