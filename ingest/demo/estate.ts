import type { EdgeKind, TopologyEdge, TopologyInput, TopologyNode } from '../../schema/records/topology.ts'

/** A thing of a simulated estate. */
export type Thing = TopologyNode

/** An edge in short: who, how, whom. */
export type Relation = readonly [from: string, kind: EdgeKind, to: string]

/** A simulated estate with the ways in which trouble travels. */
export interface Estate {
  things: readonly Thing[]
  relations: readonly Relation[]
  /** The thing of that id. Throws Error when there is none. */
  thing(id: string): Thing
  /** What suffers directly when `id` fails: its callers, what depends on it, runs on it, or has it as a part. */
  sufferers(id: string): readonly string[]
  /** Parts (instances) of a service. */
  parts(id: string): readonly string[]
  /** The service that an instance is a part of. */
  whole(id: string): string | undefined
}

/** Who says what the topology is: the simulated service catalogue. */
const TOPOLOGY_SOURCE = 'service-catalogue'

/** An estate of these things. Throws Error when a relation names a thing that is not there. */
export function createEstate(things: readonly Thing[], relations: readonly Relation[]): Estate {
  const byId = new Map(things.map((thing) => [thing.id, thing]))
  const sufferers = new Map<string, string[]>()
  const parts = new Map<string, string[]>()
  const wholes = new Map<string, string>()
  const thing = (id: string) => {
    const found = byId.get(id)
    if (!found) throw new Error(`the estate has no "${id}"`)
    return found
  }
  for (const [from, kind, to] of relations) {
    thing(from)
    thing(to)
    if (kind === 'part_of') {
      push(sufferers, from, to)
      push(parts, to, from)
      wholes.set(from, to)
    } else {
      push(sufferers, to, from)
    }
  }
  return {
    things,
    relations,
    thing,
    sufferers: (id) => sufferers.get(id) ?? [],
    parts: (id) => parts.get(id) ?? [],
    whole: (id) => wholes.get(id),
  }
}

function push(map: Map<string, string[]>, key: string, value: string): void {
  const list = map.get(key)
  if (list) list.push(value)
  else map.set(key, [value])
}

/** The estate as a canonical topology record. */
export function topologyOf(estate: Estate): TopologyInput & { type: 'topology' } {
  const edges: TopologyEdge[] = estate.relations.map(([from, kind, to]) => ({
    from,
    to,
    kind,
    source: TOPOLOGY_SOURCE,
  }))
  return { type: 'topology', nodes: [...estate.things], edges }
}
