import { compareAlerts } from './identity.ts'
import type { AlertNode, ScopeState } from './state.ts'

/** The alerts of these ids, without those that are forgotten. */
export function knownAlerts({ alerts }: Pick<ScopeState, 'alerts'>, ids: Iterable<string>): AlertNode[] {
  const found: AlertNode[] = []
  for (const id of ids) {
    const alert = alerts.get(id)
    if (alert) found.push(alert)
  }
  return found
}

/** The same in the order in which they began. */
export function alertsInOrder(scope: Pick<ScopeState, 'alerts'>, ids: Iterable<string>): AlertNode[] {
  return knownAlerts(scope, ids).sort(compareAlerts)
}

/** The incidents that these alerts, or what was learned of such, belong to. */
export function incidentsOf(all: readonly { incidentId?: string | undefined }[]): Set<string> {
  return new Set(all.flatMap(({ incidentId }) => incidentId ?? []))
}
