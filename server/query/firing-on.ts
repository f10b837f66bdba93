import type { Database } from '../../ingest/database/database.ts'
import type { Severity } from '../../schema/severity.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'

/** What fires on a thing now. */
export interface Firing {
  alerts: number
  severity?: Severity
}

const BY_RANK: readonly Severity[] = ['info', 'warning', 'high', 'critical']

/** What fires now on the things of these names, by name; things on which nothing does are left out. */
export async function firingOn(
  database: Database,
  scope: string | undefined,
  names: readonly string[],
): Promise<Map<string, Firing>> {
  if (names.length === 0) return new Map()
  const where = allOf([
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
    {
      sql: "status != 'resolved' AND entity_name IN {names:Array(String)}",
      parameters: { names: [...names] },
    },
  ])
  const rows = await database.query<{ entity_name: string; alerts: number; worst: number }>(
    `SELECT entity_name, count() AS alerts, max(indexOf(['info', 'warning', 'high', 'critical'], severity)) AS worst
     FROM alerts FINAL WHERE ${where.sql} GROUP BY entity_name ${BOUNDS}`,
    where.parameters,
  )
  return new Map(
    rows.map(({ entity_name, alerts, worst }) => {
      const severity = BY_RANK[worst - 1]
      return [entity_name, { alerts, ...(severity && { severity }) }]
    }),
  )
}
