import type { ScopeState } from '../state.ts'

/** What an operator said was the cause of an incident. */
export interface Confirmation {
  incidentId: string
  entityId: string
  by: string
}

/** So many are remembered, the oldest first to go. */
const MOST_KEPT = 100
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

/** Remembers what was the cause of an incident; what was said of the same one before is forgotten. */
export function confirm(scope: ScopeState, confirmation: Confirmation): void {
  retract(scope, confirmation.incidentId)
  scope.confirmations.push(confirmation)
  if (scope.confirmations.length > MOST_KEPT) scope.confirmations.shift()
}

/** Forgets what was said of an incident; false when nothing was. */
export function retract(scope: ScopeState, incidentId: string): boolean {
  const kept = scope.confirmations.filter((one) => one.incidentId !== incidentId)
  const found = kept.length < scope.confirmations.length
  scope.confirmations = kept
  return found
}

/** What was said of an incident holds for the one that it was merged into, unless that has its own. */
export function handOn(scope: ScopeState, from: string, into: string): void {
  if (confirmationOf(scope, into)) return
  scope.confirmations = scope.confirmations.map((one) =>
    one.incidentId === from ? { ...one, incidentId: into } : one,
  )
}

/** What was said of an incident, if anything. */
export function confirmationOf(scope: ScopeState, incidentId: string): Confirmation | undefined {
  return scope.confirmations.find((one) => one.incidentId === incidentId)
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
  for (const one of scope.confirmations.toReversed()) {
    if (one.incidentId === incidentId || !concerns(one.entityId)) continue
    const known = of.get(one.entityId) ?? { weight: 0, times: 0 }
    of.set(one.entityId, { weight: known.weight + worth, times: known.times + 1 })
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
