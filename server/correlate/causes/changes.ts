import type { ChangeKind, ChangeRecord } from '../../../schema/records/change.ts'
import type { Reason, SuspectChange } from '../../../schema/records/correlation.ts'
import { placeOf } from '../entities/resolve-change.ts'
import { changesBetween, type Indexes, SILENT_HOPS } from '../indexes.ts'
import { precededBy } from '../learn/change-record.ts'
import type { ScopeState } from '../state.ts'
import { thousandths } from '../thousandths.ts'
import { downstreamOf, upstreamOf } from '../topology.ts'
import { duration } from '../words.ts'
import type { Symptoms } from './profile.ts'

/** How often changes of a kind break things, 0 to 1, by the experience of operators. */
const KIND_WEIGHT: Record<ChangeKind, number> = {
  deploy: 1,
  config: 1,
  feature_flag: 0.9,
  infrastructure: 0.8,
  agent_action: 0.8,
  scale: 0.5,
  maintenance: 0.6,
}
const MAX_SUSPECTS = 10
/** Below this nobody should be pointed at: it came long before, after the start, or somewhere else. */
const MIN_SCORE = 0.1
const FADE_MS = 20 * 60_000
/** How much more a change is suspected when ones like it preceded every incident of its thing. */
const RECORD = 0.3
/** A change after the first symptom may have made it worse, but did not begin it. */
const AFTERWARDS = 0.15

/** A change near an incident: where it was made and how strongly it is suspected, 0 to 1. */
export interface NearChange {
  change: ChangeRecord
  place: string
  /** From the change to the first symptom, ms; negative when it came later. */
  lead: number
  /** 0 to 1 by time and kind alone. */
  suspicion: number
}

/** The changes from before the incident until its newest symptom that were made to what it touches or needs. */
export function changesNear(
  scope: ScopeState,
  indexes: Indexes,
  symptoms: Map<string, Symptoms>,
  windowMs: number,
): NearChange[] {
  const found: NearChange[] = []
  if (symptoms.size === 0) return found
  let began = Number.POSITIVE_INFINITY
  let newest = Number.NEGATIVE_INFINITY
  for (const { first } of symptoms.values()) {
    began = Math.min(began, first)
    newest = Math.max(newest, first)
  }
  const changes = changesBetween(indexes, began - windowMs, newest)
  if (changes.length === 0) return found
  const services = new Set([...symptoms.values()].map(({ head }) => head.detail.service))
  for (const change of changes) {
    const place = placeOf(scope.topology, change)
    if (place === undefined || change.kind === 'maintenance') continue
    if (!symptoms.has(place) && !services.has(place) && !neededBy(scope, place, symptoms)) continue
    const lead = began - Date.parse(change.at)
    const fade = lead >= 0 ? Math.exp(-lead / FADE_MS) : AFTERWARDS
    found.push({ change, place, lead, suspicion: fade * KIND_WEIGHT[change.kind] })
  }
  return found
}

function neededBy(scope: ScopeState, place: string, symptoms: Map<string, Symptoms>): boolean {
  for (const id of downstreamOf(scope.topology, place).keys()) {
    const reach = symptoms.has(id) ? upstreamOf(scope.topology, id).get(place) : undefined
    if (reach && reach.hops <= SILENT_HOPS) return true
  }
  return false
}

/** The changes near an incident, the likeliest first, seen from its likeliest cause. */
export function rankChanges(
  scope: ScopeState,
  near: NearChange[],
  cause: string | undefined,
): SuspectChange[] {
  return near
    .map(({ change, place, lead, suspicion }) => {
      const reasons: Reason[] = []
      const when =
        lead >= 0 ? `${duration(lead)} before the first symptom` : `${duration(lead)} after the first symptom`
      reasons.push({ kind: 'time', text: when, weight: thousandths(lead >= 0 ? suspicion : -0.5) })
      const close = closeness(scope, place, cause)
      if (close.weight > 0)
        reasons.push({ kind: 'place', text: close.text, weight: thousandths(close.weight) })
      else reasons.push({ kind: 'place', text: `not on the way to ${cause ?? 'the cause'}`, weight: -0.3 })
      const record = precededBy(scope, place, change.kind)
      const share = record ? record.times / record.of : 0
      if (record) {
        const text = `similar changes preceded ${record.times} of its last ${record.of} incidents`
        reasons.push({ kind: 'record', text, weight: thousandths(RECORD * share) })
      }
      const score = suspicion * (0.3 + 0.7 * close.weight) * (1 + RECORD * share)
      return suspect(change, thousandths(Math.min(1, score)), reasons)
    })
    .filter(({ score }) => score >= MIN_SCORE)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, MAX_SUSPECTS)
}

function closeness(
  scope: ScopeState,
  place: string,
  cause: string | undefined,
): { weight: number; text: string } {
  if (cause === undefined) return { weight: 0, text: '' }
  if (place === cause) return { weight: 1, text: `made to ${place}, where it began` }
  const reach = upstreamOf(scope.topology, cause).get(place)
  if (!reach) return { weight: 0, text: '' }
  return { weight: reach.hops === 1 ? 0.6 : 0.3, text: `${cause} needs ${place}` }
}

function suspect(change: ChangeRecord, score: number, reasons: Reason[]): SuspectChange {
  const {
    type: _type,
    scope: _scope,
    receivedAt: _receivedAt,
    timeCorrected: _corrected,
    risk: _risk,
    ...rest
  } = change
  return { ...rest, score, reasons }
}
