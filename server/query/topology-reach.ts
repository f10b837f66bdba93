import type { Database } from '../../ingest/database/database.ts'
import type { ReachedThing, TopologyReach } from '../../schema/api/topology.ts'
import type { EdgeKind } from '../../schema/records/topology.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { firingOn } from './firing-on.ts'
import { EDGES, resolveAliases, subgraph } from './topology.ts'

type Direction = 'needs' | 'neededBy'

/** How a thing was come to: `asWhole` from one of its own parts, which says nothing of its other parts. */
interface Arrival {
  hops: number
  via: string
  asWhole: boolean
}

/**
 * What the thing of this id or alias needs and what needs it, up to `hops` away, nearest first, at most `limit`
 * each. A part needs its whole, and the whole its parts; parts of one whole do not need one another.
 */
export async function topologyReach(
  database: Database,
  scope: string | undefined,
  name: string,
  hops: number,
  limit: number,
): Promise<TopologyReach> {
  const [id = name] = await resolveAliases(database, scope, [name])
  const needs = await walk(database, scope, id, 'needs', hops, limit)
  const neededBy = await walk(database, scope, id, 'neededBy', hops, limit)
  const ids = [...new Set([id, ...needs.found.keys(), ...neededBy.found.keys()])]
  const [view, firing] = await Promise.all([
    subgraph(database, scope, ids, needs.cut || neededBy.cut),
    firingOn(database, scope, ids),
  ])
  const nodes = new Map(view.nodes.map((node) => [node.id, node]))
  const thing = (of: string) => {
    const { aliases: _aliases, source: _source, ...node } = nodes.get(of) ?? { id: of, type: 'unknown' }
    return { ...node, alerts: 0, ...firing.get(of) }
  }
  const list = (found: Map<string, Arrival>): ReachedThing[] =>
    [...found].map(([of, arrival]) => ({ ...thing(of), hops: arrival.hops, via: arrival.via }))
  return {
    thing: { ...thing(id), aliases: nodes.get(id)?.aliases ?? [], known: nodes.has(id) },
    needs: list(needs.found),
    neededBy: list(neededBy.found),
    edges: view.edges,
    ...(view.truncated && { truncated: true }),
  }
}

async function walk(
  database: Database,
  scope: string | undefined,
  start: string,
  direction: Direction,
  hops: number,
  limit: number,
): Promise<{ found: Map<string, Arrival>; cut: boolean }> {
  const found = new Map<string, Arrival>()
  let frontier: ReadonlyMap<string, Arrival> = new Map([[start, { hops: 0, via: '', asWhole: false }]])
  for (let hop = 1; hop <= hops && frontier.size > 0; hop++) {
    const next = new Map<string, Arrival>()
    for (const { near, far, kind, wholeOf } of await steps(
      database,
      scope,
      [...frontier.keys()],
      direction,
      limit,
    )) {
      if (wholeOf && frontier.get(near)?.asWhole) continue
      const asWhole = kind === 'part_of' && !wholeOf
      if (far !== start && !found.has(far) && !next.has(far)) next.set(far, { hops: hop, via: near, asWhole })
    }
    for (const [id, arrival] of next) {
      if (found.size >= limit) return { found, cut: true }
      found.set(id, arrival)
    }
    frontier = next
  }
  return { found, cut: false }
}

interface Step {
  near: string
  far: string
  kind: EdgeKind
  /** `near` is the whole that `far` is a part of. */
  wholeOf: boolean
}

/** One step from each of these things. A part and its whole need each other, so that edge leads both ways. */
async function steps(
  database: Database,
  scope: string | undefined,
  ids: string[],
  direction: Direction,
  limit: number,
): Promise<Step[]> {
  const where = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const [near, far] = direction === 'needs' ? ['from_id', 'to_id'] : ['to_id', 'from_id']
  const rows = await database.query<{ near: string; far: string; kind: EdgeKind; whole: number }>(
    `SELECT DISTINCT near, far, kind, whole FROM (
       SELECT ${near} AS near, ${far} AS far, kind, kind = 'part_of' AND near = to_id AS whole FROM ${EDGES}
       WHERE ${where.sql} AND ${near} IN {ids:Array(String)}
       UNION ALL
       SELECT ${far} AS near, ${near} AS far, kind, near = to_id AS whole FROM ${EDGES}
       WHERE ${where.sql} AND kind = 'part_of' AND ${far} IN {ids:Array(String)})
     ORDER BY near, far, kind LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, ids, limit: limit * 4 + 100 },
  )
  return rows.map(({ whole, ...row }) => ({ ...row, wholeOf: Boolean(whole) }))
}
