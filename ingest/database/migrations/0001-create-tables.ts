import { TABLES, type Table } from '../../../schema/tables/tables.ts'
import type { Migration } from './migration.ts'

/** Creates every table of schema/tables. Columns added there later need a step of their own for older databases. */
export const createTables: Migration = {
  version: 1,
  name: 'create tables',
  async run(database) {
    for (const table of TABLES) await database.execute(createStatement(table))
  },
}

/** Inserts that a table remembers by their tokens; a loader repeats none but its last few. */
const REMEMBERED_INSERTS = 1000

/**
 * Inserts are synced: a place on the log is committed after them, and what a power cut took back from a table
 * would not be loaded again.
 */
const SETTINGS = `non_replicated_deduplication_window = ${REMEMBERED_INSERTS}, fsync_after_insert = 1, fsync_part_directory = 1`

/** The statement that creates a table of schema/tables where it is missing. */
export function createStatement(table: Table): string {
  const columns = Object.entries(table.columns).map(([name, type]) => `\`${name}\` ${type}`)
  const indexes = Object.entries(table.indexes ?? {}).map(
    ([name, index]) => `INDEX ${name} ${index} GRANULARITY 1`,
  )
  return `CREATE TABLE IF NOT EXISTS ${table.name} (${[...columns, ...indexes].join(', ')}) ENGINE = ${table.engine} SETTINGS ${SETTINGS}`
}
