import type { Entity } from '../../schema/entity.ts'
import type { TopologyNode } from '../../schema/records/topology.ts'
import type { Detail } from './state.ts'
import type { Topology } from './topology.ts'

/** What an alert is about, as far as it can be told. */
export interface ResolvedEntity {
  id: string
  entity: Entity
  /** Topology knows it. */
  known: boolean
}

/**
 * The topology node that an alert is about: its entity, else its service, by id, name or alias without regard
 * to case; for a host name also without its domain. What topology does not know keeps its own name.
 */
export function resolveEntity(topology: Topology, detail: Detail): ResolvedEntity | undefined {
  const named = detail.entity ?? (detail.service ? { type: 'service', name: detail.service } : undefined)
  if (!named) return undefined
  const id = lookUp(topology, named.name)
  if (id === undefined) return { id: named.name, entity: named, known: false }
  const node = topology.nodes.get(id)?.node
  if (!node) return { id, entity: { type: named.type, name: id }, known: true }
  const known = resolved.get(node) ?? { id, entity: { type: node.type, name: id }, known: true }
  resolved.set(node, known)
  return known
}

// The many alerts of a thing share what is said of it.
const resolved = new WeakMap<TopologyNode, ResolvedEntity>()

function lookUp(topology: Topology, name: string): string | undefined {
  const lower = name.toLowerCase()
  const exact = topology.names.get(lower)
  if (exact !== undefined) return exact
  const short = lower.split('.')[0]
  return short && short !== lower && !/^\d+$/.test(short) ? topology.names.get(short) : undefined
}

/** Words of a name in lower case: 'HighCPUUsage' and 'High CPU usage' give the same. */
export function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** What two tools that see the same thing on the same entity agree on; empty when the alert names no entity. */
export function conditionOf(detail: Detail): string {
  const name = detail.entity?.name ?? detail.service
  // Joined, not added up, which would keep the parts as well.
  return name ? [name.toLowerCase(), plainName(detail.name)].join('\u0000') : ''
}

const plainNames = new Map<string, string>()
const MOST_NAMES = 10_000

/** The words of a rule's name; most alerts have one of few. */
function plainName(name: string): string {
  const known = plainNames.get(name)
  if (known !== undefined) return known
  if (plainNames.size >= MOST_NAMES) plainNames.clear()
  const made = words(name).join(' ')
  plainNames.set(name, made)
  return made
}
