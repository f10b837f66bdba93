import { schedule } from './indexes.ts'
import type { AlertNode, Hold } from './state.ts'
import type { Work } from './work.ts'

/** Adds a hold to an alert and looks at its suppression again when it begins or ends. */
export function addHold(work: Work, alert: AlertNode, hold: Hold): void {
  alert.holds = [...alert.holds, hold]
  for (const at of [hold.from, hold.until]) {
    if (at !== undefined && at > work.scope.clock)
      schedule(work.indexes, at, { kind: 'suppression', id: alert.id })
  }
}
