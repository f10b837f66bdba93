import type { Alert, TopologyView } from '../../../../../schema/api/views.ts'
import type { Severity } from '../../../../../schema/severity.ts'
import { severityRank } from '../../../../format/words.ts'
import { entityOf, placeOf } from './fold.ts'

/** An entity that the incident hit, with its first symptom; without one it is a cause that gave no alert. */
export interface HitEntity {
  name: string
  /** Epoch milliseconds of the first symptom. */
  at: number
  severity?: Severity
  symptom?: string
  alerts: number
  /** How many instances are told under this one name; 0 when it is told by itself. */
  members: number
  cause: boolean
}

/** A relation of two hit entities; `through` are the ids of the calm ones in between. */
export interface SpreadEdge {
  from: string
  to: string
  through: string[]
}

/** The hit entities in the order of their first symptoms; the likeliest cause is among them, alerting or not. */
export function hitEntities(alerts: readonly Alert[], cause: string | undefined): HitEntity[] {
  const hit = new Map<string, HitEntity>()
  const members = new Map<string, Set<string>>()
  const place = placeOf(alerts)
  for (const alert of alerts) {
    const name = entityOf(alert) === cause ? cause : place(alert)
    const at = Date.parse(alert.startsAt)
    const { severity } = alert
    const known = hit.get(name) ?? {
      name,
      at,
      severity,
      symptom: alert.name,
      alerts: 0,
      members: 0,
      cause: false,
    }
    known.alerts += 1
    known.cause = name === cause
    if (at < known.at) {
      known.at = at
      known.symptom = alert.name
    }
    if (severityRank(severity) > severityRank(known.severity ?? 'info')) known.severity = severity
    hit.set(name, known)
    if (entityOf(alert) !== name) members.set(name, (members.get(name) ?? new Set()).add(entityOf(alert)))
  }
  for (const [name, own] of members) {
    const known = hit.get(name)
    if (known) known.members = own.size
  }
  const first = Math.min(...[...hit.values()].map((entity) => entity.at))
  if (cause !== undefined && !hit.has(cause) && hit.size > 0) {
    hit.set(cause, { name: cause, at: first, alerts: 0, members: 0, cause: true })
  }
  return [...hit.values()].sort(
    (a, b) => a.at - b.at || Number(b.cause) - Number(a.cause) || (a.name < b.name ? -1 : 1),
  )
}

/** The id of a thing by any of its names; a name that nobody told of is its own id. */
export function idsByName(nodes: TopologyView['nodes']): (name: string) => string {
  const canonical = new Map<string, string>()
  for (const node of nodes) for (const alias of node.aliases ?? []) canonical.set(alias, node.id)
  return (name) => canonical.get(name) ?? name
}

const EDGES_EACH = 2
const MOST_BETWEEN = 2

/**
 * How the hit entities hang together: from each to at most two that were hit before it, the cause first; where
 * there is no direct relation, over at most two calm entities.
 */
export function spreadEdges(
  hit: readonly HitEntity[],
  topology: Pick<TopologyView, 'nodes' | 'edges'>,
): SpreadEdge[] {
  const idOf = idsByName(topology.nodes)
  const neighbours = new Map<string, Set<string>>()
  const join = (a: string, b: string) => {
    const known = neighbours.get(a)
    if (known) known.add(b)
    else neighbours.set(a, new Set([b]))
  }
  for (const edge of topology.edges) {
    join(idOf(edge.from), idOf(edge.to))
    join(idOf(edge.to), idOf(edge.from))
  }
  const names = new Map(hit.map((entity) => [idOf(entity.name), entity.name]))
  // Of two names of one thing, the one that was hit first.
  const ranks = new Map([...hit.entries()].reverse().map(([index, { name }]) => [idOf(name), index]))
  const rank = (id: string) => ranks.get(id) ?? hit.length
  const edges: SpreadEdge[] = []
  for (const [index, entity] of hit.entries()) {
    const before = (id: string) => rank(id) < index
    const direct = [...(neighbours.get(idOf(entity.name)) ?? [])].filter(before)
    direct.sort((a, b) => Number(hit[rank(b)]?.cause) - Number(hit[rank(a)]?.cause) || rank(b) - rank(a))
    if (direct.length > 0) {
      for (const id of direct.slice(0, EDGES_EACH)) {
        edges.push({ from: names.get(id) ?? id, to: entity.name, through: [] })
      }
      continue
    }
    const far = nearestOverCalm(idOf(entity.name), before, names, neighbours)
    if (far) edges.push({ from: names.get(far.id) ?? far.id, to: entity.name, through: far.through })
  }
  return edges
}

function nearestOverCalm(
  start: string,
  wanted: (id: string) => boolean,
  hit: ReadonlyMap<string, unknown>,
  neighbours: ReadonlyMap<string, ReadonlySet<string>>,
): { id: string; through: string[] } | undefined {
  const seen = new Set([start])
  let front: { id: string; through: string[] }[] = [{ id: start, through: [] }]
  for (let calm = 0; calm <= MOST_BETWEEN && front.length > 0; calm += 1) {
    const next: typeof front = []
    for (const { id, through } of front) {
      for (const neighbour of neighbours.get(id) ?? []) {
        if (seen.has(neighbour)) continue
        seen.add(neighbour)
        if (wanted(neighbour)) return { id: neighbour, through }
        if (!hit.has(neighbour)) next.push({ id: neighbour, through: [neighbour, ...through] })
      }
    }
    front = next
  }
  return undefined
}
