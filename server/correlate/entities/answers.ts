import type { Entity } from '../../../schema/entity.ts'
import type { EntityBy } from '../../../schema/entity-by.ts'
import type { Topology } from '../topology.ts'

/** What an alert is about, as far as it can be told. */
export interface ResolvedEntity {
  id: string | undefined
  entity: Entity | undefined
  /** Topology knows it. */
  known: boolean
  by: EntityBy
}

/** What was found of names, for one version of a topology: few names come very often, and share what is said of them. */
export interface Answers {
  version: number
  /** By where the name stood (a label, or the type of the alert's own entity), by the alert's namespace, by name. */
  places: Map<string, Map<string, Map<string, ResolvedEntity | 'nothing'>>>
  kept: number
}

/** Names kept at most; then they are forgotten. */
const MOST_KEPT = 100_000

const byTopology = new WeakMap<Topology, Answers>()

/** The answers for a topology as it is now. */
export function answersOf(topology: Topology): Answers {
  const known = byTopology.get(topology)
  if (known?.version === topology.version && known.kept < MOST_KEPT) return known
  const made: Answers = { version: topology.version, places: new Map(), kept: 0 }
  byTopology.set(topology, made)
  return made
}

/** The answer for a name that stood at this place, found once. */
export function kept(
  answers: Answers,
  place: string,
  area: string,
  name: string,
  find: () => ResolvedEntity | undefined,
): ResolvedEntity | undefined {
  const areas = within(answers.places, place)
  const names = within(areas, area)
  const known = names.get(name)
  if (known !== undefined) return known === 'nothing' ? undefined : known
  const found = find()
  names.set(name, found ?? 'nothing')
  answers.kept++
  return found
}

function within<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  const known = maps.get(key)
  if (known) return known
  const made = new Map<string, V>()
  maps.set(key, made)
  return made
}
