import type { Database } from '../../ingest/database/database.ts'
import type { LabelNames } from '../../schema/api/alert-facets.ts'
import { type AlertFilter, alertConditions, narrowing } from './alert-filter.ts'
import { BOUNDS } from './bounds.ts'
import { allOf } from './condition.ts'

/** The names of the labels of the alerts that match, with how many have each: the `top` most frequent. */
export async function labelNames(
  database: Database,
  filter: AlertFilter,
  request: { top: number; search?: string | undefined },
): Promise<LabelNames> {
  const where = allOf(alertConditions(filter))
  const rows = await database.query<{ name: string; n: number; names: number }>(
    `SELECT name, sum(alike) AS n, count() OVER () AS names FROM (
       SELECT arrayJoin(arrayDistinct(arrayConcat(keys, ['alertname', 'severity'], if(hasService, ['service'], [])))) AS name, alike
       FROM (
         SELECT mapKeys(labels) AS keys, service != '' AS hasService, count() AS alike
         FROM alerts FINAL ${narrowing(filter)} WHERE ${where.sql} GROUP BY ALL))
     WHERE {search:String} = '' OR positionCaseInsensitiveUTF8(name, {search:String}) > 0
     GROUP BY name ORDER BY n DESC, name LIMIT {top:UInt32} ${BOUNDS}`,
    { ...where.parameters, search: request.search ?? '', top: request.top },
  )
  return { distinct: rows[0]?.names ?? 0, names: rows.map(({ name, n }) => ({ name, count: n })) }
}
