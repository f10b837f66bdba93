import { compareAlerts } from '../identity.ts'
import { addTo, takeFrom } from '../sets.ts'
import type { AlertNode, Parent, RunnerUp } from '../state.ts'
import { relation } from '../words.ts'
import type { Work } from '../work.ts'
import { type Candidate, findCandidates, traitFade } from './candidates.ts'
import { chanceLeft, type Evidence, leastLeftByTraits, reasons, sharedTraits } from './evidence.ts'

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
export function* weighCandidates(work: Work, alert: AlertNode): Generator<Parent> {
  const { linkThreshold } = work.settings
  const weighed = boundsOf(work, alert)
    .filter(({ most }) => most >= linkThreshold)
    .map((bound) => weigh(alert, bound))
    .filter(({ weight }) => weight >= linkThreshold)
    .sort(compareWeighed)
  for (const one of weighed) yield toParent(one)
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
  const weighed = bestTwo(work, alert)
  const [first] = weighed
  const joined = first !== undefined && first.weight >= work.settings.linkThreshold ? first : undefined
  const best = joined && toParent(joined)
  const left = weighed.find((one) => one.weight >= NEAR_MISS_WEIGHT && one !== joined)
  if (!left) return { best, runnerUp: undefined }
  const [reason] = reasons(left.found, left.other, 1)
  const why = reason?.text ?? `began ${relation(alert.start, left.other.start)}`
  const text = joined
    ? `${why}; but ${best?.reasons[0]?.text ?? 'another alert'} says more`
    : `${why}; not enough to join`
  return { best, runnerUp: { to: left.other.id, weight: round(left.weight), text } }
}

/** A candidate, before the traits of both are compared, with the most that it can weigh by them. */
interface Bound {
  candidate: Candidate
  left: number
  fade: number
  most: number
}

interface Weighed {
  other: AlertNode
  weight: number
  found: Evidence[]
}

/** The two candidates that weigh most, best first: traits, which cost most, are compared only where they may decide. */
function bestTwo(work: Work, alert: AlertNode): Weighed[] {
  const bounds = boundsOf(work, alert)
  const likely = bounds.reduce<Bound | undefined>((a, b) => (a && a.left <= b.left ? a : b), undefined)
  let best = likely && weigh(alert, likely)
  let second: Weighed | undefined
  for (const bound of bounds) {
    if (bound === likely || (second && bound.most < second.weight)) continue
    const weighed = weigh(alert, bound)
    if (!best || compareWeighed(weighed, best) < 0) {
      second = best
      best = weighed
    } else if (!second || compareWeighed(weighed, second) < 0) {
      second = weighed
    }
  }
  return [best, second].filter((one) => one !== undefined)
}

function boundsOf(work: Work, alert: AlertNode): Bound[] {
  return findCandidates(work, alert).map((candidate) => {
    const left = chanceLeft(1, candidate.found)
    const fade = traitFade(work, alert, candidate.alert)
    const most = fade > 0 ? 1 - leastLeftByTraits(left, fade) : 1 - left
    return { candidate, left, fade, most }
  })
}

function weigh(alert: AlertNode, { candidate, left, fade }: Bound): Weighed {
  const { alert: other, found } = candidate
  const traits = fade > 0 ? sharedTraits(alert, other, fade) : []
  return { other, weight: 1 - chanceLeft(left, traits), found: [...found, ...traits] }
}

function compareWeighed(a: Weighed, b: Weighed): number {
  return b.weight - a.weight || compareAlerts(a.other, b.other)
}

function toParent({ other, weight, found }: Weighed): Parent {
  return { to: other.id, weight: round(weight), reasons: reasons(found, other, MAX_REASONS) }
}

function round(weight: number): number {
  return Math.round(weight * 1000) / 1000
}
