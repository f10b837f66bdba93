import type { EdgeKind, TopologyEdge, TopologyNode, TopologyRecord } from '../../schema/records/topology.ts'

/** The estate as posted, by node id and by edge key, with who said it. */
export interface Topology {
  nodes: Map<string, { node: TopologyNode; source: string }>
  edges: Map<string, TopologyEdge>
  version: number
}

/** A way from one thing to another that it needs: hops, the product of the edges' weights, the thing before it. */
export interface Reach {
  hops: number
  weight: number
  via: string
  /** The way leads over hosts and wholes alone: what breaks there breaks the thing itself, not only what it does. */
  carried: boolean
  /** Whether the way leads back as well, once somebody asked (needEachOther). */
  mutual?: boolean
}

/** A topology that knows nothing. */
export function createTopology(): Topology {
  return { nodes: new Map(), edges: new Map(), version: 0 }
}

/**
 * Adds what the record says; with `replace`, forgets first what that source said. Returns false when nothing
 * changed by it, as with most of what is posted every minute.
 */
export function applyTopology(topology: Topology, record: TopologyRecord): boolean {
  const { replace } = record
  const before = fingerprintOf(topology)
  if (replace) {
    for (const [id, entry] of topology.nodes) if (entry.source === replace) topology.nodes.delete(id)
    for (const [key, edge] of topology.edges) if (edge.source === replace) topology.edges.delete(key)
  }
  for (const node of record.nodes) {
    const before = topology.nodes.get(node.id)
    topology.nodes.set(node.id, {
      node: { ...before?.node, ...node },
      source: replace ?? before?.source ?? '',
    })
  }
  for (const edge of record.edges) {
    topology.edges.set([edge.from, edge.to, edge.kind, edge.source].join('\u0000'), edge)
  }
  if (fingerprintOf(topology) === before) return false
  topology.version++
  return true
}

function fingerprintOf(topology: Topology): string {
  const nodes = [...topology.nodes].sort(([a], [b]) => (a < b ? -1 : 1))
  const edges = [...topology.edges].sort(([a], [b]) => (a < b ? -1 : 1))
  return JSON.stringify([nodes, edges])
}

/** How strongly `from` suffers from `to`, by kind of edge. */
const EDGE_WEIGHT: Record<EdgeKind, number> = { calls: 0.85, depends_on: 0.9, runs_on: 0.9, part_of: 0.9 }

interface Graph {
  needs: Map<string, Map<string, number>>
  neededBy: Map<string, Map<string, number>>
  /** What carries a thing: its hosts, what it is a part of, and its parts. */
  carriers: Map<string, Set<string>>
  /** Wholes with so many parts that these say nothing of one another, each with its parts. */
  crowded: Map<string, Set<string>>
  /** Entries in `upstream` and `downstream` together. */
  kept: number
  upstream: Map<string, Map<string, Reach>>
  downstream: Map<string, Map<string, Reach>>
  /** How many things need a thing one, two and three hops away. */
  dependants: Map<string, readonly number[]>
  part: Map<string, number>
  /** How many things each connected part has. */
  partSizes: number[]
}

// Derived from the topology and rebuilt for each version, so it has no place in the state that is saved.
const graphs = new WeakMap<Topology, { version: number; graph: Graph }>()

