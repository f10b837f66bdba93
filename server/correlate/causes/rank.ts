import type { Cause, Reason } from '../../../schema/records/correlation.ts'
import { severityRank } from '../../../schema/severity.ts'
import type { ScopeState } from '../state.ts'
import { upstreamOf } from '../topology.ts'
import { count, duration } from '../words.ts'
import type { NearChange } from './changes.ts'
import { type Coverage, cover, type Dependants } from './coverage.ts'
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
  dependants: Dependants | undefined
  /** The likeliest change that was made to it before the first symptom. */
  change: NearChange | undefined
}

/**
 * The likeliest causes of an incident with their reasons in words, best first; none when no entity is known. What
 * may explain a candidate away is looked for only where it could lead, and only the best are put into words.
 */
export function rankCauses(
  scope: ScopeState,
  symptoms: Map<string, Symptoms>,
  coverage: Coverage,
  near: NearChange[],
): Cause[] {
  cover(coverage, scope, symptoms)
  const scored: { candidate: Candidate; points: number; reasons: Reason[] }[] = []
  for (const candidate of candidatesOf(symptoms, coverage, near)) {
    const worst = scored[MAX_CAUSES - 1]
    if (worst && pointsOf(symptoms, candidate, undefined) < worst.points) continue
    const explainer = candidate.symptoms && explainedBy(scope, symptoms, candidate.symptoms)
    const points = pointsOf(symptoms, candidate, explainer)
    if (worst && points < worst.points) continue
    scored.push({ candidate, points, reasons: [] })
    scored.sort((a, b) => b.points - a.points || (a.candidate.id < b.candidate.id ? -1 : 1))
    scored.length = Math.min(scored.length, MAX_CAUSES)
  }
  const best = scored[0]?.points ?? 0
  const total = scored.reduce((sum, { points }) => sum + Math.exp((points - best) / TEMPERATURE), 0)
  return scored.map(({ candidate, points }) => ({
    entity: entityOf(scope, candidate),
    score: round(points),
    confidence: round((believable(best) * Math.exp((points - best) / TEMPERATURE)) / total),
    reasons: reasonsOf(scope, symptoms, candidate),
  }))
}

/** The confidence that this many points allow for the best candidate. */
function believable(points: number): number {
  return Math.max(0, Math.min(MAX_CONFIDENCE, BASE_CONFIDENCE + CONFIDENCE_PER_POINT * points))
}

function* candidatesOf(
  symptoms: Map<string, Symptoms>,
  coverage: Coverage,
  near: NearChange[],
): Generator<Candidate> {
  const changes = new Map<string, NearChange>()
  for (const change of near) {
    const known = changes.get(change.place)
    if (change.lead >= 0 && (!known || known.suspicion < change.suspicion)) changes.set(change.place, change)
  }
  for (const [id, own] of symptoms)
    yield { id, symptoms: own, dependants: coverage.of.get(id), change: changes.get(id) }
  for (const [id, dependants] of coverage.of) {
    if (symptoms.has(id) || dependants.count < MIN_SILENT_COVERAGE) continue
    yield { id, symptoms: undefined, dependants, change: changes.get(id) }
  }
}

function entityOf(scope: ScopeState, { id, symptoms }: Candidate): Cause['entity'] {
  return symptoms?.entity ?? { type: scope.topology.nodes.get(id)?.node.type ?? 'unknown', name: id }
}

type Give = (kind: keyof typeof POINTS, strength: number, text: () => string) => void

function pointsOf(
  symptoms: Map<string, Symptoms>,
  candidate: Candidate,
  explainer: Symptoms | undefined,
): number {
  let points = 0
  judge(symptoms, candidate, explainer, (kind, strength) => {
    points += POINTS[kind] * strength
  })
  return points
}

function reasonsOf(scope: ScopeState, symptoms: Map<string, Symptoms>, candidate: Candidate): Reason[] {
  const reasons: Reason[] = []
  const explainer = candidate.symptoms && explainedBy(scope, symptoms, candidate.symptoms)
  judge(symptoms, candidate, explainer, (kind, strength, text) => {
    const weight = POINTS[kind] * strength
    if (Math.abs(weight) >= 0.01) reasons.push({ kind, text: text(), weight: round(weight) })
  })
  return reasons.sort((a, b) => b.weight - a.weight)
}

/** Gives a candidate what speaks for and against it. */
function judge(
  symptoms: Map<string, Symptoms>,
  { id, symptoms: own, dependants, change }: Candidate,
  explainer: Symptoms | undefined,
  give: Give,
): void {
  const others = symptoms.size - (own ? 1 : 0)
  const needing = dependants?.count ?? 0
  if (others > 0) {
    give('coverage', (needing + (own ? 1 : 0)) / symptoms.size, () => {
      const services = dependants?.services === dependants?.count
      if (needing === 0) return `only ${id} itself is explained by it`
      if (others === 1) return `the other alerting ${services ? 'service' : 'entity'} depends on ${id}`
      return `${needing} of ${others} other alerting ${services ? 'services' : 'entities'} depend on ${id}`
    })
  } else {
    give('coverage', 1, () => `nothing else alerts`)
  }
  if (own) {
    give('symptom', 1, () => {
      const more = own.alerts > 1 ? `, with ${count(own.alerts - 1, 'more alert')}` : ''
      return `${own.head.detail.name} fires there${more}`
    })
    give('severity', severityRank(own.severity) / 3, () => `its own alert is ${own.severity}`)
  } else {
    give('silent', 1, () => 'it does not alert itself')
  }
  if (own && dependants) {
    const lead = dependants.first - own.first
    const when = (word: string) => () => `it alerted ${duration(lead)} ${word} the first of them`
    if (lead > 0) give('first', Math.min(1, lead / CLEAR_LEAD_MS), when('before'))
    else if (lead < 0) give('first', Math.max(-0.5, lead / (4 * CLEAR_LEAD_MS)), when('after'))
  }
  if (change) {
    give('change', change.suspicion, () => {
      const { kind, by, version } = change.change
      const what = `its ${kind === 'config' ? 'config was changed' : `${kind.replace('_', ' ')} happened`}`
      return `${what} ${duration(change.lead)} earlier by ${by}${version ? ` (${version})` : ''}`
    })
  }
  if (explainer) give('explained', 1, () => `it needs ${explainer.id}, which alerts too`)
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
