import type { Database } from '../../ingest/database/database.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { timeParameter, toRfc3339 } from './time.ts'

/** A maintenance that a change announced. */
export interface AnnouncedMaintenance {
  scope: string
  id: string
  source: string
  by: string
  entity?: { type: string; name: string }
  service?: string
  summary: string
  at: string
  endedAt?: string
}

interface MaintenanceRow {
  scope: string
  id: string
  source: string
  by: string
  entity_type: string
  entity_name: string
  service: string
  summary: string
  at: string
  ended_at: string | null
}

const MAX_MAINTENANCE = 1000

/**
 * Maintenance that changes announced and that ends after a time (epoch milliseconds), the last first; one whose end
 * nobody told counts as ended `openMs` after its beginning.
 */
export async function listMaintenance(
  database: Database,
  filter: { scope?: string | undefined; after: number; openMs: number },
): Promise<AnnouncedMaintenance[]> {
  const where = allOf([
    { sql: "kind = 'maintenance'", parameters: {} },
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    {
      sql: "coalesce(ended_at, at + toIntervalMillisecond({openMs:UInt64})) > {after:DateTime64(3, 'UTC')}",
      parameters: { openMs: filter.openMs, after: timeParameter(filter.after) },
    },
  ])
  const rows = await database.query<MaintenanceRow>(
    `SELECT scope, id, source, by, entity_type, entity_name, service, summary, at, ended_at
     FROM changes FINAL WHERE ${where.sql}
     ORDER BY at DESC, id LIMIT ${MAX_MAINTENANCE} ${BOUNDS}`,
    where.parameters,
  )
  return rows.map((row) => ({
    scope: row.scope,
    id: row.id,
    source: row.source,
    by: row.by,
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    ...(row.service && { service: row.service }),
    summary: row.summary,
    at: toRfc3339(row.at),
    ...(row.ended_at && { endedAt: toRfc3339(row.ended_at) }),
  }))
}
