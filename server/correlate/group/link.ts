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
 * Points an alert to the one that it most likely belongs to, if the evidence reaches the threshold, and
 * remembers the best one that it was not joined to. Returns whether the pointer changed.
 */
export function link(work: Work, alert: AlertNode): boolean {
  if (alert.frozen) return false
  const { parent, runnerUp } = alert.held ? { parent: undefined, runnerUp: undefined } : choose(work, alert)
  setRunnerUp(work, alert, runnerUp)
  return setParent(work, alert, parent)
}

/** Sets the pointer of an alert and returns whether it now points elsewhere. */
export function setParent(work: Work, alert: AlertNode, parent: Parent | undefined): boolean {
  const before = alert.parent
  if (before) takeFrom(work.indexes.children, before.to, alert.id)
  alert.parent = parent
  if (parent) addTo(work.indexes.children, parent.to, alert.id)
  return before?.to !== parent?.to
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

function choose(
  work: Work,
  alert: AlertNode,
): { parent: Parent | undefined; runnerUp: RunnerUp | undefined } {
  const weighed = [...findCandidates(work, alert).values()]
    .map(({ alert: other, reasons }) => ({ other, ...combine(reasons) }))
    .sort((a, b) => b.weight - a.weight || compareAlerts(a.other, b.other))
  const [best] = weighed
  const joins = best !== undefined && best.weight >= work.settings.linkThreshold
  const parent = joins
    ? { to: best.other.id, weight: round(best.weight), reasons: best.reasons.slice(0, MAX_REASONS) }
    : undefined
  const left = weighed.find(
    ({ other, weight }) => weight >= NEAR_MISS_WEIGHT && !(joins && other === best.other),
  )
  if (!left) return { parent, runnerUp: undefined }
  const why = left.reasons[0]?.text ?? `began ${relation(alert.start, left.other.start)}`
  const text = joins
    ? `${why}; but ${best.reasons[0]?.text ?? 'another alert'} says more`
    : `${why}; not enough to join`
  return { parent, runnerUp: { to: left.other.id, weight: round(left.weight), text } }
}

function round(weight: number): number {
  return Math.round(weight * 1000) / 1000
}
