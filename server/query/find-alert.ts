import type { Database } from '../../ingest/database/database.ts'
import type { Alert } from '../../schema/api/alert.ts'
import { ALERT_COLUMNS, type AlertRow, toAlert } from './alert-row.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'

/** The alert of an id, undefined when there is none. Without `scope` in any scope. */
export async function findAlert(database: Database, id: string, scope?: string): Promise<Alert | undefined> {
  return (await findAlerts(database, [id], scope))[0]
}

/** The alerts of the ids that exist, in no order. */
export async function findAlerts(database: Database, ids: string[], scope?: string): Promise<Alert[]> {
  if (ids.length === 0) return []
  const where = allOf([
    { sql: 'id IN {ids:Array(String)}', parameters: { ids } },
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
  ])
  const rows = await database.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts FINAL PREWHERE ${where.sql} LIMIT 10000 ${BOUNDS}`,
    where.parameters,
  )
  return rows.map(toAlert)
}
