/** A sum whose summands count half as much after each half-life. */
export interface Decayed {
  sum: number
  /** When it was brought up to date, epoch milliseconds. */
  at: number
}

/** What counts half after so long, milliseconds: half a year, for kinds of alerts change with the rules and the software, which are renewed over years, and rare ones need months to come a few times. */
export const HALF_LIFE_MS = 180 * 86_400_000

/** Adds to a decayed sum. What comes late counts as if it came at the time of the latest summand. */
export function add(to: Decayed, amount: number, at: number, halfLifeMs: number): void {
  const now = Math.max(to.at, at)
  to.sum = valueAt(to, now, halfLifeMs) + amount
  to.at = now
}

/** The sum as of a time; a time before the latest summand counts as that one's. */
export function valueAt({ sum, at }: Decayed, now: number, halfLifeMs: number): number {
  return now <= at ? sum : sum * 2 ** ((at - now) / halfLifeMs)
}

/** How much time counts of that since `from`, when time as well counts half after each half-life; at least 1 ms. */
export function decayedTime(from: number, now: number, halfLifeMs: number): number {
  return Math.max(1, ((1 - 2 ** ((from - now) / halfLifeMs)) * halfLifeMs) / Math.LN2)
}
