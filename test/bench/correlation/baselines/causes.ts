import { type Ranking, rankingOf } from '../measures/cause.ts'

/** How many alert events each entity has in one fault. */
export type Counts = ReadonlyMap<string, number>

/** The entity with the most alerts is the cause. */
export function mostAlerts(counts: Counts): Ranking {
  return rankingOf(counts)
}

/**
 * The entity with the most alerts over its usual number is the cause: over its mean in all faults, and one more, so
 * that what hardly ever alerts does not lead by a single alert. The usual numbers are known in hindsight.
 */
export function mostOverUsual(counts: Counts, all: readonly Counts[]): Ranking {
  const scores = new Map<string, number>()
  for (const [entity, count] of counts) {
    const usual = all.reduce((sum, other) => sum + (other.get(entity) ?? 0), 0) / all.length
    scores.set(entity, count / (1 + usual))
  }
  return rankingOf(scores)
}
