import type { Indexes } from '../indexes.ts'
import { addTo, takeFrom } from '../sets.ts'
import type { AlertNode, ScopeState } from '../state.ts'

/**
 * Notes of which incident an alert is a near miss: of the one that has the alert which it was nearly joined to, unless
 * it is in there itself. To be called when either alert's incident changes, or what it was nearly joined to.
 */
export function placeNearMiss(indexes: Indexes, scope: ScopeState, alert: AlertNode): void {
  const nearly = alert.runnerUp && scope.alerts.get(alert.runnerUp.to)?.incidentId
  noteNearMiss(indexes, alert.id, nearly === alert.incidentId ? undefined : nearly)
}

/** The same for all that were nearly joined to an alert. */
export function placeSuitors(indexes: Indexes, scope: ScopeState, alertId: string): void {
  for (const id of indexes.suitors.get(alertId) ?? []) {
    const suitor = scope.alerts.get(id)
    if (suitor) placeNearMiss(indexes, scope, suitor)
  }
}

/** Notes of which incident an alert is a near miss, or of none. */
export function noteNearMiss(indexes: Indexes, alertId: string, incident: string | undefined): void {
  const before = indexes.nearMissOf.get(alertId)
  if (before === incident) return
  if (before !== undefined) takeFrom(indexes.nearMisses, before, alertId)
  if (incident === undefined) {
    indexes.nearMissOf.delete(alertId)
  } else {
    indexes.nearMissOf.set(alertId, incident)
    addTo(indexes.nearMisses, incident, alertId)
  }
}
