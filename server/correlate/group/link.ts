import type { JoinReason } from '../../../schema/records/correlation.ts'
import { compareAlerts } from '../identity.ts'
import { addTo, takeFrom } from '../sets.ts'
import type { AlertNode, Parent, RunnerUp } from '../state.ts'
import { relation } from '../words.ts'
import type { Work } from '../work.ts'
import { findCandidates } from './candidates.ts'
import { combine } from './evidence.ts'

/** Reasons kept for each link, strongest first. */
const MAX_REASONS = 4
/** Evidence from which an alert that was left out is worth mentioning. */
const NEAR_MISS_WEIGHT = 0.1

/**
 * Finds the alert that an alert most likely belongs to, if the evidence reaches the threshold, and remembers the
 * best one that it was not joined to. Returns whether where it points must be settled again.
 */
export function link(work: Work, alert: AlertNode): boolean {
  if (alert.frozen) return false
  const { best, runnerUp } = alert.held ? { best: undefined, runnerUp: undefined } : choose(work, alert)
  setRunnerUp(work, alert, runnerUp)
  const before = alert.best
  setBest(work, alert, best)
  return before?.to !== best?.to || alert.inRing || alert.parent !== before
}

/** Sets the best link of an alert. */
export function setBest(work: Work, alert: AlertNode, best: Parent | undefined): void {
  if (alert.best) takeFrom(work.indexes.bestOf, alert.best.to, alert.id)
  // The same pointer with reasons anew: what already points there shows them.
  if (alert.parent !== undefined && alert.parent.to === best?.to) alert.parent = best
  alert.best = best
  if (best) addTo(work.indexes.bestOf, best.to, alert.id)
}

/** Every link of an alert that reaches the threshold, best first. */
export function weighCandidates(work: Work, alert: AlertNode): Parent[] {
  return weigh(work, alert)
    .filter(({ weight }) => weight >= work.settings.linkThreshold)
    .map(toParent)
}

function setRunnerUp(work: Work, alert: AlertNode, runnerUp: RunnerUp | undefined): void {
  // The near misses of the incidents on both ends change with it.
  for (const to of [alert.runnerUp?.to, runnerUp?.to]) {
    const incident = work.scope.alerts.get(to ?? '')?.incidentId
    if (incident !== undefined) work.incidents.add(incident)
  }
  if (alert.runnerUp) takeFrom(work.indexes.suitors, alert.runnerUp.to, alert.id)
  alert.runnerUp = runnerUp
  if (runnerUp) addTo(work.indexes.suitors, runnerUp.to, alert.id)
}

function choose(work: Work, alert: AlertNode): { best: Parent | undefined; runnerUp: RunnerUp | undefined } {
  const weighed = weigh(work, alert)
  const [first] = weighed
  const joined = first !== undefined && first.weight >= work.settings.linkThreshold ? first : undefined
  const best = joined && toParent(joined)
  const left = weighed.find((one) => one.weight >= NEAR_MISS_WEIGHT && one !== joined)
  if (!left) return { best, runnerUp: undefined }
  const why = left.reasons[0]?.text ?? `began ${relation(alert.start, left.other.start)}`
  const text = joined
    ? `${why}; but ${joined.reasons[0]?.text ?? 'another alert'} says more`
    : `${why}; not enough to join`
  return { best, runnerUp: { to: left.other.id, weight: round(left.weight), text } }
}

interface Weighed {
  other: AlertNode
  weight: number
  reasons: JoinReason[]
}

function weigh(work: Work, alert: AlertNode): Weighed[] {
  return [...findCandidates(work, alert).values()]
    .map(({ alert: other, reasons }) => ({ other, ...combine(reasons) }))
    .sort((a, b) => b.weight - a.weight || compareAlerts(a.other, b.other))
}

function toParent({ other, weight, reasons }: Weighed): Parent {
  return { to: other.id, weight: round(weight), reasons: reasons.slice(0, MAX_REASONS) }
}

function round(weight: number): number {
  return Math.round(weight * 1000) / 1000
}
