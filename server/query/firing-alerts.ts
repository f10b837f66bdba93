import type { Database } from '../../ingest/database/database.ts'
import type { Alert } from '../../schema/api/alert.ts'
import type { Matcher } from '../../schema/matcher.ts'
import { matching } from './alert-matching.ts'
import { ALERT_COLUMNS, type AlertRow, toAlert } from './alert-row.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'

const MAX_ALERTS = 50_000

/** Alerts of a scope that are not resolved and match, the one that began first first; at most 50,000. */
export async function firingAlerts(
  database: Database,
  scope: string | undefined,
  matchers: readonly Matcher[],
): Promise<Alert[]> {
  const where = allOf([
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
    ...matching(matchers),
  ])
  const rows = await database.query<AlertRow>(
    // The keys first, from few columns, so that the wide rows of what is resolved or does not match are not read.
    `SELECT ${ALERT_COLUMNS} FROM alerts FINAL
     PREWHERE (scope, starts_at, id) IN (
       SELECT scope, starts_at, id FROM alerts FINAL WHERE ${where.sql} AND status != 'resolved')
     ORDER BY starts_at, id LIMIT ${MAX_ALERTS} ${BOUNDS}`,
    where.parameters,
  )
  return rows.map(toAlert)
}
