import type { Database } from '../../ingest/database/database.ts'
import type { TopologySources } from '../../schema/api/topology.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { EDGES, NODES } from './topology.ts'

/** Who told of the estate of a scope, those with most first, at most 200. */
export async function topologySources(
  database: Database,
  scope: string | undefined,
): Promise<TopologySources> {
  const where = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const items = await database.query<{ source: string; nodes: number; edges: number }>(
    `SELECT source, sum(node) AS nodes, sum(edge) AS edges FROM (
       SELECT source, 1 AS node, 0 AS edge FROM ${NODES} WHERE ${where.sql}
       UNION ALL SELECT source, 0, 1 FROM ${EDGES} WHERE ${where.sql})
     GROUP BY source ORDER BY nodes + edges DESC, source LIMIT 200 ${BOUNDS}`,
    where.parameters,
  )
  return { items }
}
