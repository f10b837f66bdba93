import type { Cause } from '../../../schema/records/correlation.ts'
import { SILENT_HOPS } from '../indexes.ts'
import { kinshipOf } from '../kinship.ts'
import { confirmationOf, experienceOf, hasExperience, priorOf } from '../learn/confirmations.ts'
import type { ScopeState } from '../state.ts'
import { thousandths } from '../thousandths.ts'
import { connected } from '../topology.ts'
import type { NearChange } from './changes.ts'
import { confidences } from './confidence.ts'
import { type Coverage, cover, type Dependants } from './coverage.ts'
import { type Judged, reasonsOf } from './explain.ts'
import { explainerOf } from './explained.ts'
import type { Symptoms } from './profile.ts'
import { reachEvidence } from './reach-evidence.ts'
import { rollUp } from './roll-up.ts'
import { valuesOf } from './values.ts'

const MAX_CAUSES = 5
/** So many of the best are looked at more closely. */
const MAY_LEAD = 12
/** A silent thing is a candidate when this many alerting things need it, or when it was changed. */
const MIN_SILENT_COVERAGE = 2
/** Against what does not alert itself: nobody saw it fail. Nats. */
const SILENT = -2
/** Against what only suffers, where something that it needs says itself to be broken. Nats. */
const EXPLAINED = -1
/** For what was changed right before, by the kind of change and how long before it was. Nats. */
const CHANGED = 3
/** For what alerted before those that need it, in full from this lead on; half as much against what alerted after. Nats. */
const FIRST = 0.5
const CLEAR_LEAD_MS = 30_000

/**
 * The likeliest causes of an incident with their reasons in words, best first; none when no entity is known. A
 * candidate's score is the sum of what speaks for and against it, in nats; only the best are put into words.
 */
export function rankCauses(
  scope: ScopeState,
  symptoms: ReadonlyMap<string, Symptoms>,
  coverage: Coverage,
  near: readonly NearChange[],
  incidentId: string,
): Cause[] {
  if (symptoms.size === 0) return []
  const experience = experienceOf(scope, incidentId, concernedBy(scope, symptoms))
  const confirmed = confirmationOf(scope, incidentId)
  cover(coverage, scope, symptoms)
  const changes = changesByPlace(near)
  const evidence = rollUp(valuesOf(scope, symptoms), kinshipOf(scope.topology))
  const ways = reachEvidence(scope, symptoms)
  const judged: Judged[] = []
  const candidates = candidatesOf(symptoms, coverage, evidence.keys(), changes)
  for (const id of experience.of.keys()) candidates.add(id)
  if (confirmed?.entity !== undefined) candidates.add(confirmed.entity)
  for (const id of candidates) {
    const dependants = coverage.of.get(id)
    const change = changes.get(id)
    const own = evidence.get(id)
    const reach = ways.of(id, dependants)
    const silent = symptoms.has(id) ? 0 : SILENT
    const changed = change ? CHANGED * change.suspicion : 0
    const first = FIRST * leadOf(symptoms.get(id), dependants)
    const prior = priorOf(experience, id, candidates.size)
    const times = experience.of.get(id)?.times ?? 0
    const score = (own?.score ?? 0) + reach + first + silent + changed + prior
    judged.push({
      id,
      score,
      evidence: own,
      reach,
      first,
      silent,
      changed,
      change,
      dependants,
      explainer: undefined,
      explained: 0,
      experience: { prior, times, of: experience.times },
    })
  }
  const said = ({ id }: Judged) => Number(id === confirmed?.entity)
  const compare = (a: Judged, b: Judged) => said(b) - said(a) || b.score - a.score || (a.id < b.id ? -1 : 1)
  // Looked for only where it may matter: it is what costs most.
  const likely = judged.sort(compare).slice(0, MAY_LEAD)
  for (const one of likely) {
    one.explainer = explainerOf(scope, one.id, evidence)
    if (one.explainer !== undefined) one.explained = EXPLAINED * ways.tells
    one.score += one.explained
  }
  const best = likely.sort(compare).slice(0, MAX_CAUSES)
  const confidence = confidences(best, symptoms.size === 1)
  return best.map((one, place) => ({
    entity: entityOf(scope, symptoms, one.id),
    score: thousandths(one.score),
    confidence: confirmed && place === 0 ? 1 : thousandths(confidence[place] ?? 0),
    reasons: reasonsOf(scope, symptoms, one),
    ...(confirmed && place === 0 && { confirmedBy: confirmed.by.name }),
  }))
}

/** So many of the alerting things are enough to see whether a thing hangs together with them. */
const LOOKED_AT = 20

/** Tells whether a thing alerts in an incident or hangs together with what does. */
function concernedBy(scope: ScopeState, symptoms: ReadonlyMap<string, Symptoms>): (id: string) => boolean {
  const some = hasExperience(scope) ? [...symptoms.keys()].sort().slice(0, LOOKED_AT) : []
  return (id) => symptoms.has(id) || some.some((other) => connected(scope.topology, id, other))
}

/** How far ahead of those that need it a thing alerted: 1 at most, less than 0 when it was after them. */
function leadOf(own: Symptoms | undefined, dependants: Dependants | undefined): number {
  if (!own || !dependants) return 0
  return Math.max(-0.5, Math.min(1, (dependants.first - own.first) / CLEAR_LEAD_MS))
}

/** The likeliest change that was made to each thing before the first symptom. */
function changesByPlace(near: readonly NearChange[]): Map<string, NearChange> {
  const changes = new Map<string, NearChange>()
  for (const change of near) {
    const known = changes.get(change.place)
    if (change.lead >= 0 && (!known || known.suspicion < change.suspicion)) changes.set(change.place, change)
  }
  return changes
}

/** What alerts, what its parts or tenants speak for, and what is silent but needed by several or was changed. */
function candidatesOf(
  symptoms: ReadonlyMap<string, Symptoms>,
  coverage: Coverage,
  spokenFor: Iterable<string>,
  changes: ReadonlyMap<string, NearChange>,
): Set<string> {
  const found = new Set([...symptoms.keys(), ...spokenFor])
  for (const [id, { count, byHop }] of coverage.of) {
    const close = byHop.slice(0, SILENT_HOPS).some((n) => n > 0)
    if (close && (count >= MIN_SILENT_COVERAGE || changes.has(id))) found.add(id)
  }
  return found
}

function entityOf(scope: ScopeState, symptoms: ReadonlyMap<string, Symptoms>, id: string): Cause['entity'] {
  return symptoms.get(id)?.entity ?? { type: scope.topology.nodes.get(id)?.node.type ?? 'unknown', name: id }
}
