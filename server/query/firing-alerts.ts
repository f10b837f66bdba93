import type { Database } from '../../ingest/database/database.ts'
import type { Alert } from '../../schema/api/alert.ts'
import type { Matcher } from '../../schema/matcher.ts'
import { matching, mayMatch } from './alert-matching.ts'
import { ALERT_COLUMNS, type AlertRow, toAlert } from './alert-row.ts'
import { alertsByKey, type VersionedAlert } from './alerts-by-key.ts'
import { beganWith } from './alerts-where.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, type Condition, when } from './condition.ts'

const MAX_ALERTS = 50_000
/** More keys than this are not handed back to the database one by one. */
const MANY = 2000

const FIRING: Condition = { sql: "status != 'resolved'", parameters: {} }

/** Alerts of a scope that are not resolved and match, the one that began first first; at most 50,000. */
export function firingAlerts(
  database: Database,
  scope: string | undefined,
  matchers: readonly Matcher[],
): Promise<Alert[]> {
  return firing(database, scope, matching(matchers), mayMatch(matchers))
}

/** The same with those that may match: whoever knows more labels than the database does tells which of them do. */
export function firingAlertsLike(
  database: Database,
  scope: string | undefined,
  matchers: readonly Matcher[],
): Promise<Alert[]> {
  return firing(database, scope, mayMatch(matchers), mayMatch(matchers))
}

async function firing(
  database: Database,
  scope: string | undefined,
  wanted: Condition[],
  somewhere: Condition[],
): Promise<Alert[]> {
  const inScope = when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))
  const where = allOf([inScope, ...wanted])
  // Whatever row is the last one of such an alert is among these, so that what is long resolved is not read.
  const may = allOf([inScope, ...somewhere, FIRING])
  const selected = `FROM alerts FINAL PREWHERE ${beganWith(may)} WHERE ${where.sql} AND ${FIRING.sql}`
  const parameters = { ...may.parameters, ...where.parameters }
  // The keys first, from few columns, so that the wide rows of what is resolved or does not match are not read.
  const keys = await database.query<VersionedAlert>(
    `SELECT scope, id, starts_at, log_partition, log_offset ${selected} ORDER BY starts_at, id LIMIT ${MANY + 1} ${BOUNDS}`,
    parameters,
  )
  if (keys.length <= MANY) return alertsByKey(database, keys)
  const rows = await database.query<AlertRow>(
    `SELECT ${ALERT_COLUMNS} FROM alerts FINAL PREWHERE (scope, starts_at, id) IN (SELECT scope, starts_at, id ${selected})
     ORDER BY starts_at, id LIMIT ${MAX_ALERTS} ${BOUNDS}`,
    parameters,
  )
  return rows.map(toAlert)
}
