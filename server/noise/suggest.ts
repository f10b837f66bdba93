import type { FixEffect } from '../../schema/api/noise.ts'
import { effectOf } from './effect.ts'
import { drops, holds, silences, type Tried, waits } from './fixes.ts'
import type { Past, PastAlert } from './past.ts'

/** A fix that is worth while, with what it would have done. */
export interface Suggestion extends Tried {
  effect: FixEffect
}

/** Rules that are to be left out, and those that then speak for them: these must stay. */
export interface Dropped {
  rules: Set<string>
  spokenForBy: Set<string>
}

const LEAST = 3
const LEAST_SHARE = 0.1
/** Of two that do nearly the same, the milder one. */
const NEARLY = 0.85

/**
 * The fix to how `own` alerts (of one rule, or on one entity, in the order of their start) are raised that would
 * have taken away most, of those that would have hidden no incident on which someone acted and no critical one.
 * Undefined when none would have taken away three alerts and a tenth of them. `dropped`
 * keeps two rules from being left out for each other.
 */
export function suggest(past: Past, own: readonly PastAlert[], dropped: Dropped): Suggestion | undefined {
  // The mildest first: what hides nothing, then what only delays, then what hides by design.
  const drop = drops(past, own).filter(({ fix }) => fix.kind !== 'drop' || mayDrop(fix, dropped))
  const tried = [...holds(own), ...drop, ...waits(own), ...silences(own)]
  const worth = tried
    .filter(({ change: { away } }) => away.size >= Math.max(LEAST, LEAST_SHARE * own.length))
    .map((one) => ({ ...one, effect: effectOf(past, one.change) }))
    .filter(({ effect }) => effect.hidden.mattered === 0)
  const most = Math.max(0, ...worth.map(({ effect }) => effect.takesAway))
  const best = worth.find(({ effect }) => effect.takesAway >= NEARLY * most)
  if (best?.fix.kind === 'drop') {
    dropped.rules.add(best.fix.rule)
    dropped.spokenForBy.add(best.fix.saidBy)
  }
  return best
}

function mayDrop(fix: { rule: string; saidBy: string }, { rules, spokenForBy }: Dropped): boolean {
  return !rules.has(fix.saidBy) && !spokenForBy.has(fix.rule)
}
