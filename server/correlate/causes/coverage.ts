import type { ScopeState } from '../state.ts'
import { upstreamOf } from '../topology.ts'
import type { Symptoms } from './profile.ts'

/** What needs a thing, of the entities that alert in an incident. */
export interface Dependants {
  count: number
  /** How many of them are services. */
  services: number
  /** When the first of them began to alert. */
  first: number
  /** How many of them need it one, two and three hops away. */
  byHop: number[]
}

/** The dependants of all that the entities of an incident need. Kept, for working it out is what ranking costs. */
export interface Coverage {
  topologyVersion: number
  of: Map<string, Dependants>
  /** The entities taken in, as they were. */
  taken: Map<string, { first: number; service: boolean }>
}

/** Nothing is needed by nothing. */
export function createCoverage(): Coverage {
  return { topologyVersion: -1, of: new Map(), taken: new Map() }
}

/** Brings a coverage up to these symptoms. What is new is added; when anything went or began later, it begins anew. */
export function cover(coverage: Coverage, scope: ScopeState, symptoms: ReadonlyMap<string, Symptoms>): void {
  if (!goesOn(coverage, scope, symptoms)) {
    coverage.of.clear()
    coverage.taken.clear()
    coverage.topologyVersion = scope.topology.version
  }
  for (const [id, { first, entity }] of symptoms) {
    const taken = coverage.taken.get(id)
    if (taken && taken.first <= first) continue
    const service = entity.type === 'service'
    coverage.taken.set(id, { first, service })
    for (const [place, { hops }] of upstreamOf(scope.topology, id)) {
      const dependants = coverage.of.get(place) ?? { count: 0, services: 0, first, byHop: [0, 0, 0] }
      coverage.of.set(place, dependants)
      dependants.first = Math.min(dependants.first, first)
      if (taken) continue
      dependants.count++
      dependants.byHop[hops - 1] = (dependants.byHop[hops - 1] ?? 0) + 1
      if (service) dependants.services++
    }
  }
}

function goesOn(coverage: Coverage, scope: ScopeState, symptoms: ReadonlyMap<string, Symptoms>): boolean {
  if (coverage.topologyVersion !== scope.topology.version) return false
  for (const [id, taken] of coverage.taken) {
    const now = symptoms.get(id)
    if (!now || now.first > taken.first || (now.entity.type === 'service') !== taken.service) return false
  }
  return true
}
