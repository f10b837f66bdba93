import type { ScopeState } from '../state.ts'
import { countConnected, dependantsByHop } from '../topology.ts'
import type { Dependants } from './coverage.ts'
import type { Symptoms } from './profile.ts'

/** How likely what needs a broken thing alerts, one, two and three hops away. */
const ALERTS_BY_HOP = [0.6, 0.45, 0.32] as const
/** Many faults hit only some of what needs a thing: so much less each time is tried, and what fits best counts. */
const HIT_LESS = [1, 1 / 2, 1 / 4, 1 / 8, 1 / 16, 1 / 32] as const
/** Against each further step, in nats: as a rule a fault hits what needs the thing. */
const STEP = 0.1
/** A dependant may well stay silent: it has another one, a cache, or nobody watches it. */
const SILENCE_COUNTS = 0.5
/** No more than this is said by who alerts, in nats. */
const MOST = 6
/** However much stays silent, the least that it takes from a candidate, as a share of the most. */
const LEAST_SHARE = -0.5
/** However little else tells: of things that suffer alike, the one that the others need comes first. */
const NEEDED = 0.3
/** Where everything alerts, nothing more is learned by one more. */
const MOST_ALERTING = 0.95

/** What the topology's ways tell in an incident. */
export interface ReachEvidence {
  /** How much they tell at all: 0 where everything is connected and most of it alerts, 1 where little of it does. */
  tells: number
  /**
   * What it says of a candidate who alerts of those that need it, and who does not: in nats, the likelihood of that when
   * it is broken, over that of any things alerting.
   */
  of: (id: string, dependants: Dependants | undefined) => number
}

/** What the ways of the topology tell of the causes of these symptoms. */
export function reachEvidence(scope: ScopeState, symptoms: ReadonlyMap<string, Symptoms>): ReachEvidence {
  const all = countConnected(scope.topology, symptoms.keys())
  const anyway = Math.min(MOST_ALERTING, (symptoms.size + 1) / (all + 2))
  const best = Math.max(0, Math.log(ALERTS_BY_HOP[0] / anyway))
  const of: ReachEvidence['of'] = (id, dependants) => {
    const others = symptoms.size - (symptoms.has(id) ? 1 : 0)
    if (others === 0) return 0
    const share = ((dependants?.count ?? 0) / others) * NEEDED
    const most = Math.min(MOST, others * best)
    if (most <= 0) return share
    const needing = dependantsByHop(scope.topology, id)
    const alerting = ALERTS_BY_HOP.map((_, hop) => dependants?.byHop[hop] ?? 0)
    const silent = alerting.map((count, hop) => Math.max(0, (needing[hop] ?? 0) - count))
    const fits = HIT_LESS.map((less, step) => fitOf(alerting, silent, less, anyway) - STEP * step)
    const found = Math.max(...fits)
    return share + most * Math.max(LEAST_SHARE, Math.min(1, found / (others * best)))
  }
  return { tells: Math.min(1, best), of }
}

/**
 * How well it fits that so many dependants alert and so many do not, by hops, where of what usually alerts only a share
 * does: in nats, the likelihood of that over that of any things alerting.
 */
function fitOf(
  alerting: readonly number[],
  silent: readonly number[],
  share: number,
  anyway: number,
): number {
  let fit = 0
  for (const [hop, usual] of ALERTS_BY_HOP.entries()) {
    const alerts = usual * share
    const more = Math.log(alerts / anyway)
    // That fewer alert than anyway does not speak for a cause.
    fit += (alerting[hop] ?? 0) * (share === 1 ? Math.max(0, more) : more)
    fit += (silent[hop] ?? 0) * SILENCE_COUNTS * Math.log((1 - alerts) / (1 - Math.min(anyway, alerts)))
  }
  return fit
}
