import { engineOn, onCluster } from './cluster.ts'
import { type Database, DatabaseError } from './database.ts'

/** A table that is there while a database is being restored. */
const MARK = 'restoring'

/** Marks an empty database as being restored. Rejects with DatabaseError when it has tables. */
export async function beginRestoring(database: Database): Promise<void> {
  const { cluster } = database
  const tables = await tableNames(database)
  if (tables.length > 0) {
    throw new DatabaseError(
      `The database is not empty: it has the table ${tables[0]}. A backup is restored into an empty one.`,
      false,
    )
  }
  await database.execute(
    `CREATE TABLE ${MARK}${onCluster(cluster)} (nothing UInt8) ENGINE = ${engineOn(cluster, 'MergeTree')} ORDER BY nothing`,
  )
}

/** Takes the mark away: the database is whole. */
export async function endRestoring(database: Database): Promise<void> {
  await database.execute(`DROP TABLE ${MARK}${onCluster(database.cluster)} SYNC`)
}

/** Rejects with DatabaseError when a restore into this database did not come to its end. */
export async function checkRestored(database: Database): Promise<void> {
  if (!(await tableNames(database)).includes(MARK)) return
  throw new DatabaseError(
    'A restore into this database has not come to its end. Remove the data folder (of a ClickHouse server: the database), and restore the backup again.',
    false,
  )
}

async function tableNames(database: Database): Promise<string[]> {
  const tables = await database.query<{ name: string }>(
    'SELECT name FROM system.tables WHERE database = currentDatabase() ORDER BY name',
  )
  return tables.map(({ name }) => name)
}
