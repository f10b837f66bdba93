import type { Database } from './database.ts'

/** Parts of a table that ClickHouse set aside. */
export interface BrokenParts {
  table: string
  parts: number
}

/**
 * The tables of which ClickHouse set parts aside when it started, for their files are damaged: rows may be missing (the
 * newest are loaded again, where the log has them). Parts whose rows are in a later one as well, as merging makes
 * them, do not count. Rejects with DatabaseError.
 */
export function readBrokenParts(database: Database): Promise<BrokenParts[]> {
  return database.query<BrokenParts>(`
    SELECT table, count() AS parts FROM (
      SELECT d.table AS table, d.name AS name,
        ifNull(max(p.partition_id != '' AND p.min_block_number <= d.min_block_number
          AND p.max_block_number >= d.max_block_number), 0) AS covered
      FROM system.detached_parts AS d
      LEFT JOIN (
        SELECT table, partition_id, min_block_number, max_block_number
        FROM system.parts WHERE active AND database = currentDatabase()
      ) AS p ON p.table = d.table AND p.partition_id = d.partition_id
      WHERE d.database = currentDatabase() AND startsWith(d.reason, 'broken')
      GROUP BY table, name)
    WHERE NOT covered GROUP BY table ORDER BY table`)
}
