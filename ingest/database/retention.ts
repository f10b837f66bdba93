import { TABLES, type Table } from '../../schema/tables/tables.ts'
import { onCluster } from './cluster.ts'
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
  for (const table of TABLES) {
    const { name } = table
    const ttl = ttlOf(table, retention)
    if (ttl && !engines.get(name)?.includes(`TTL ${ttl} `)) {
      await database.execute(`ALTER TABLE ${name}${onCluster(database.cluster)} MODIFY TTL ${ttl}`)
    }
  }
}

/** The TTL as ClickHouse itself writes it, so that it can be found in the table's engine; undefined for none. */
function ttlOf({ expires }: Table, retention: DatabaseRetention): string | undefined {
  if (!expires) return undefined
  const seconds = Math.round(retention[expires.setting] * SECONDS_PER_DAY)
  return `${expires.by} + toIntervalSecond(${seconds})`
}
