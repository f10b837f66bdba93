import { nameAlerts } from '../entities/name-alerts.ts'
import type { Stage } from '../work.ts'

/** Finds out what alerts are about that are new or say something else than before. */
export const name: Stage = {
  name: 'name',
  run(work) {
    if (work.changed.size === 0 && work.removed.length === 0) return
    const alerts = [...work.changed].map((id) => work.scope.alerts.get(id))
    nameAlerts(
      work,
      alerts.filter((alert) => alert !== undefined),
    )
  },
}
