import type { ChangeRecord } from '../../schema/records/change.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import { correlationKeys } from './group/keys.ts'
import { compareAlerts } from './identity.ts'
import { createInhibitionIndex, type InhibitionIndex } from './inhibition-index.ts'
import type { Members } from './sets.ts'
import type { AlertNode, ScopeState } from './state.ts'
import { createTallies, type Tallies } from './tally.ts'
import { addTimer, createTimers, type Timer, type Timers } from './timers.ts'
import { upstreamOf } from './topology.ts'

/** A reference to an alert in the order of starts. */
export interface Ref {
  start: number
  id: string
}

/**
 * Ways to find a scope's alerts. All of it follows from the state, so it is built anew when a state is read
 * and is not saved. Lists are in the order of starts.
 */
export interface Indexes {
  byEntity: Map<string, Ref[]>
  /** By shared traits: 'service:checkout', 'rule:HighCPU'. */
  byKey: Map<string, Ref[]>
  /** Alerts of a thing and of what needs it at most two hops away: whom its silent failure would explain. */
  under: Map<string, Ref[]>
  /** Alert to the alerts whose best link it is. */
  bestOf: Map<string, Members>
  /** Alert to the alerts that point to it. */
  children: Map<string, Members>
  /** Alert to the alerts that were nearly joined to it. */
  suitors: Map<string, Members>
  /** Where an alert was entered, to take it out again after topology has changed. */
  entered: Map<string, { entity: string | undefined; keys: readonly string[]; under: readonly string[] }>
  /** Lists of `entered`, which many alerts have in common: keys by name and service, places by entity. */
  keyLists: Map<string, readonly string[]>
  placeLists: Map<string, readonly string[]>
  /** The topology that the place lists are of. */
  placesVersion: number
  rules: InhibitionIndex
  /** Changes in the order of their time. */
  changes: ChangeRecord[]
  /** Times of the changes of a thing. */
  changeTimes: Map<string, number[]>
  timers: Timers
  tallies: Tallies
}

/** How far up a silent cause is looked for. */
export const SILENT_HOPS = 2
/** Lists kept to be shared; then they are made anew. */
const MOST_LISTS = 50_000

/** Empty indexes. */
export function createIndexes(settings: CorrelationSettings): Indexes {
  return {
    byEntity: new Map(),
    byKey: new Map(),
    under: new Map(),
    bestOf: new Map(),
    children: new Map(),
    suitors: new Map(),
    entered: new Map(),
    keyLists: new Map(),
    placeLists: new Map(),
    placesVersion: -1,
    rules: createInhibitionIndex(settings.inhibit),
    changes: [],
    changeTimes: new Map(),
    timers: createTimers(),
    tallies: createTallies(),
  }
}

/** Makes an alert findable. */
export function enter(indexes: Indexes, scope: ScopeState, alert: AlertNode): void {
  if (indexes.entered.has(alert.id)) return
  const keys = keysOf(indexes, alert)
  const under = alert.entityId === undefined ? [] : placesOf(indexes, scope, alert.entityId)
  if (alert.entityId !== undefined) insert(indexes.byEntity, alert.entityId, alert)
  for (const key of keys) insert(indexes.byKey, key, alert)
  for (const id of under) insert(indexes.under, id, alert)
  indexes.entered.set(alert.id, { entity: alert.entityId, keys, under })
}

function keysOf({ keyLists }: Indexes, alert: AlertNode): readonly string[] {
  const of = `${alert.detail.name}\u0000${alert.detail.service ?? ''}`
  const known = keyLists.get(of)
  if (known) return known
  if (keyLists.size >= MOST_LISTS) keyLists.clear()
  const made = correlationKeys(alert)
  keyLists.set(of, made)
  return made
}

/** An entity and what it needs at most two hops away. */
function placesOf(indexes: Indexes, { topology }: ScopeState, entityId: string): readonly string[] {
  const { placeLists } = indexes
  if (indexes.placesVersion !== topology.version || placeLists.size >= MOST_LISTS) placeLists.clear()
  indexes.placesVersion = topology.version
  const known = placeLists.get(entityId)
  if (known) return known
  const places = [entityId]
  for (const [id, reach] of upstreamOf(topology, entityId)) if (reach.hops <= SILENT_HOPS) places.push(id)
  placeLists.set(entityId, places)
  return places
}

