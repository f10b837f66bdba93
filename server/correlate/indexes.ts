import type { ChangeRecord } from '../../schema/records/change.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import { createLabelTable, type LabelTable } from './entities/label-table.ts'
import { placeOf } from './entities/resolve-change.ts'
import { createUnknownHosts, type UnknownHosts } from './entities/unknown-hosts.ts'
import { correlationKeys } from './group/keys.ts'
import { compareAlerts } from './identity.ts'
import { createInhibitionIndex, type InhibitionIndex } from './inhibition-index.ts'
import type { Members } from './sets.ts'
import type { AlertNode, ScopeState } from './state.ts'
import { createTallies, type Tallies } from './tally.ts'
import { addTimer, createTimers, type Timer, type Timers } from './timers.ts'
import { upstreamOf } from './topology.ts'

/** A place in the order of alerts: by start, then by id. */
export interface Ref {
  start: number
  id: string
}

/**
 * Ways to find a scope's alerts. All of it follows from the state, so it is built anew when a state is read
 * and is not saved. Lists are in the order of starts.
 */
export interface Indexes {
  byEntity: Map<string, AlertNode[]>
  /** By shared traits: 'service:checkout', 'rule:HighCPU'. */
  byKey: Map<string, AlertNode[]>
  /** Alerts of a thing and of what needs it at most two hops away: whom its silent failure would explain. */
  under: Map<string, AlertNode[]>
  /** Alert to the alerts whose best link it is. */
  bestOf: Map<string, Members>
  /** Alert to the alerts that point to it. */
  children: Map<string, Members>
  /** Alert to the alerts that were nearly joined to it. */
  suitors: Map<string, Members>
  /** Incident to the alerts that are near misses of it, and the other way round. */
  nearMisses: Map<string, Members>
  nearMissOf: Map<string, string>
  /** Where an alert was entered, to take it out again after topology has changed. */
  entered: Map<string, { entity: string | undefined; keys: readonly string[]; under: readonly string[] }>
  /** No alert that can be found began after it (epoch ms). */
  latest: number
  /** Lists of `entered`, which many alerts have in common: keys by name and service, places by entity. */
  keyLists: Map<string, readonly string[]>
  placeLists: Map<string, readonly string[]>
  /** The topology that the place lists are of. */
  placesVersion: number
  rules: InhibitionIndex
  labelTable: LabelTable
  unknownHosts: UnknownHosts
  /** Changes in the order of their time. */
  changes: ChangeRecord[]
  /** Times of the changes of a thing. */
  changeTimes: Map<string, number[]>
  timers: Timers
  tallies: Tallies
  /** Lessons that were never sent out. */
  untold: Set<string>
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
    nearMisses: new Map(),
    nearMissOf: new Map(),
    entered: new Map(),
    latest: Number.NEGATIVE_INFINITY,
    keyLists: new Map(),
    placeLists: new Map(),
    placesVersion: -1,
    rules: createInhibitionIndex(settings.inhibit),
    labelTable: createLabelTable(settings.entityLabels),
    unknownHosts: createUnknownHosts(),
    changes: [],
    changeTimes: new Map(),
    timers: createTimers(),
    tallies: createTallies(),
    untold: new Set(),
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
  indexes.latest = Math.max(indexes.latest, alert.start)
}

function keysOf({ keyLists }: Indexes, alert: AlertNode): readonly string[] {
  const { detail, chronic, known: placed } = alert
  const of = [detail.name, detail.service ?? '', chronic, placed].join('\u0000')
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

/** Alerts with a start in [from, to], in order. */
export function between(alerts: AlertNode[] | undefined, from: number, to: number): AlertNode[] {
  if (!alerts) return []
  return alerts.slice(countBefore(alerts, from), countUntil(alerts, to))
}

/** How many alerts have a start of at most `time` (epoch ms, whole). */
export function countUntil(alerts: AlertNode[], time: number): number {
  return countBefore(alerts, Math.floor(time) + 1)
}

/** How many alerts have a start before `time`. */
function countBefore(alerts: AlertNode[], time: number): number {
  let low = 0
  let high = alerts.length
  // Most often all that is kept began before it, or after.
  if ((alerts[high - 1]?.start ?? time) < time) return high
  if ((alerts[0]?.start ?? time) >= time) return 0
  while (low < high) {
    const middle = (low + high) >> 1
    if ((alerts[middle]?.start ?? time) < time) low = middle + 1
    else high = middle
  }
  return low
}

/** The first alert with a start of at least `from`, if any. */
export function firstFrom(alerts: AlertNode[] | undefined, from: number): AlertNode | undefined {
  return alerts?.[countBefore(alerts, from)]
}

/** The last alert with a start before `time`, if any. */
export function lastStartedBefore(alerts: AlertNode[] | undefined, time: number): AlertNode | undefined {
  return alerts?.[countBefore(alerts, time) - 1]
}

/** The last alert before `ref` in order, if any. */
export function lastBefore(alerts: AlertNode[] | undefined, ref: Ref): AlertNode | undefined {
  return alerts?.[lowerBound(alerts, ref) - 1]
}

/** The first alert after `ref` in order, if any. */
export function firstAfter(alerts: AlertNode[] | undefined, ref: Ref): AlertNode | undefined {
  if (!alerts) return undefined
  const at = lowerBound(alerts, ref)
  return alerts[at]?.id === ref.id && alerts[at]?.start === ref.start ? alerts[at + 1] : alerts[at]
}

/** Takes the scope's changes into the index, in the order of their time; again when the topology changed. */
export function orderChanges(indexes: Indexes, scope: ScopeState): void {
  indexes.changes = [...scope.changes.values()].sort(
    (a, b) => Date.parse(a.at) - Date.parse(b.at) || (a.id < b.id ? -1 : 1),
  )
  indexes.changeTimes = new Map()
  for (const change of indexes.changes) {
    const place = placeOf(scope.topology, change)
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

function lowerBound(alerts: AlertNode[], ref: Ref): number {
  let low = 0
  let high = alerts.length
  // Most often it is before all that is kept, or after.
  const [first, last] = [alerts[0], alerts[high - 1]]
  if (!first || !last || compareAlerts(first, ref) >= 0) return 0
  if (compareAlerts(last, ref) < 0) return high
  while (low < high) {
    const middle = (low + high) >> 1
    const at = alerts[middle]
    if (at && compareAlerts(at, ref) < 0) low = middle + 1
    else high = middle
  }
  return low
}

function insert(map: Map<string, AlertNode[]>, key: string, alert: AlertNode): void {
  const alerts = map.get(key)
  if (!alerts) map.set(key, [alert])
  else alerts.splice(lowerBound(alerts, alert), 0, alert)
}

function take(map: Map<string, AlertNode[]>, key: string, alert: AlertNode): void {
  const alerts = map.get(key)
  if (!alerts) return
  const at = lowerBound(alerts, alert)
  if (alerts[at]?.id === alert.id) alerts.splice(at, 1)
  if (alerts.length === 0) map.delete(key)
}
