import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import { toRfc3339 } from './time.ts'

/** Who saved the settings file last through the API, and when; undefined when nobody did. */
export async function lastSettingsSave(
  database: Database,
  scope: string,
): Promise<{ at: string; by: string } | undefined> {
  const [row] = await database.query<{ received_at: string; by_name: string }>(
    `SELECT received_at, by_name FROM commands FINAL
     WHERE scope = {scope:String} AND kind = 'settings_save' ORDER BY received_at DESC LIMIT 1 ${BOUNDS}`,
    { scope },
  )
  return row && { at: toRfc3339(row.received_at), by: row.by_name }
}
