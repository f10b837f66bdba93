import { schedule } from './indexes.ts'
import type { Hold } from './state.ts'
import type { Work } from './work.ts'

/** Adds a hold to an alert and looks at suppression again when it begins or ends. */
export function addHold(work: Work, holds: Hold[], hold: Hold): void {
  holds.push(hold)
  for (const at of [hold.from, hold.until]) {
    if (at !== undefined && at > work.scope.clock) schedule(work.indexes, at, { kind: 'suppression', id: '' })
  }
}
