/** Candidates, best first; those in one list are as good as each other. */
export type Ranking = readonly (readonly string[])[]

/** How well a ranking names a true cause; a mean over all orders of what is as good as each other. */
export interface Hit {
  at1: number
  at3: number
  at5: number
  /** The mean of being right within 1, 2, 3, 4 and 5 places. */
  average5: number
  /** 1 / rank of the first right one, 0 without one. */
  reciprocal: number
}

/** Judges a ranking by the names that count as right. */
export function judgeRanking(ranking: Ranking, right: ReadonlySet<string>): Hit {
  /** Chance that none of the first so many is right. */
  const missed = [1]
  for (const tied of ranking) {
    const before = missed.at(-1) ?? 1
    const hits = tied.filter((name) => right.has(name)).length
    let chance = before
    tied.forEach((_, taken) => {
      // Of those left among the equals, so many are wrong: one more wrong one is drawn.
      chance *= Math.max(0, tied.length - hits - taken) / (tied.length - taken)
      missed.push(chance)
    })
  }
  const within = (k: number) => 1 - (missed[Math.min(k, missed.length - 1)] ?? 1)
  let reciprocal = 0
  for (let k = 1; k < missed.length; k++) reciprocal += (within(k) - within(k - 1)) / k
  const average5 = [1, 2, 3, 4, 5].reduce((sum, k) => sum + within(k), 0) / 5
  return { at1: within(1), at3: within(3), at5: within(5), average5, reciprocal }
}

/** Nothing was named. */
export const NO_HIT: Hit = { at1: 0, at3: 0, at5: 0, average5: 0, reciprocal: 0 }

/** Names by their scores, best first, equal ones side by side. */
export function rankingOf(scores: ReadonlyMap<string, number>): Ranking {
  const byScore = new Map<number, string[]>()
  for (const [name, score] of scores) {
    const list = byScore.get(score)
    if (list) list.push(name)
    else byScore.set(score, [name])
  }
  return [...byScore].sort(([a], [b]) => b - a).map(([, names]) => names)
}
