import { TABLES, type Table } from '../../schema/tables/tables.ts'
import type { Database } from './database.ts'

/** Days that rows stay, by the settings' names. */
export type DatabaseRetention = Record<NonNullable<Table['expires']>['setting'], number>

const SECONDS_PER_DAY = 86_400

/** Gives each table the TTL that the settings ask for; those that have it already are left alone. */
export async function applyRetention(database: Database, retention: DatabaseRetention): Promise<void> {
  const engines = new Map(
    (
      await database.query<{ name: string; engine: string }>(
        'SELECT name, engine_full AS engine FROM system.tables WHERE database = currentDatabase()',
      )
    ).map(({ name, engine }) => [name, engine]),
  )
  for (const { name, expires } of TABLES) {
    if (!expires) continue
    const seconds = Math.round(retention[expires.setting] * SECONDS_PER_DAY)
    // As ClickHouse itself writes it, so that it can be found in the table's engine.
    const ttl = `${expires.by} + toIntervalSecond(${seconds})`
    if (!engines.get(name)?.includes(`TTL ${ttl} `)) {
      await database.execute(`ALTER TABLE ${name} MODIFY TTL ${ttl}`)
    }
  }
}
