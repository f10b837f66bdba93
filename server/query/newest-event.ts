import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { fromDatabaseTime } from './time.ts'

/**
 * Event time of the newest event of a scope (or of all), or of what people corrected (merged, split) since then, in
 * epoch milliseconds; undefined when there is none.
 */
export async function newestEvent(database: Database, scope?: string): Promise<number | undefined> {
  const where = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const [row] = await database.query<{ at: string }>(
    `SELECT at FROM (
       SELECT at FROM events WHERE ${where.sql} ORDER BY at DESC LIMIT 1
       UNION ALL
       SELECT at FROM commands FINAL WHERE ${where.sql} AND kind IN ('merge', 'split') AND error = ''
       ORDER BY at DESC LIMIT 1)
     ORDER BY at DESC LIMIT 1 ${BOUNDS}`,
    where.parameters,
  )
  return row && fromDatabaseTime(row.at)
}
