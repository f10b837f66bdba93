import { placeOf } from '../entities/resolve-change.ts'
import type { IncidentNode, ScopeState } from '../state.ts'
import { dropOldest } from './bounded.ts'

/** A thing to what preceded its last incidents, the oldest first: the kind of the change suspected, or nothing. */
export type ChangeRecords = Map<string, string[]>

/** So many incidents of a thing are remembered, of so many things. */
const LAST = 5
const MOST_THINGS = 5000
/** A change that is suspected less is not said to have preceded an incident. */
const SUSPECTED = 0.5

/** Learns from a finished incident what kind of change preceded it. Returns the thing that it began with, if known. */
export function learnChange(
  { changeRecords, topology }: ScopeState,
  incident: IncidentNode,
): string | undefined {
  const thing = incident.causes[0]?.entity.name
  if (thing === undefined) return undefined
  const change = incident.suspects.find(
    (suspect) => placeOf(topology, suspect) === thing && suspect.score >= SUSPECTED,
  )
  const kinds = [...(changeRecords.get(thing) ?? []), change?.kind ?? '']
  // Entered again last, so that the thing without incidents for longest is the first to go.
  changeRecords.delete(thing)
  changeRecords.set(thing, kinds.slice(-LAST))
  dropOldest(changeRecords, MOST_THINGS)
  return thing
}

/** How many of the last incidents of a thing changes of a kind preceded; undefined when too few are known, or none. */
export function precededBy(
  { changeRecords }: ScopeState,
  thing: string,
  kind: string,
): { times: number; of: number } | undefined {
  const kinds = changeRecords.get(thing) ?? []
  const times = kinds.filter((one) => one === kind).length
  return kinds.length >= 2 && times > 0 ? { times, of: kinds.length } : undefined
}
