import { TABLES } from '../../schema/tables/tables.ts'
import type { Database } from '../database/database.ts'
import type { Authority } from '../log/authority.ts'

/** The greatest offset of a partition that each table holds; a table without rows of it is absent. */
export type TablePositions = Map<string, number>

const NAMES = TABLES.map(({ name }) => name)

/** Reads what these tables of the database hold of a partition. Rejects with DatabaseError. */
export async function readPositions(
  database: Database,
  partition: string,
  tables: readonly string[] = NAMES,
): Promise<TablePositions> {
  const selects = tables.map(
    (name) =>
      `SELECT '${name}' AS table, max(log_offset) AS offset, count() AS rows FROM ${name} WHERE log_partition = {partition:String}`,
  )
  const found = await database.query<{ table: string; offset: number; rows: number }>(
    `SELECT table, offset FROM (${selects.join(' UNION ALL ')}) WHERE rows > 0 SETTINGS max_execution_time = 0`,
    { partition },
  )
  return new Map(found.map(({ table, offset }) => [table, offset]))
}

/**
 * Where to begin to read: at the committed offset, but never further on than what the database holds less one
 * batch (of which some tables may hold nothing yet). So a database that was emptied or restored is filled again
 * as far as the log reaches back; what a table holds already is skipped.
 */
export function startOffset(committed: number, positions: TablePositions, maxBatch: number): number {
  const last = Math.max(-1, ...positions.values())
  return Math.max(0, Math.min(committed, last + 1 - maxBatch))
}

/**
 * Whose findings counted before `offset` of a partition, and what was answered for, as far as the database holds
 * it. Rejects with DatabaseError.
 */
export async function readAuthority(
  database: Database,
  partition: string,
  offset: number,
): Promise<Authority> {
  const [last] = await database.query<{ owner: string; answered: number }>(
    `SELECT argMax(owner, log_offset) AS owner, max(input_to) AS answered FROM correlations
     WHERE log_partition = {partition:String} AND log_offset < {offset:UInt64}`,
    { partition, offset },
  )
  return { owner: last?.owner || undefined, answered: last?.answered ?? 0 }
}
