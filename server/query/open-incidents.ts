import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'

/** How many incidents each scope has that are open or acknowledged, by severity. */
export function openIncidents(
  database: Database,
): Promise<{ scope: string; severity: string; count: number }[]> {
  return database.query(
    `SELECT scope, severity, count() AS count FROM incidents FINAL
     WHERE status IN ('open', 'acknowledged') GROUP BY scope, severity LIMIT 10000 ${BOUNDS}`,
  )
}
