import { kindOf } from '../entities/kinds.ts'
import { nameAlerts } from '../entities/name-alerts.ts'
import type { AlertNode } from '../state.ts'
import type { Stage, Work } from '../work.ts'

/**
 * Finds out what alerts are about that are new or say something else than before. Of those that only their words tell,
 * which differ from event to event, each is looked at again.
 */
export const name: Stage = {
  name: 'name',
  run(work) {
    const alerts = alertsOf(work, work.changed)
    if (alerts.length > 0 || work.removed.length > 0) nameAlerts(work, alerts)
    const reworded = alertsOf(work, work.alerts).filter(
      (alert) => !work.changed.has(alert.id) && isToldByWords(alert),
    )
    if (reworded.length === 0) return
    const before = reworded.map(({ entityId }) => entityId)
    nameAlerts(work, reworded)
    reworded.forEach(({ id, entityId }, i) => {
      if (entityId !== before[i]) work.changed.add(id)
    })
  },
}

function alertsOf({ scope }: Work, ids: ReadonlySet<string>): AlertNode[] {
  return [...ids].map((id) => scope.alerts.get(id)).filter((alert) => alert !== undefined)
}

function isToldByWords({ entity, entityBy }: AlertNode): boolean {
  if (entityBy?.rule === 'unknown') return entity !== undefined && kindOf(entity.type) === 'area'
  return entityBy?.rule === 'text' || entityBy?.rule === 'none'
}
