import type { Entity } from '../../../schema/entity.ts'
import { type Severity, severityRank, worseSeverity } from '../../../schema/severity.ts'
import { compareAlerts } from '../identity.ts'
import type { AlertNode, IncidentNode, ScopeState } from '../state.ts'

/** What one entity shows in an incident. */
export interface Symptoms {
  id: string
  entity: Entity
  first: number
  alerts: number
  severity: Severity
  /** Its first alert. */
  head: AlertNode
}

/** The entities of an incident with their symptoms, by id. Chronic alerts count only where there is nothing else. */
export function profile(scope: ScopeState, incident: IncidentNode): Map<string, Symptoms> {
  const alerts = [...incident.alertIds]
    .map((id) => scope.alerts.get(id))
    .filter((alert) => alert !== undefined)
    .sort(compareAlerts)
  const telling = alerts.filter((alert) => !alert.chronic)
  const symptoms = new Map<string, Symptoms>()
  for (const alert of telling.length > 0 ? telling : alerts) {
    if (alert.entityId === undefined || !alert.entity) continue
    const known = symptoms.get(alert.entityId)
    if (known) {
      known.alerts++
      known.severity = worseSeverity(known.severity, alert.severity)
      if (
        severityRank(alert.severity) > severityRank(known.head.severity) &&
        alert.start - known.first < 60_000
      ) {
        known.head = alert
      }
    } else {
      symptoms.set(alert.entityId, {
        id: alert.entityId,
        entity: alert.entity,
        first: alert.start,
        alerts: 1,
        severity: alert.severity,
        head: alert,
      })
    }
  }
  return symptoms
}
