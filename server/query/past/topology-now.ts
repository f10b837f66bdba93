import type { Database } from '../../../ingest/database/database.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import type { EdgeKind, TopologyEdge, TopologyNode } from '../../../schema/records/topology.ts'
import type { PastInput } from '../../preview/replay.ts'
import { BOUNDS } from '../bounds.ts'
import { allOf, when } from '../condition.ts'
import { EDGES, NODES } from '../topology.ts'

const MAX_NODES = 50_000
const MAX_EDGES = 100_000

interface NodeRow {
  scope: string
  id: string
  type: string
  name: string
  aliases: string[]
  owner: string
  tier: number | null
}

interface EdgeRow {
  scope: string
  from_id: string
  to_id: string
  kind: EdgeKind
  source: string
  confidence: number | null
}

/** What is said of the estate now, as one input of each scope that comes before everything else. */
export async function topologyNow(
  database: Database,
  scope: string | undefined,
): Promise<{ inputs: PastInput[]; cut: boolean }> {
  const where = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const [nodes, edges] = await Promise.all([
    database.query<NodeRow>(
      // The last word on a thing comes last, and counts.
      `SELECT scope, id, type, name, aliases, owner, tier FROM ${NODES} WHERE ${where.sql}
       ORDER BY scope, id, log_offset LIMIT ${MAX_NODES + 1} ${BOUNDS}`,
      where.parameters,
    ),
    database.query<EdgeRow>(
      `SELECT scope, from_id, to_id, kind, source, confidence FROM ${EDGES} WHERE ${where.sql}
       ORDER BY scope, from_id, to_id, kind, source LIMIT ${MAX_EDGES + 1} ${BOUNDS}`,
      where.parameters,
    ),
  ])
  const byScope = new Map<string, { nodes: TopologyNode[]; edges: TopologyEdge[] }>()
  const of = (name: string) => {
    const known = byScope.get(name) ?? { nodes: [], edges: [] }
    byScope.set(name, known)
    return known
  }
  for (const row of nodes.slice(0, MAX_NODES)) of(row.scope).nodes.push(toNode(row))
  for (const row of edges.slice(0, MAX_EDGES)) of(row.scope).edges.push(toEdge(row))
  const inputs = [...byScope].map(
    ([name, said]): PastInput => ({
      arrivedAt: 0,
      offset: 0,
      record: { type: 'topology', scope: name, ...said, receivedAt: toTimestamp(0) },
    }),
  )
  return { inputs, cut: nodes.length > MAX_NODES || edges.length > MAX_EDGES }
}

function toNode({ id, type, name, aliases, owner, tier }: NodeRow): TopologyNode {
  return {
    id,
    type,
    ...(name && { name }),
    ...(aliases.length > 0 && { aliases }),
    ...(owner && { owner }),
    ...(tier !== null && { tier }),
  }
}

function toEdge({ from_id, to_id, kind, source, confidence }: EdgeRow): TopologyEdge {
  return { from: from_id, to: to_id, kind, source, ...(confidence !== null && { confidence }) }
}
