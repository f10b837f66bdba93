import { firstAfter, firstFrom, type Indexes, lastBefore } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import type { Work } from '../work.ts'
import { ANY, UNPLACED } from './keys.ts'
import type { Stretch } from './suspicion.ts'

/** What begins so soon after a quiet scope stirred may belong to what stirred it. */
const MOMENT_MS = 5 * 60_000
/** How belief fades with the distance, and how it grows with how long the scope was quiet before. */
const FADE_MS = 5 * 60_000
const QUIET_MS = 5 * 60_000
const HEARD_MS = 30 * 60_000

/**
 * The alert that broke the quiet of a scope shortly before this one, where topology does not know one of both and so
 * cannot tell whether they have to do with each other.
 */
export function momentBefore(indexes: Indexes, alert: AlertNode): AlertNode | undefined {
  return firstFrom(indexes.byKey.get(alert.known ? UNPLACED : ANY), alert.start - MOMENT_MS)
}

/** Belief, 0 to 1, that an alert belongs to the one that broke the quiet: less the later it came and the shorter that was. */
export function momentFade({ scope, indexes }: Work, alert: AlertNode, head: AlertNode): number {
  const before = lastBefore(indexes.byKey.get(ANY), head)
  // Of a scope that was hardly heard before nobody knows how quiet it is.
  const heard = head.start - scope.heardSince
  const quiet = before ? head.start - before.start : heard < HEARD_MS ? 0 : heard
  return Math.exp(-(alert.start - head.start) / FADE_MS) * (1 - Math.exp(-quiet / QUIET_MS))
}

/** The lists and stretches in which alerts may point elsewhere, as to the moment, by this one being there or not. */
export function* momentStretches(indexes: Indexes, alert: AlertNode): Generator<[string, Stretch]> {
  const any = indexes.byKey.get(ANY)
  for (const head of [alert, firstAfter(any, alert)]) {
    if (!head) continue
    const key = head.known ? UNPLACED : ANY
    yield [key, { from: head.start, to: head.start + MOMENT_MS }]
  }
}
