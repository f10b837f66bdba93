import { onCluster, onEveryServer, onThisCluster } from './cluster.ts'
import type { Database } from './database.ts'

/** A table as it is, whatever program made it: what follows its name in CREATE TABLE, for a server without a cluster. */
export interface TableDefinition {
  name: string
  definition: string
}

/** The tables of a database, as they are. Rejects with DatabaseError. */
export async function readDefinitions(database: Database): Promise<TableDefinition[]> {
  const tables = await database.query<{ name: string; statement: string }>(
    `SELECT name, create_table_query AS statement FROM system.tables
     WHERE database = currentDatabase() AND engine LIKE '%MergeTree' ORDER BY name`,
  )
  return tables.map(({ name, statement }) => ({
    name,
    // CREATE TABLE database.table (...): names of ours have no space or parenthesis.
    definition: onEveryServer(statement.slice(statement.indexOf('('))),
  }))
}

/** Makes a table, replicated where the database is on a cluster. Rejects with DatabaseError, also when it is there. */
export async function createTable(database: Database, { name, definition }: TableDefinition): Promise<void> {
  const { cluster } = database
  await database.execute(`CREATE TABLE ${name}${onCluster(cluster)} ${onThisCluster(cluster, definition)}`)
}
