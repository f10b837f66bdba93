import type { Case } from '../case.ts'
import type { FoundAlert } from '../replay.ts'

/**
 * An oracle, for what the times of beginning can tell at most: it knows when each fault that alerts began, and puts
 * an alert to the one that began last. Before the first one there are no groups.
 */
export function groupByStarts(
  alerts: readonly FoundAlert[],
  { faults, faultOf }: Case,
): ReadonlyMap<string, string> {
  const alerting = new Set(faultOf.values())
  const starts = faults
    .filter(({ id }) => alerting.has(id))
    .map(({ id, startsAt }) => ({ id, startsAt }))
    .sort((a, b) => a.startsAt - b.startsAt)
  const groups = new Map<string, string>()
  for (const { id, startsAt } of alerts) {
    const last = starts.findLast((start) => start.startsAt <= startsAt)
    if (last) groups.set(id, last.id)
  }
  return groups
}
