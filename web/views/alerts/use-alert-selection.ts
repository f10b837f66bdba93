import { useState } from 'react'
import type { Alert } from '../../../schema/api/views.ts'

/** Alerts that are selected, also when they are no longer at hand. */
export interface AlertSelection {
  alerts: readonly Alert[]
  has: (id: string) => boolean
  /** Selects all of these, or none of them when all are selected already. */
  toggle: (alerts: readonly Alert[]) => void
  clear: () => void
}

/** Alerts that a person selects, to acknowledge or silence them. */
export function useAlertSelection(): AlertSelection {
  const [chosen, setChosen] = useState<ReadonlyMap<string, Alert>>(new Map())
  return {
    alerts: [...chosen.values()],
    has: (id) => chosen.has(id),
    clear: () => setChosen(new Map()),
    toggle: (alerts) =>
      setChosen((before) => {
        const next = new Map(before)
        const all = alerts.every(({ id }) => before.has(id))
        for (const alert of alerts) {
          if (all) next.delete(alert.id)
          else next.set(alert.id, alert)
        }
        return next
      }),
  }
}
