import type { Command } from '../../../schema/records/command.ts'
import type { IncidentState } from '../../../schema/records/correlation.ts'
import type { Case, CaseFault } from './case.ts'
import { mainIncidents } from './judge.ts'
import type { Review } from './replay.ts'

/** Someone looks this long after the last alert of a fault. */
const AFTER_MS = 60_000

/** What was told of each fault when it was looked at, before anything was ordered; by the fault's id. */
export type Told = Map<string, IncidentState>

/**
 * Has an operator look at the incident that holds most of a fault, shortly after the fault's last alert, and give the
 * order that `order` says. So whatever is learned from orders is learned from earlier faults alone. What was told
 * until then is put into `told`.
 */
export function reviewsOf(
  given: Case,
  told: Told,
  order: (fault: CaseFault, incident: IncidentState) => Command | undefined,
): Review[] {
  const lastOf = new Map<string, number>()
  for (const { externalId, at } of given.alerts) {
    const fault = given.faultOf.get(externalId)
    if (fault !== undefined) lastOf.set(fault, Math.max(lastOf.get(fault) ?? 0, Date.parse(at)))
  }
  return given.faults.flatMap((fault) => {
    const last = lastOf.get(fault.id)
    if (last === undefined) return []
    return {
      at: last + AFTER_MS,
      order: (found) => {
        const incident = mainIncidents(given, found).get(fault.id)
        if (!incident) return undefined
        // What goes onto the log is text; here it would go on changing.
        told.set(fault.id, structuredClone(incident))
        return order(fault, incident)
      },
    }
  })
}
