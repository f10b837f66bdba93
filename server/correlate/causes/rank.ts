import type { Cause, Reason } from '../../../schema/records/correlation.ts'
import { severityRank } from '../../../schema/severity.ts'
import type { ScopeState } from '../state.ts'
import { upstreamOf } from '../topology.ts'
import { count, duration } from '../words.ts'
import type { NearChange } from './changes.ts'
import type { Symptoms } from './profile.ts'

/** Points of a candidate, one per kind of evidence; each is scaled by how strongly the evidence holds, 0 to 1. */
const POINTS = {
  /** Share of the alerting entities that need it. */
  coverage: 0.45,
  /** It alerts itself. */
  symptom: 0.2,
  /** It alerted before those that need it. */
  first: 0.2,
  /** It was changed shortly before. */
  change: 0.3,
  /** How bad its own symptom is. */
  severity: 0.1,
  /** Something that it needs alerts as well and so may explain it. */
  explained: -0.3,
  /** It is silent: nobody saw it fail. */
  silent: -0.15,
} as const

const MAX_CAUSES = 5
/** A silent thing is a candidate when this many alerting things need it. */
const MIN_SILENT_COVERAGE = 2
/** How sharply a lead in points turns into confidence. */
const TEMPERATURE = 0.1
/** Nobody is certain from alerts alone. */
const MAX_CONFIDENCE = 0.94
/** Confidence allowed without any evidence, and for each point of it: a lone alert leads, but on little. */
const BASE_CONFIDENCE = 0.35
const CONFIDENCE_PER_POINT = 0.5
/** Full marks for coming first from this lead on. */
const CLEAR_LEAD_MS = 30_000

interface Candidate {
  id: string
  symptoms: Symptoms | undefined
  dependants: Symptoms[]
}

/** The likeliest causes of an incident with their reasons in words, best first; none when no entity is known. */
export function rankCauses(scope: ScopeState, symptoms: Map<string, Symptoms>, near: NearChange[]): Cause[] {
  const scored = [...candidatesOf(scope, symptoms).values()]
    .map((candidate) => ({ candidate, ...score(scope, symptoms, near, candidate) }))
    .sort((a, b) => b.points - a.points || (a.candidate.id < b.candidate.id ? -1 : 1))
    .slice(0, MAX_CAUSES)
  const best = scored[0]?.points ?? 0
  const total = scored.reduce((sum, { points }) => sum + Math.exp((points - best) / TEMPERATURE), 0)
  return scored.map(({ candidate, points, reasons }) => ({
    entity: entityOf(scope, candidate),
    score: round(points),
    confidence: round((believable(best) * Math.exp((points - best) / TEMPERATURE)) / total),
    reasons,
  }))
}

/** The confidence that this many points allow for the best candidate. */
function believable(points: number): number {
  return Math.max(0, Math.min(MAX_CONFIDENCE, BASE_CONFIDENCE + CONFIDENCE_PER_POINT * points))
}

function candidatesOf(scope: ScopeState, symptoms: Map<string, Symptoms>): Map<string, Candidate> {
  const candidates = new Map<string, Candidate>()
  for (const [id, own] of symptoms) candidates.set(id, { id, symptoms: own, dependants: [] })
  for (const [id, own] of symptoms) {
    for (const upstream of upstreamOf(scope.topology, id).keys()) {
      const candidate = candidates.get(upstream) ?? { id: upstream, symptoms: undefined, dependants: [] }
      candidate.dependants.push(own)
      candidates.set(upstream, candidate)
    }
  }
  for (const [id, { symptoms: own, dependants }] of candidates) {
    if (!own && dependants.length < MIN_SILENT_COVERAGE) candidates.delete(id)
  }
  return candidates
}

function entityOf(scope: ScopeState, { id, symptoms }: Candidate): Cause['entity'] {
  return symptoms?.entity ?? { type: scope.topology.nodes.get(id)?.node.type ?? 'unknown', name: id }
}

function score(
  scope: ScopeState,
  symptoms: Map<string, Symptoms>,
  near: NearChange[],
  candidate: Candidate,
): { points: number; reasons: Reason[] } {
  const reasons: Reason[] = []
  const { id, symptoms: own, dependants } = candidate
  let points = 0
  const give = (kind: keyof typeof POINTS, strength: number, text: string) => {
    const weight = POINTS[kind] * strength
    points += weight
    if (Math.abs(weight) >= 0.01) reasons.push({ kind, text, weight: round(weight) })
  }
  const others = symptoms.size - (own ? 1 : 0)
  const covered = dependants.length + (own ? 1 : 0)
  if (others > 0) {
    const services = dependants.every(({ entity }) => entity.type === 'service') ? 'services' : 'things'
    const text = `${dependants.length} of ${others} other alerting ${services} depend on ${id}`
    give(
      'coverage',
      covered / symptoms.size,
      dependants.length > 0 ? text : `only ${id} itself is explained by it`,
    )
  } else {
    give('coverage', 1, `nothing else alerts`)
  }
  if (own) {
    give(
      'symptom',
      1,
      `${own.head.detail.name} fires there${own.alerts > 1 ? `, with ${count(own.alerts - 1, 'more alert')}` : ''}`,
    )
    give('severity', severityRank(own.severity) / 3, `its own alert is ${own.severity}`)
  } else {
    give('silent', 1, 'it does not alert itself')
  }
  const firstOther = dependants.reduce((time, { first }) => Math.min(time, first), Number.POSITIVE_INFINITY)
  if (own && Number.isFinite(firstOther)) {
    const lead = firstOther - own.first
    if (lead > 0)
      give(
        'first',
        Math.min(1, lead / CLEAR_LEAD_MS),
        `it alerted ${duration(lead)} before the first of them`,
      )
    else if (lead < 0)
      give(
        'first',
        Math.max(-0.5, lead / (4 * CLEAR_LEAD_MS)),
        `it alerted ${duration(lead)} after the first of them`,
      )
  }
  const change = near
    .filter(({ place, lead }) => place === id && lead >= 0)
    .sort((a, b) => b.suspicion - a.suspicion)[0]
  if (change) {
    const { kind, by, version } = change.change
    const what = `its ${kind === 'config' ? 'config was changed' : `${kind.replace('_', ' ')} happened`}`
    const text = `${what} ${duration(change.lead)} earlier by ${by}${version ? ` (${version})` : ''}`
    give('change', change.suspicion, text)
  }
  const explainer = own && explainedBy(scope, symptoms, own)
  if (explainer) give('explained', 1, `it needs ${explainer.id}, which alerts too`)
  return { points, reasons: reasons.sort((a, b) => b.weight - a.weight) }
}

/** The nearest thing that it needs, does not have as a part of itself and that alerts too. */
function explainedBy(
  scope: ScopeState,
  symptoms: Map<string, Symptoms>,
  own: Symptoms,
): Symptoms | undefined {
  for (const id of upstreamOf(scope.topology, own.id).keys()) {
    const other = symptoms.get(id)
    if (!other) continue
    // Where each needs the other (a service and its instances), the earlier one explains the later.
    const mutual = upstreamOf(scope.topology, id).has(own.id)
    if (!mutual || other.first < own.first) return other
  }
  return undefined
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
