import { TABLES, type Table } from '../../../schema/tables/tables.ts'
import { deduplicationWindow, engineOn, onCluster } from '../cluster.ts'
import type { Migration } from './migration.ts'

/** Creates every table of schema/tables. Columns added there later need a step of their own for older databases. */
export const createTables: Migration = {
  version: 1,
  name: 'create tables',
  async run(database) {
    for (const table of TABLES) await database.execute(createStatement(table, database.cluster))
  },
}

/** Inserts that a table remembers by their tokens; a loader repeats none but its last few. */
const REMEMBERED_INSERTS = 1000

/**
 * Inserts are synced: a place on the log is committed after them, and what a power cut took back from a table
 * would not be loaded again.
 */
const SYNCED = 'fsync_after_insert = 1, fsync_part_directory = 1'

/** The statement that creates a table of schema/tables where it is missing, replicated if there is a cluster. */
export function createStatement(table: Table, cluster: string | undefined): string {
  const columns = Object.entries(table.columns).map(([name, type]) => `\`${name}\` ${type}`)
  const indexes = Object.entries(table.indexes ?? {}).map(
    ([name, index]) => `INDEX ${name} ${index} GRANULARITY 1`,
  )
  const settings = [
    deduplicationWindow(cluster, REMEMBERED_INSERTS),
    SYNCED,
    ...(table.granularity === undefined ? [] : [`index_granularity = ${table.granularity}`]),
  ].join(', ')
  return `CREATE TABLE IF NOT EXISTS ${table.name}${onCluster(cluster)} (${[...columns, ...indexes].join(', ')}) ENGINE = ${engineOn(cluster, table.engine)} SETTINGS ${settings}`
}
