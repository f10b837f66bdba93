import type { TopologyInput } from '../../../../schema/records/topology.ts'

/** What is at most `hops` edges away from a place, itself included; edges count in both directions. */
export function neighbourhoods(
  topology: TopologyInput | undefined,
  hops: number,
): (place: string) => ReadonlySet<string> {
  const beside = new Map<string, Set<string>>()
  const relate = (from: string, to: string) => {
    const known = beside.get(from) ?? new Set<string>()
    beside.set(from, known.add(to))
  }
  for (const { from, to } of topology?.edges ?? []) {
    relate(from, to)
    relate(to, from)
  }
  const worked = new Map<string, ReadonlySet<string>>()
  return (place) => {
    const known = worked.get(place)
    if (known) return known
    const reached = new Set([place])
    for (let hop = 0; hop < hops; hop++)
      for (const one of [...reached]) for (const other of beside.get(one) ?? []) reached.add(other)
    worked.set(place, reached)
    return reached
  }
}

/** What a thing is part of (its service) or runs on (its host), directly. */
export function holdersOf(topology: TopologyInput | undefined, kind: 'part_of' | 'runs_on') {
  const holders = new Map<string, string>()
  for (const edge of topology?.edges ?? []) if (edge.kind === kind) holders.set(edge.from, edge.to)
  return (place: string): string | undefined => holders.get(place)
}
