import { type CoOccurrence, pairKey } from './co-occurrence.ts'
import { type Decayed, decayedTime, valueAt } from './decayed.ts'

/** One type of alert that brings about another. */
export interface LearnedEdge {
  from: string
  to: string
  /** Share of the companies with `from` in which `to` came later, 0 to 1. */
  strength: number
  /** How much later as a rule (geometric mean), milliseconds. */
  delayMs: number
  /** In how many companies both were; older ones count less. */
  together: number
  /** How sure it is that `from` comes first more often than `to`, 0 to 1. */
  certainty: number
}

/** What must hold of an edge. */
export interface EdgeSettings {
  /** By how many standard deviations types come together more often than chance: there are many pairs, and 3 errs once in 700. */
  together: number
  /** How sure it must be which of them comes first, 0 to 1: .95 is the usual meaning of significant. */
  certainty: number
}

export const EDGE_SETTINGS: EdgeSettings = { together: 3, certainty: 0.95 }

/**
 * Which type brings about which, the strongest first. There is an edge where two types come together more often than
 * their rates at each place explain, and it is nearly certain that one comes first more often than the other. It may
 * lead through others: when `a` brings about `b` and that `c`, there is one from `a` to `c` as well, which holds where
 * no alert tells of `b`. Costs as much as there are pairs and types at places, so call it now and then.
 */
export function edgesOf(known: CoOccurrence, settings = EDGE_SETTINGS): LearnedEdge[] {
  const now = ({ sum, at }: Decayed) => valueAt({ sum, at }, known.clock, known.settings.halfLifeMs)
  const chance = chances(known)
  const edges: LearnedEdge[] = []
  for (const [key, { a, b, together: both, aFirst, bFirst }] of known.pairs) {
    const together = now(both)
    const expected = chance.get(key) ?? 0
    // One more in the variance, so that a few companies of types that were hardly ever seen prove nothing.
    if (together - expected < settings.together * Math.sqrt(expected + 1)) continue
    const turned = now(bFirst.companies) > now(aFirst.companies)
    const [from, to, order, reverse] = turned ? [b, a, bFirst, aFirst] : [a, b, aFirst, bFirst]
    const ahead = now(order.companies)
    const behind = now(reverse.companies)
    const certainty = certaintyOfOrder(ahead, behind)
    if (ahead === 0 || certainty < settings.certainty) continue
    const causes = known.types.get(from)
    edges.push({
      from,
      to,
      strength: causes ? Math.min(1, ahead / now(causes)) : 0,
      delayMs: Math.round((Math.exp(now(order.delays) / ahead) - 1) * 1000),
      together,
      certainty,
    })
  }
  return edges.sort((x, y) => y.strength - x.strength || (x.from + x.to < y.from + y.to ? -1 : 1))
}

/**
 * How sure it is that what came first in `ahead` of the cases, and last in `behind`, comes first more often than not:
 * the posterior of a share with Jeffreys' prior, by a normal distribution of the same mean whose variance is that of
 * a fair coin. Counts may be fractions.
 */
export function certaintyOfOrder(ahead: number, behind: number): number {
  const cases = ahead + behind
  const deviations = ((ahead - behind) * Math.sqrt(cases + 2)) / (cases + 1)
  return normalBelow(deviations)
}

/** Share of a normal distribution below so many standard deviations. Source: Abramowitz and Stegun 26.2.17, error < 7.5e-8. */
function normalBelow(deviations: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(deviations))
  const terms =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))))
  const above = (Math.exp((-deviations * deviations) / 2) / Math.sqrt(2 * Math.PI)) * terms
  return deviations >= 0 ? 1 - above : above
}

/** In how many companies each pair would come together if each type came on its own, at the rate of its place. */
function chances({ places, clock, settings: { halfLifeMs } }: CoOccurrence): Map<string, number> {
  const expected = new Map<string, number>()
  for (const { since, types } of places.values()) {
    const time = decayedTime(since, clock, halfLifeMs)
    const usual = [...types]
      .map(([type, { companies, reachMs }]) => ({
        type,
        companies: valueAt(companies, clock, halfLifeMs),
        reachMs: valueAt(reachMs, clock, halfLifeMs),
      }))
      .filter(({ companies }) => companies > 0)
      .sort((x, y) => (x.type < y.type ? -1 : 1))
    usual.forEach((a, i) => {
      for (const b of usual.slice(i + 1)) {
        const key = pairKey(a.type, b.type)
        const met = a.companies * (1 - Math.exp((-b.companies / time) * (a.reachMs / a.companies)))
        expected.set(key, (expected.get(key) ?? 0) + met)
      }
    })
  }
  return expected
}
