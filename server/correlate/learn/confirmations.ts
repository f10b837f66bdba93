import { bookOf, closeBook } from '../lessons/book.ts'
import { end, learn } from '../lessons/keep.ts'
import type { Lesson, Taught } from '../lessons/lesson.ts'
import type { ScopeState } from '../state.ts'
import type { Work } from '../work.ts'

/** What one is worth when the next comes: half after 30. */
const KEEP = 0.5 ** (1 / 30)
/** So much of a confirmation is given to every candidate, so that none is impossible. */
const EVERY = 0.5
/**
 * Alerts of one fault come together and each is counted as if it stood for itself, so that a score says about three
 * times as much as it should: what was confirmed must weigh as much more to be heard beside it.
 */
const BESIDE_SYMPTOMS = 3
/** However often it was the cause before, it decides no more than a clear symptom does. Nats. */
const MOST = 4

/** Learns what was the cause of an incident; what was said of the same one before holds no more. */
export function confirm(
  work: Work,
  taught: Omit<Taught, 'kind'> & Required<Pick<Taught, 'incidentId' | 'entity'>>,
): void {
  const before = confirmationOf(work.scope, taught.incidentId)
  if (before) end(work, before, 'said_otherwise', taught.by)
  learn(work, { ...taught, kind: 'cause' })
}

/** Whether anything was confirmed at all. */
export function hasExperience(scope: ScopeState): boolean {
  return scope.lessons.size > 0 && bookOf(scope).causes.length > 0
}

/** What was said of an incident holds for the one that it was merged into, unless that has its own. */
export function handOn(work: Work, from: string, into: string): void {
  const said = confirmationOf(work.scope, from)
  if (!said || confirmationOf(work.scope, into)) return
  said.incidentId = into
  closeBook(work.scope)
  work.lessons.add(said.id)
}

/** What was said of an incident, if anything. */
export function confirmationOf(scope: ScopeState, incidentId: string | undefined): Lesson | undefined {
  if (scope.lessons.size === 0) return undefined
  return bookOf(scope).causes.find((one) => one.incidentId === incidentId)
}

/** How often, of late, each thing was confirmed as a cause, and how often any was. */
export interface Experience {
  of: ReadonlyMap<string, { weight: number; times: number }>
  weight: number
  times: number
}

/** What operators' confirmations of other incidents come to, of things that may concern this one. */
export function experienceOf(
  scope: ScopeState,
  incidentId: string,
  concerns: (entityId: string) => boolean,
): Experience {
  const of = new Map<string, { weight: number; times: number }>()
  let weight = 0
  let times = 0
  let worth = 1
  if (scope.lessons.size === 0) return { of, weight, times }
  for (const { incidentId: about, entity = '' } of bookOf(scope).causes.toReversed()) {
    if (about === incidentId || !concerns(entity)) continue
    const known = of.get(entity) ?? { weight: 0, times: 0 }
    of.set(entity, { weight: known.weight + worth, times: known.times + 1 })
    weight += worth
    times++
    worth *= KEEP
  }
  return { of, weight, times }
}

/**
 * What experience says of one of so many candidates, in nats: the logarithm of how much likelier it is the cause than
 * before anything was confirmed, bounded both ways.
 */
export function priorOf({ of, weight }: Experience, id: string, candidates: number): number {
  if (weight === 0) return 0
  const share = ((of.get(id)?.weight ?? 0) + EVERY) / (weight + EVERY * candidates)
  return Math.max(-MOST, Math.min(MOST, BESIDE_SYMPTOMS * Math.log(share * candidates)))
}
