import { confirm, retract } from './learn/confirmations.ts'
import type { IncidentNode } from './state.ts'
import type { Work } from './work.ts'

/**
 * Takes in which thing an operator says was the cause of an incident. Returns why that cannot be, or undefined when it
 * was done.
 */
export function confirmCause(
  work: Work,
  incident: IncidentNode,
  entityId: string,
  by: string,
): string | undefined {
  const { scope } = work
  const alerts = [...incident.alertIds].map((id) => scope.alerts.get(id))
  const known = scope.topology.nodes.has(entityId) || alerts.some((alert) => alert?.entityId === entityId)
  if (!known) return `${entityId} is neither in the topology nor alerts in this incident`
  confirm(scope, { incidentId: incident.id, entityId, by })
  rankAnew(work, incident)
  return undefined
}

/** Takes back what was said of an incident's cause; returns why that cannot be, or undefined when it was done. */
export function retractCause(work: Work, incident: IncidentNode): string | undefined {
  if (!retract(work.scope, incident.id)) return 'nobody has said what its cause was'
  rankAnew(work, incident)
  return undefined
}

/** What was a cause before bears on every incident that is not over for good. People say so rarely, so this may cost. */
function rankAnew({ scope, incidents }: Work, about: IncidentNode): void {
  for (const incident of scope.incidents.values()) {
    if (incident.status === 'merged' || (incident.learned && incident !== about)) continue
    incident.shape = 0
    incidents.add(incident.id)
  }
}