function graphOf(topology: Topology): Graph {
  const known = graphs.get(topology)
  if (known && known.version === topology.version) return known.graph
  const graph: Graph = {
    needs: new Map(),
    neededBy: new Map(),
    carriers: new Map(),
    crowded: new Map(),
    kept: 0,
    upstream: new Map(),
    downstream: new Map(),
    dependants: new Map(),
    part: new Map(),
    partSizes: [],
  }
  const connect = (from: string, to: string, weight: number) => {
    if (from === to) return
    raise(graph.needs, from, to, weight)
    raise(graph.neededBy, to, from, weight)
  }
  for (const edge of topology.edges.values()) {
    const weight = EDGE_WEIGHT[edge.kind] * (edge.confidence ?? 1)
    connect(edge.from, edge.to, weight)
    if (edge.kind === 'runs_on' || edge.kind === 'part_of') carry(graph, edge.from, edge.to)
    if (edge.kind === 'part_of') carry(graph, edge.to, edge.from)
    // A whole suffers from its parts, as parts do from the whole (a bad deploy of all instances).
    if (edge.kind === 'part_of') {
      connect(edge.to, edge.from, weight)
      graph.crowded.set(edge.to, (graph.crowded.get(edge.to) ?? new Set()).add(edge.from))
    }
  }
  for (const [id, parts] of graph.crowded) if (parts.size <= CROWD) graph.crowded.delete(id)
  for (const map of [graph.needs, graph.neededBy]) {
    for (const [id, next] of map) map.set(id, new Map([...next].sort(([a], [b]) => (a < b ? -1 : 1))))
  }
  graphs.set(topology, { version: topology.version, graph })
  return graph
}

function carry(graph: Graph, id: string, by: string): void {
  graph.carriers.set(id, (graph.carriers.get(id) ?? new Set()).add(by))
}

function raise(map: Map<string, Map<string, number>>, from: string, to: string, weight: number): void {
  const next = map.get(from) ?? new Map<string, number>()
  next.set(to, Math.max(next.get(to) ?? 0, weight))
  map.set(from, next)
}

const MAX_HOPS = 3
/** So that a thing that needs thousands costs no more than this; far things count little anyway. */
const MAX_UPSTREAM = 500

/** More parts of one whole than this suffer from the whole, not from one another: a cluster's nodes, not a service's pods. */
const CROWD = 50
/** Ways kept ready, so that the many things of a large estate do not fill memory one after the other. */
const MAX_KEPT = 1_000_000

/**
 * What `id` needs, up to three hops away, nearest first, without itself, and the nearest 500 at most. No way leads
 * through a crowded whole to another of its parts.
 */
export function upstreamOf(topology: Topology, id: string): Map<string, Reach> {
  const graph = graphOf(topology)
  const passes = (from: string, to: string, start: boolean) => start || !graph.crowded.get(from)?.has(to)
  return cached(graph, graph.upstream, id, () => {
    const carries = (from: string, to: string) => graph.carriers.get(from)?.has(to) ?? false
    return walk(graph.needs, id, MAX_UPSTREAM, { passes, goesOn: () => true, carries })
  })
}

/** Whether `to`, which `from` needs by this reach, needs `from` in turn, as a service and its instances do. */
export function needEachOther(topology: Topology, from: string, to: string, reach: Reach): boolean {
  reach.mutual ??= upstreamOf(topology, to).has(from)
  return reach.mutual
}

/** What needs `id`, up to three hops away, nearest first, without itself: whatever has it upstream, and perhaps more. */
export function downstreamOf(topology: Topology, id: string): Map<string, Reach> {
  const graph = graphOf(topology)
  // The same ways backwards: one that comes to a crowded whole from its part ends there.
  const goesOn = (from: string, to: string) => !graph.crowded.get(to)?.has(from)
  return cached(graph, graph.downstream, id, () =>
    walk(graph.neededBy, id, Number.POSITIVE_INFINITY, {
      passes: () => true,
      goesOn,
      carries: (from, to) => graph.carriers.get(to)?.has(from) ?? false,
    }),
  )
}

/** How many things need `id` one, two and three hops away. */
export function dependantsByHop(topology: Topology, id: string): readonly number[] {
  const { dependants } = graphOf(topology)
  const known = dependants.get(id)
  if (known) return known
  const counts = Array.from({ length: MAX_HOPS }, () => 0)
  for (const { hops } of downstreamOf(topology, id).values()) counts[hops - 1] = (counts[hops - 1] ?? 0) + 1
  dependants.set(id, counts)
  return counts
}

/** What `id` needs directly. */
export function directNeeds(topology: Topology, id: string): ReadonlyMap<string, number> {
  return graphOf(topology).needs.get(id) ?? new Map()
}