/** Whether an alert can be found where it does not belong any more. */
export function isMisplaced(indexes: Indexes, alert: AlertNode): boolean {
  const entered = indexes.entered.get(alert.id)
  if (!entered) return false
  if (alert.held || entered.entity !== alert.entityId) return true
  const keys = keysOf(indexes, alert)
  return keys.length !== entered.keys.length || keys.some((key, i) => key !== entered.keys[i])
}

/** Makes an alert unfindable. */
export function leave(indexes: Indexes, alert: AlertNode): void {
  const entered = indexes.entered.get(alert.id)
  if (!entered) return
  indexes.entered.delete(alert.id)
  if (entered.entity !== undefined) take(indexes.byEntity, entered.entity, alert)
  for (const key of entered.keys) take(indexes.byKey, key, alert)
  for (const id of entered.under) take(indexes.under, id, alert)
}

/** References with a start in [from, to], in order. */
export function between(refs: Ref[] | undefined, from: number, to: number): Ref[] {
  if (!refs) return []
  const first = lowerBound(refs, { start: from, id: '' })
  return refs.slice(first, countUntil(refs, to))
}

const AFTER_ALL_IDS = '\uffff'

/** How many references have a start of at most `time`. */
export function countUntil(refs: Ref[], time: number): number {
  return lowerBound(refs, { start: time, id: AFTER_ALL_IDS })
}

/** The first reference with a start of at least `from`, if any. */
export function firstFrom(refs: Ref[] | undefined, from: number): Ref | undefined {
  return refs?.[lowerBound(refs, { start: from, id: '' })]
}

/** The last reference before `ref` in order, if any. */
export function lastBefore(refs: Ref[] | undefined, ref: Ref): Ref | undefined {
  return refs?.[lowerBound(refs, ref) - 1]
}

/** The first reference after `ref` in order, if any. */
export function firstAfter(refs: Ref[] | undefined, ref: Ref): Ref | undefined {
  if (!refs) return undefined
  const at = lowerBound(refs, ref)
  return refs[at]?.id === ref.id && refs[at]?.start === ref.start ? refs[at + 1] : refs[at]
}

/** Takes the scope's changes into the index, in the order of their time. */
export function orderChanges(indexes: Indexes, scope: ScopeState): void {
  indexes.changes = [...scope.changes.values()].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1),
  )
  indexes.changeTimes = new Map()
  for (const change of indexes.changes) {
    const place = change.entity?.name ?? change.service
    if (place === undefined) continue
    const times = indexes.changeTimes.get(place) ?? []
    indexes.changeTimes.set(place, times)
    times.push(Date.parse(change.at))
  }
}

/** Changes with a time in [from, to], in order. */
export function changesBetween(indexes: Indexes, from: number, to: number): ChangeRecord[] {
  return indexes.changes.filter((change) => {
    const at = Date.parse(change.at)
    return at >= from && at <= to
  })
}

/** Sets a timer of the scope. */
export function schedule(indexes: Indexes, at: number, timer: Timer): void {
  addTimer(indexes.timers, at, timer)
}

function lowerBound(refs: Ref[], ref: Ref): number {
  let low = 0
  let high = refs.length
  while (low < high) {
    const middle = (low + high) >> 1
    const at = refs[middle]
    if (at && compareAlerts(at, ref) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function insert(map: Map<string, Ref[]>, key: string, alert: AlertNode): void {
  const refs = map.get(key)
  if (refs) insertRef(refs, alert)
  else map.set(key, [alert])
}

/** The alert itself is the reference: one of its own in each list would take more memory than the lists. */
function insertRef(refs: Ref[], alert: AlertNode): void {
  const last = refs.at(-1)
  if (!last || compareAlerts(last, alert) < 0) refs.push(alert)
  else refs.splice(lowerBound(refs, alert), 0, alert)
}

function take(map: Map<string, Ref[]>, key: string, alert: AlertNode): void {
  const refs = map.get(key)
  if (!refs) return
  takeRef(refs, alert)
  if (refs.length === 0) map.delete(key)
}

function takeRef(refs: Ref[], alert: AlertNode): void {
  const at = lowerBound(refs, alert)
  if (refs[at]?.id === alert.id) refs.splice(at, 1)
}
