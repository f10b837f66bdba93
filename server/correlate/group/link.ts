import { compareAlerts } from '../identity.ts'
import { noteDecided } from '../lessons/decided-links.ts'
import { leftOf } from '../lessons/links.ts'
import { rule } from '../lessons/rulings.ts'
import { addTo, takeFrom } from '../sets.ts'
import type { AlertNode, Parent, RunnerUp } from '../state.ts'
import { thousandths } from '../thousandths.ts'
import type { Work } from '../work.ts'
import { type Candidate, findCandidates } from './candidates.ts'
import { type Evidence, evidence, strongest } from './evidence.ts'
import { keepEvidence } from './kept-evidence.ts'
import { placeNearMiss } from './near-misses.ts'
import { leastLeftByTraits, leftByTraits, type Traits, traitsOf } from './traits.ts'

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
  const { best, runnerUp } = alert.held ? pointsNowhere(work, alert) : choose(work, alert)
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
    .filter((candidate) => Math.max(mostOf(traits, candidate), 1 - candidate.leftAtLast) >= linkThreshold)
    .map((candidate) => weigh(traits, candidate))
    .filter((one) => isEnough(one, linkThreshold))
    .sort(compareWeighed)
  for (const one of weighed) yield toParent(traits, one)
}

/** Sets what an alert was nearly joined to. */
export function setRunnerUp(work: Work, alert: AlertNode, runnerUp: RunnerUp | undefined): void {
  // The near misses of the incidents on both ends change with it.
  for (const to of [alert.runnerUp?.to, runnerUp?.to]) {
    const incident = work.scope.alerts.get(to ?? '')?.incidentId
    if (incident !== undefined) work.incidents.add(incident)
  }
  if (alert.runnerUp?.to !== runnerUp?.to || alert.runnerUp?.weight !== runnerUp?.weight)
    work.weighed.add(alert.id)
  if (alert.runnerUp) takeFrom(work.indexes.suitors, alert.runnerUp.to, alert.id)
  alert.runnerUp = runnerUp
  if (runnerUp) addTo(work.indexes.suitors, runnerUp.to, alert.id)
  placeNearMiss(work.indexes, work.scope, alert)
}

interface Chosen {
  best: Parent | undefined
  runnerUp: RunnerUp | undefined
}

function pointsNowhere(work: Work, { id, start }: AlertNode): Chosen {
  rule(work, 'links', id, start, [])
  return { best: undefined, runnerUp: undefined }
}

function choose(work: Work, alert: AlertNode): Chosen {
  const { scope } = work
  const traits = traitsOf(alert)
  const candidates = findCandidates(work, alert)
  const weighed = bestTwo(work, candidates, traits)
  const joined = enoughOf(work, weighed)
  const best = joined && toParent(traits, joined)
  if (scope.lessons.size > 0 || scope.rulings.links.size > 0) {
    noteDecided(work, alert, candidates.map(heardOf), best?.to, () => {
      const without = bestTwo(work, findCandidates(work, alert, false), traits)
      return enoughOf(work, without)?.candidate.alert.id
    })
  }
  const left = weighed.find((one) => one.weight >= NEAR_MISS_WEIGHT && one !== joined)
  return { best, runnerUp: left && toRunnerUp(traits, left) }
}

/** The best link, if it is enough to join. */
function enoughOf({ settings }: Work, [first]: Weighed[]): Weighed | undefined {
  return first && isEnough(first, settings.linkThreshold) ? first : undefined
}

function heardOf({ alert, together, apart }: Candidate) {
  return { alert, lessons: [...(together?.lessons ?? []), ...(apart?.lessons ?? [])] }
}

interface Weighed {
  candidate: Candidate
  weight: number
  /** The weight where it does not matter how promptly the alert came. */
  atLast: number
}

/** The two candidates that weigh most, best first: traits, which cost most, are compared only where they may decide. */
function bestTwo(work: Work, candidates: Candidate[], traits: Traits): Weighed[] {
  const { linkThreshold } = work.settings
  // Of those that are enough to join the heaviest, and only where none is, of the others.
  const compare = (a: Weighed, b: Weighed) =>
    Number(isEnough(b, linkThreshold)) - Number(isEnough(a, linkThreshold)) || compareWeighed(a, b)
  let best: Weighed | undefined
  let second: Weighed | undefined
  for (const candidate of likeliestFirst(candidates)) {
    // Being enough to join outdoes weight, so it must not be the lighter of those that are not.
    const mayOutdo = 1 - candidate.leftAtLast >= linkThreshold && second && !isEnough(second, linkThreshold)
    if (second && !mayOutdo && mostOf(traits, candidate) < second.weight) continue
    const weighed = weigh(traits, candidate)
    if (!best || compare(weighed, best) < 0) {
      second = best
      best = weighed
    } else if (!second || compare(weighed, second) < 0) {
      second = weighed
    }
  }
  return [best, second].filter((one) => one !== undefined)
}

/** The candidates with the two likeliest in front, so that most of the others need not be weighed. */
function likeliestFirst(candidates: Candidate[]): Candidate[] {
  for (let place = 0; place < 2; place++) {
    let likeliest = place
    for (let at = place + 1; at < candidates.length; at++) {
      if ((candidates[at]?.left ?? 1) < (candidates[likeliest]?.left ?? 1)) likeliest = at
    }
    const [there, front] = [candidates[place], candidates[likeliest]]
    if (there && front) [candidates[place], candidates[likeliest]] = [front, there]
  }
  return candidates
}

/** Whether an alert is joined: which one it points to is a matter of promptness, whether it does is not on the same thing. */
function isEnough({ weight, atLast }: Weighed, threshold: number): boolean {
  return Math.max(weight, atLast) >= threshold
}

/** The most that a candidate can weigh, whatever its words and labels are. */
function mostOf(traits: Traits, { alert, left, fade }: Candidate): number {
  return fade > 0 ? 1 - leastLeftByTraits(traits, alert, fade, left) : 1 - left
}

function weigh(traits: Traits, candidate: Candidate): Weighed {
  const { alert, left, leftAtLast, fade, apart } = candidate
  const weight = 1 - (fade === 0 ? left : leftByTraits(traits, alert, fade, left))
  const share = apart ? leftOf(apart.times) : 1
  return { candidate, weight: weight * share, atLast: (1 - leftAtLast) * share }
}

function compareWeighed(a: Weighed, b: Weighed): number {
  return b.weight - a.weight || compareAlerts(a.candidate.alert, b.candidate.alert)
}

function toParent(traits: Traits, { candidate, weight }: Weighed): Parent {
  const { id, start } = candidate.alert
  const most = strongest(allFound(traits, candidate), MAX_REASONS)
  const against = saidAgainst(candidate)
  const kept = keepEvidence(against ? [...most, against] : most)
  return { to: id, start, weight: thousandths(weight), found: kept }
}

function toRunnerUp(traits: Traits, { candidate, weight }: Weighed): RunnerUp {
  const { id, start } = candidate.alert
  const most = saidAgainst(candidate) ?? strongest(allFound(traits, candidate), 1)[0]
  return { to: id, start, weight: thousandths(weight), found: most }
}

/** What people said against a candidate, as a piece of evidence. */
function saidAgainst({ apart }: Candidate): Evidence | undefined {
  return apart && evidence('said_apart', leftOf(apart.times) - 1, apart.by, apart.times)
}

/** What speaks for a candidate, with what both say of themselves. */
function allFound(traits: Traits, { alert, found, left, fade }: Candidate): Evidence[] {
  const all = [...found]
  if (fade > 0) leftByTraits(traits, alert, fade, left, all)
  return all
}
