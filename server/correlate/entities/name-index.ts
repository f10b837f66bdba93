import type { Topology } from '../topology.ts'
import { hostOf, isAddress, isHostName, shortOf } from './host-names.ts'

/** In place of a node's id: several nodes could be meant, so none is. */
export const AMBIGUOUS: unique symbol = Symbol('ambiguous')
/** A node's id, or several. */
export type Found = string | typeof AMBIGUOUS

/** The names of a topology's nodes, in lower case, ready to be looked up. */
export interface NameIndex {
  /** Ids, names and aliases; of nodes that only edges name, their ids. */
  exact: ReadonlyMap<string, Found>
  /** IP addresses among the names, with and without ports. */
  addresses: ReadonlyMap<string, Found>
  /** Full host names by their first label, each with its node. */
  fullNames: ReadonlyMap<string, ReadonlyMap<string, Found>>
  /** First words of names that have several, and how many words the longest of each has. */
  phrases: ReadonlyMap<string, number>
}

// Follows from the topology and is made anew for each version, so it has no place in the state that is saved.
const indexes = new WeakMap<Topology, { version: number; index: NameIndex }>()

/**
 * The names of a topology. An id goes before a name, and a name before an alias, whoever has it; what two nodes of the
 * same order are called stands for neither. So it makes no difference in which order nodes were posted.
 */
export function nameIndex(topology: Topology): NameIndex {
  const known = indexes.get(topology)
  if (known?.version === topology.version) return known.index
  const index = indexNames(topology)
  indexes.set(topology, { version: topology.version, index })
  return index
}

const MOST_WORDS = 6

function indexNames(topology: Topology): NameIndex {
  const exact = new Map<string, Found>()
  for (const tier of tiersOf(topology)) {
    const own = new Map<string, Found>()
    for (const [name, id] of tier) if (!exact.has(name)) put(own, name, id)
    for (const [name, found] of own) exact.set(name, found)
  }
  const addresses = new Map<string, Found>()
  const fullNames = new Map<string, Map<string, Found>>()
  const phrases = new Map<string, number>()
  for (const [name, found] of exact) {
    const host = hostOf(name)
    if (isAddress(host)) put(addresses, host, found)
    const short = shortOf(name)
    if (short !== undefined && isHostName(name)) {
      const names = fullNames.get(short) ?? new Map<string, Found>()
      fullNames.set(short, names.set(name, found))
    }
    const words = name.split(' ')
    const [first = ''] = words
    if (words.length > 1 && words.length <= MOST_WORDS)
      phrases.set(first, Math.max(phrases.get(first) ?? 0, words.length))
  }
  return { exact, addresses, fullNames, phrases }
}

type Tier = [name: string, id: string][]

function tiersOf({ nodes, edges }: Topology): Tier[] {
  const [ids, names, aliases, ends]: [Tier, Tier, Tier, Tier] = [[], [], [], []]
  for (const [id, { node }] of nodes) {
    ids.push([id.toLowerCase(), id])
    if (node.name) names.push([node.name.toLowerCase(), id])
    for (const alias of node.aliases ?? []) aliases.push([alias.toLowerCase(), id])
  }
  for (const { from, to } of edges.values())
    for (const id of [from, to]) if (!nodes.has(id)) ends.push([id.toLowerCase(), id])
  return [ids, names, aliases, ends]
}

function put(map: Map<string, Found>, name: string, found: Found): void {
  const before = map.get(name)
  map.set(name, before === undefined || before === found ? found : AMBIGUOUS)
}