/** What needs `id` directly. */
export function neededDirectlyBy(topology: Topology, id: string): ReadonlyMap<string, number> {
  return graphOf(topology).neededBy.get(id) ?? new Map()
}

function cached(
  graph: Graph,
  cache: Map<string, Map<string, Reach>>,
  id: string,
  make: () => Map<string, Reach>,
): Map<string, Reach> {
  const known = cache.get(id)
  if (known !== undefined) return known
  const made = make()
  graph.kept += made.size
  if (graph.kept > MAX_KEPT) {
    graph.upstream.clear()
    graph.downstream.clear()
    graph.kept = made.size
  }
  cache.set(id, made)
  return made
}

/** Which steps of a walk are taken, after which of them the way goes on, and which lead to a thing that carries the other. */
interface Steps {
  passes: (from: string, to: string, start: boolean) => boolean
  goesOn: (from: string, to: string) => boolean
  carries: (from: string, to: string) => boolean
}

/** Breadth first. */
function walk(
  next: Map<string, Map<string, number>>,
  from: string,
  limit: number,
  { passes, goesOn, carries }: Steps,
): Map<string, Reach> {
  const reached = new Map<string, Reach>([[from, { hops: 0, weight: 1, via: from, carried: true }]])
  const opened = new Set([from])
  let front = [from]
  for (let hops = 1; hops <= MAX_HOPS; hops++) {
    const following: string[] = []
    for (const id of front) {
      const base = reached.get(id)
      if (!base) continue
      for (const [to, edgeWeight] of next.get(id) ?? []) {
        if (!passes(id, to, hops === 1)) continue
        const weight = base.weight * edgeWeight
        const known = reached.get(to)
        const reach = () => ({ hops, weight, via: id, carried: base.carried && carries(id, to) })
        if (known) {
          if (known.hops === hops && known.weight < weight) reached.set(to, reach())
        } else if (reached.size <= limit) {
          reached.set(to, reach())
        } else {
          continue
        }
        if (opened.has(to) || !goesOn(id, to)) continue
        opened.add(to)
        following.push(to)
      }
    }
    front = following
  }
  reached.delete(from)
  return reached
}

/** Whether some way, whatever its length and direction, leads from one to the other. Unknown things are unconnected. */
export function connected(topology: Topology, a: string, b: string): boolean {
  if (a === b) return true
  const graph = graphOf(topology)
  const part = partOf(graph, a)
  return part !== undefined && part === partOf(graph, b)
}

/** How many things hang together with any of these, by whatever ways; what the topology does not know counts as one. */
export function countConnected(topology: Topology, ids: Iterable<string>): number {
  const graph = graphOf(topology)
  const parts = new Set<number>()
  let found = 0
  for (const id of ids) {
    const part = partOf(graph, id)
    if (part === undefined) found++
    else if (!parts.has(part)) found += graph.partSizes[part] ?? 0
    if (part !== undefined) parts.add(part)
  }
  return found
}

/** In a system of at most so many things everything touches everything within a few steps. */
const SMALL_SYSTEM = 50

/** Whether a thing hangs together with others, but with few. */
export function inSmallSystem(topology: Topology, id: string | undefined): boolean {
  const graph = graphOf(topology)
  const part = id === undefined ? undefined : partOf(graph, id)
  return part !== undefined && (graph.partSizes[part] ?? 0) <= SMALL_SYSTEM
}

function partOf(graph: Graph, id: string): number | undefined {
  const known = graph.part.get(id)
  if (known !== undefined) return known
  if (!graph.needs.has(id) && !graph.neededBy.has(id)) return undefined
  const part = graph.partSizes.length
  const stack = [id]
  graph.part.set(id, part)
  graph.partSizes.push(1)
  for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
    for (const map of [graph.needs, graph.neededBy]) {
      for (const to of map.get(at)?.keys() ?? []) {
        if (graph.part.has(to)) continue
        graph.part.set(to, part)
        graph.partSizes[part] = (graph.partSizes[part] ?? 0) + 1
        stack.push(to)
      }
    }
  }
  return part
}
