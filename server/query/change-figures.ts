import type { Database } from '../../ingest/database/database.ts'
import type { ChangeFigures } from '../../schema/api/change-figures.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { timeParameter, toRfc3339 } from './time.ts'

const MAX_SERVICES = 500

interface FigureRow {
  service: string
  changes: number
  deploys: number
  followed: number
  followed_deploys: number
  last: string
}

/**
 * How often each service was changed within a range, and how often an incident followed of which the change is the
 * first suspect. Announced maintenance does not count as a change. Those with most incidents come first.
 * The change failure rate and the deployment frequency of DORA (dora.dev) follow from these numbers.
 */
export async function changeFigures(
  database: Database,
  scope: string | undefined,
  range: Range,
): Promise<ChangeFigures> {
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const rows = await database.query<FigureRow>(
    `SELECT if(service != '', service, entity_name) AS service, count() AS changes,
       countIf(kind = 'deploy') AS deploys, countIf(suspected) AS followed,
       countIf(kind = 'deploy' AND suspected) AS followed_deploys, max(at) AS last
     FROM (
       SELECT service, entity_name, kind, at, (scope, id) IN (
         SELECT scope, JSONExtractString(changes, 1, 'id') FROM incidents FINAL
         WHERE ${inScope.sql} AND status != 'merged' AND changes NOT IN ('', '[]')
           AND updated_at >= {from:DateTime64(3, 'UTC')}) AS suspected
       FROM changes FINAL
       WHERE ${inScope.sql} AND kind != 'maintenance'
         AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')})
     GROUP BY service ORDER BY followed DESC, changes DESC, service LIMIT ${MAX_SERVICES} ${BOUNDS}`,
    { ...inScope.parameters, from: timeParameter(range.from), to: timeParameter(range.to) },
  )
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    items: rows.map(({ followed_deploys, last, service, ...counts }) => ({
      ...(service !== '' && { service }),
      ...counts,
      followedDeploys: followed_deploys,
      lastAt: toRfc3339(last),
    })),
  }
}
