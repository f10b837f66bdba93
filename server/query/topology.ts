import type { Database } from '../../ingest/database/database.ts'
import type { TopologyView } from '../../schema/api/estate.ts'
import type { EdgeKind } from '../../schema/records/topology.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'

const MAX_EDGES = 200_000

/** What a source said before it replaced all that it had said is void. */
const REPLACED = `(SELECT scope, source, max(log_offset) AS replaced FROM topology_replacements GROUP BY scope, source)`
/** What is said of things now. */
export const NODES = `(SELECT * FROM topology_nodes FINAL LEFT JOIN ${REPLACED} AS r USING (scope, source) WHERE log_offset >= replaced)`
/** The relations that are said to be now. */
export const EDGES = `(SELECT * FROM topology_edges FINAL LEFT JOIN ${REPLACED} AS r USING (scope, source) WHERE log_offset >= replaced)`

/** The things of a scope and their relations; the first `limit` by id when there are more. */
export async function wholeTopology(
  database: Database,
  scope: string | undefined,
  limit: number,
): Promise<TopologyView> {
  const where = inScope(scope)
  const rows = await database.query<{ id: string }>(
    `SELECT DISTINCT id FROM (
       SELECT id FROM ${NODES} WHERE ${where.sql}
       UNION ALL SELECT arrayJoin([from_id, to_id]) AS id FROM ${EDGES} WHERE ${where.sql})
     ORDER BY id LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit: limit + 1 },
  )
  const ids = rows.map(({ id }) => id)
  return subgraph(database, scope, ids.slice(0, limit), ids.length > limit)
}

/** What one source says now; the first `limit` things and relations by id when there is more. */
export async function topologySaidBy(
  database: Database,
  scope: string | undefined,
  source: string,
  limit: number,
): Promise<TopologyView> {
  const where = allOf([inScope(scope), { sql: 'source = {source:String}', parameters: { source } }])
  const [nodes, edges] = await Promise.all([
    database.query<NodeRow>(
      `SELECT id, type, name, aliases, owner, tier, source FROM ${NODES} WHERE ${where.sql}
       ORDER BY id LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...where.parameters, limit: limit + 1 },
    ),
    database.query<EdgeRow>(
      `SELECT from_id, to_id, kind, source, confidence FROM ${EDGES} WHERE ${where.sql}
       ORDER BY from_id, to_id, kind LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...where.parameters, limit: limit + 1 },
    ),
  ])
  return {
    nodes: nodes.slice(0, limit).map((row) => toNode(row.id, row)),
    edges: edges.slice(0, limit).map(toEdge),
    ...((nodes.length > limit || edges.length > limit) && { truncated: true }),
  }
}

/** The things within `hops` relations, in either direction, of the things that have these ids or aliases. */
export async function topologyAround(
  database: Database,
  scope: string | undefined,
  around: string[],
  hops: number,
  limit: number,
): Promise<TopologyView> {
  const where = inScope(scope)
  const found = new Set(await resolveAliases(database, scope, around))
  let frontier = [...found]
  for (let hop = 0; hop < hops && frontier.length > 0 && found.size <= limit; hop++) {
    const neighbours = await database.query<{ id: string }>(
      `SELECT DISTINCT arrayJoin([from_id, to_id]) AS id FROM ${EDGES}
       WHERE ${where.sql} AND (from_id IN {ids:Array(String)} OR to_id IN {ids:Array(String)})
       ORDER BY id LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...where.parameters, ids: frontier, limit: limit + found.size + 1 },
    )
    frontier = neighbours.map(({ id }) => id).filter((id) => !found.has(id))
    for (const id of frontier) found.add(id)
  }
  return subgraph(database, scope, [...found].slice(0, limit), found.size > limit)
}

/** Ids as they are, aliases as the ids of the things that have them; unknown names stay. */
export async function resolveAliases(
  database: Database,
  scope: string | undefined,
  names: string[],
): Promise<string[]> {
  const where = inScope(scope)
  const nodes = await database.query<{ id: string; aliases: string[] }>(
    `SELECT id, aliases FROM ${NODES}
     WHERE ${where.sql} AND (id IN {names:Array(String)} OR hasAny(aliases, {names:Array(String)}))
     ORDER BY id LIMIT 10000 ${BOUNDS}`,
    { ...where.parameters, names },
  )
  const ids = new Set(nodes.map(({ id }) => id))
  return names.map((name) =>
    ids.has(name) ? name : (nodes.find(({ aliases }) => aliases.includes(name))?.id ?? name),
  )
}

interface NodeRow {
  id: string
  type: string
  name: string
  aliases: string[]
  owner: string
  tier: number | null
  source: string
}

interface EdgeRow {
  from_id: string
  to_id: string
  kind: EdgeKind
  source: string
  confidence: number | null
}

/** The things of these ids that are known, and the relations between them; `cut` says that there were more. */
export async function subgraph(
  database: Database,
  scope: string | undefined,
  ids: string[],
  cut: boolean,
): Promise<TopologyView> {
  if (ids.length === 0) return { nodes: [], edges: [] }
  const where = inScope(scope)
  const [nodes, edges] = await Promise.all([
    database.query<NodeRow>(
      // Of what several sources say of one thing, the last word counts; names by which they call it add up.
      `SELECT id, argMax(type, log_offset) AS type, argMaxIf(name, log_offset, name != '') AS name,
         arraySort(groupUniqArrayArray(aliases)) AS aliases, argMaxIf(owner, log_offset, owner != '') AS owner,
         argMax(tier, log_offset) AS tier, argMax(source, log_offset) AS source
       FROM ${NODES} WHERE ${where.sql} AND id IN {ids:Array(String)} GROUP BY id ${BOUNDS}`,
      { ...where.parameters, ids },
    ),
    database.query<EdgeRow>(
      `SELECT from_id, to_id, kind, source, confidence FROM ${EDGES}
       WHERE ${where.sql} AND from_id IN {ids:Array(String)} AND to_id IN {ids:Array(String)}
       ORDER BY from_id, to_id, kind, source LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...where.parameters, ids, limit: MAX_EDGES + 1 },
    ),
  ])
  const known = new Map(nodes.map((node) => [node.id, node]))
  const present = new Set([...known.keys(), ...edges.flatMap((edge) => [edge.from_id, edge.to_id])])
  return {
    nodes: ids.filter((id) => present.has(id)).map((id) => toNode(id, known.get(id))),
    edges: edges.slice(0, MAX_EDGES).map(toEdge),
    ...((cut || edges.length > MAX_EDGES) && { truncated: true }),
  }
}

function toEdge(row: EdgeRow): TopologyView['edges'][number] {
  return {
    from: row.from_id,
    to: row.to_id,
    kind: row.kind,
    source: row.source,
    ...(row.confidence !== null && { confidence: row.confidence }),
  }
}

/** A node as told, or one that only relations mention. */
function toNode(id: string, row: NodeRow | undefined): TopologyView['nodes'][number] {
  if (!row) return { id, type: 'unknown' }
  return {
    id,
    type: row.type,
    ...(row.name && { name: row.name }),
    ...(row.aliases.length > 0 && { aliases: row.aliases }),
    ...(row.owner && { owner: row.owner }),
    ...(row.tier !== null && { tier: row.tier }),
    ...(row.source && { source: row.source }),
  }
}

function inScope(scope: string | undefined) {
  return allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
}
