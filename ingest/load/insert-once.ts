import { type Database, DatabaseError } from '../database/database.ts'
import type { Insert } from './inserts.ts'

/**
 * One attempt after the other at an insert, to be called until it resolves. `purpose` names who inserts: a token is
 * never that of an insert of somebody before.
 *
 * A repeated token alone does not do: ClickHouse notes the token before the rows are there, and killed in between it
 * takes the repetition for one of rows that it never got. So after a repetition we look.
 */
export function insertOnce(
  database: Database,
  table: string,
  partition: string,
  insert: Insert,
  purpose: string,
): () => Promise<void> {
  let renewed = 0
  let failed = false
  return async () => {
    const token = [insert.token, purpose, ...(renewed > 0 ? [renewed] : [])].join(':')
    try {
      await database.insert(table, insert.rows, token)
      if (!failed || (await holds(database, table, partition, insert.to))) return
    } catch (error) {
      failed = true
      throw error
    }
    renewed++
    failed = false
    throw new DatabaseError(`${table} lacks rows that it remembers; they are inserted anew`, true)
  }
}

/** Whether the table has the record at this offset of a partition, or a later one. */
async function holds(database: Database, table: string, partition: string, offset: number): Promise<boolean> {
  const [found] = await database.query<{ last: number; rows: number }>(
    `SELECT max(log_offset) AS last, count() AS rows FROM ${table} WHERE log_partition = {partition:String}`,
    { partition },
  )
  return found !== undefined && found.rows > 0 && found.last >= offset
}
