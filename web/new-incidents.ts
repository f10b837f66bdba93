import type { Incident } from '../schema/api/views.ts'
import { severityRank } from './format/words.ts'

/** From which severity on a new incident is told of: high. */
const LEAST_RANK = 2

/**
 * The incidents of a reading that want to be told of: nobody has taken them, they are critical or high, and they were
 * not in the `known` ones, or milder then. The first reading of a page tells of none. Returns them, the worst first,
 * and what is known from now on.
 */
export function newlyUrgent(
  known: ReadonlyMap<string, number> | undefined,
  open: readonly Pick<Incident, 'id' | 'severity' | 'status' | 'title'>[],
): { told: typeof open; known: Map<string, number> } {
  const now = new Map(known)
  const told = open.filter(({ id, severity, status }) => {
    const rank = severityRank(severity)
    const before = now.get(id) ?? -1
    now.set(id, Math.max(before, rank))
    return known !== undefined && status === 'open' && rank >= LEAST_RANK && before < LEAST_RANK
  })
  return { told: [...told].sort((a, b) => severityRank(b.severity) - severityRank(a.severity)), known: now }
}
