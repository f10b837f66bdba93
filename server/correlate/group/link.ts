import { compareAlerts } from '../identity.ts'
import { addTo, takeFrom } from '../sets.ts'
import type { AlertNode, Parent, RunnerUp } from '../state.ts'
import { thousandths } from '../thousandths.ts'
import type { Work } from '../work.ts'
import { type Candidate, findCandidates } from './candidates.ts'
import { chanceLeft, type Evidence, strongest } from './evidence.ts'
import { keepEvidence } from './kept-evidence.ts'
import { placeNearMiss } from './near-misses.ts'
import { leastLeftByTraits, sharedTraits, type Traits, traitsOf } from './traits.ts'

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
  if (alert.parent !== undefined && alert.parent.to === best?.to) {
    alert.parent = best
    work.pointed.add(alert.id)
  }
  alert.best = best
  if (best) addTo(work.indexes.bestOf, best.to, alert.id)
}

/** Every link of an alert that reaches the threshold, best first. */
export function* weighCandidates(work: Work, alert: AlertNode): Generator<Parent> {
  const { linkThreshold } = work.settings
  const traits = traitsOf(alert)
  const weighed = findCandidates(work, alert)
    .filter((candidate) => Math.max(mostOf(candidate), 1 - candidate.leftAtLast) >= linkThreshold)
    .map((candidate) => weigh(traits, candidate))
    .filter((one) => isEnough(one, linkThreshold))
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
  placeNearMiss(work.indexes, work.scope, alert)
}

function choose(work: Work, alert: AlertNode): { best: Parent | undefined; runnerUp: RunnerUp | undefined } {
  const weighed = bestTwo(work, alert)
  const [first] = weighed
  const joined = first && isEnough(first, work.settings.linkThreshold) ? first : undefined
  const best = joined && toParent(joined)
  const left = weighed.find((one) => one.weight >= NEAR_MISS_WEIGHT && one !== joined)
  return { best, runnerUp: left && toRunnerUp(left) }
}

interface Weighed {
  other: AlertNode
  weight: number
  /** The weight where it does not matter how promptly the alert came. */
  atLast: number
  found: Evidence[]
}

/** The two candidates that weigh most, best first: traits, which cost most, are compared only where they may decide. */
function bestTwo(work: Work, alert: AlertNode): Weighed[] {
  const candidates = findCandidates(work, alert)
  let likely: Candidate | undefined
  for (const candidate of candidates) if (!likely || candidate.left < likely.left) likely = candidate
  if (!likely) return []
  const traits = traitsOf(alert)
  const { linkThreshold } = work.settings
  // Of those that are enough to join the heaviest, and only where none is, of the others.
  const compare = (a: Weighed, b: Weighed) =>
    Number(isEnough(b, linkThreshold)) - Number(isEnough(a, linkThreshold)) || compareWeighed(a, b)
  let best = weigh(traits, likely)
  let second: Weighed | undefined
  for (const candidate of candidates) {
    const light = second && mostOf(candidate) < second.weight && 1 - candidate.leftAtLast < linkThreshold
    if (candidate === likely || light) continue
    const weighed = weigh(traits, candidate)
    if (compare(weighed, best) < 0) {
      second = best
      best = weighed
    } else if (!second || compare(weighed, second) < 0) {
      second = weighed
    }
  }
  return second ? [best, second] : [best]
}

/** Whether an alert is joined: which one it points to is a matter of promptness, whether it does is not on the same thing. */
function isEnough({ weight, atLast }: Weighed, threshold: number): boolean {
  return Math.max(weight, atLast) >= threshold
}

/** The most that a candidate can weigh, whatever its traits are. */
function mostOf({ left, fade }: Candidate): number {
  return fade > 0 ? 1 - leastLeftByTraits(left, fade) : 1 - left
}

function weigh(own: Traits, { alert: other, found, left, leftAtLast, fade }: Candidate): Weighed {
  const atLast = 1 - leftAtLast
  if (fade === 0) return { other, weight: 1 - left, atLast, found }
  const traits = sharedTraits(own, other, fade)
  return { other, weight: 1 - chanceLeft(left, traits), atLast, found: [...found, ...traits] }
}

function compareWeighed(a: Weighed, b: Weighed): number {
  return b.weight - a.weight || compareAlerts(a.other, b.other)
}

function toParent({ other, weight, found }: Weighed): Parent {
  const kept = keepEvidence(strongest(found, MAX_REASONS))
  return { to: other.id, start: other.start, weight: thousandths(weight), found: kept }
}

function toRunnerUp({ other, weight, found }: Weighed): RunnerUp {
  const [most] = strongest(found, 1)
  return { to: other.id, start: other.start, weight: thousandths(weight), found: most }
}
