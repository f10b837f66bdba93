import { addTo, type Members } from './sets.ts'
import type { Topology } from './topology.ts'

/** Who belongs to whom by the topology; each list in the order of ids. */
export interface Kinship {
  /** A thing to what it is a part of, and the other way round. */
  wholes: ReadonlyMap<string, readonly string[]>
  parts: ReadonlyMap<string, readonly string[]>
  /** A thing to what it runs on, and the other way round. */
  hosts: ReadonlyMap<string, readonly string[]>
  tenants: ReadonlyMap<string, readonly string[]>
  /** Siblings of the things that were asked for; see siblingsOf. */
  siblings: Map<string, readonly string[]>
}

const NONE: readonly string[] = []

// Follows from the topology and is rebuilt for each version, so it has no place in the state that is saved.
const known = new WeakMap<Topology, { version: number; kinship: Kinship }>()

/** The kinship of a topology's things; kept until the topology changes. */
export function kinshipOf(topology: Topology): Kinship {
  const before = known.get(topology)
  if (before?.version === topology.version) return before.kinship
  const wholes = new Map<string, Members>()
  const parts = new Map<string, Members>()
  const hosts = new Map<string, Members>()
  const tenants = new Map<string, Members>()
  for (const { from, to, kind } of topology.edges.values()) {
    if (from === to) continue
    if (kind === 'part_of') relate(wholes, parts, from, to)
    if (kind === 'runs_on') relate(hosts, tenants, from, to)
  }
  const kinship = {
    wholes: ordered(wholes),
    parts: ordered(parts),
    hosts: ordered(hosts),
    tenants: ordered(tenants),
    siblings: new Map(),
  }
  known.set(topology, { version: topology.version, kinship })
  return kinship
}

/** So many siblings speak for all of them: a thing of a whole with thousands of parts costs no more. */
const MOST_SIBLINGS = 20

/** The other parts of what a thing is a part of, the first twenty in the order of ids. */
export function siblingsOf(kinship: Kinship, id: string): readonly string[] {
  const of = kinship.wholes.get(id)
  if (!of) return NONE
  const known = kinship.siblings.get(id)
  if (known) return known
  const made = firstSiblings(kinship, id, of)
  kinship.siblings.set(id, made)
  return made
}

function firstSiblings({ parts }: Kinship, id: string, of: readonly string[]): readonly string[] {
  const found = new Set<string>()
  for (const whole of of) {
    for (const part of parts.get(whole) ?? NONE) {
      if (part !== id) found.add(part)
      if (found.size >= MOST_SIBLINGS) return [...found]
    }
  }
  return [...found]
}

function relate(up: Map<string, Members>, down: Map<string, Members>, from: string, to: string): void {
  addTo(up, from, to)
  addTo(down, to, from)
}

function ordered(map: Map<string, Members>): Map<string, readonly string[]> {
  return new Map([...map].map(([id, others]) => [id, [...others].sort()]))
}
