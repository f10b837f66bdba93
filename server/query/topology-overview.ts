import type { Database } from '../../ingest/database/database.ts'
import type { TopologyOverview } from '../../schema/api/topology.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { firingOn } from './firing-on.ts'
import { EDGES, NODES, subgraph } from './topology.ts'

/** How much of the estate of a scope is known, and the things that most others need directly. */
export async function topologyOverview(
  database: Database,
  scope: string | undefined,
  limit: number,
): Promise<TopologyOverview> {
  const where = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const [rows, [totals]] = await Promise.all([
    database.query<{ id: string; needed_by: number }>(
      `SELECT to_id AS id, uniqExact(from_id) AS needed_by FROM ${EDGES} WHERE ${where.sql}
       GROUP BY id ORDER BY needed_by DESC, id LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...where.parameters, limit },
    ),
    database.query<{ things: number; relations: number }>(
      `SELECT
         (SELECT uniqExact(id) FROM (SELECT id FROM ${NODES} WHERE ${where.sql}
            UNION ALL SELECT arrayJoin([from_id, to_id]) AS id FROM ${EDGES} WHERE ${where.sql})) AS things,
         (SELECT uniqExact((from_id, to_id, kind)) FROM ${EDGES} WHERE ${where.sql}) AS relations ${BOUNDS}`,
      where.parameters,
    ),
  ])
  const ids = rows.map(({ id }) => id)
  const [view, firing] = await Promise.all([
    subgraph(database, scope, ids, false),
    firingOn(database, scope, ids),
  ])
  const nodes = new Map(view.nodes.map((node) => [node.id, node]))
  return {
    things: totals?.things ?? 0,
    relations: totals?.relations ?? 0,
    mostNeeded: rows.map(({ id, needed_by }) => {
      const { aliases: _aliases, source: _source, ...node } = nodes.get(id) ?? { id, type: 'unknown' }
      return { ...node, alerts: 0, ...firing.get(id), neededBy: needed_by }
    }),
  }
}
