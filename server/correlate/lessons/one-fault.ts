import type { ScopeState } from '../state.ts'
import type { Work } from '../work.ts'

/** Keeps in mind that the alerts that are in an incident now are one fault, by a lesson. */
export function keepAsOne({ scope, weighed }: Work, lesson: string, alertIds: Iterable<string>): void {
  const alerts = new Set(alertIds)
  scope.oneFault.set(lesson, alerts)
  for (const id of alerts) weighed.add(id)
}

/** A lesson holds no more: what it said to be one fault may be two again. */
export function letBeTwo({ scope, weighed }: Work, lesson: string): void {
  for (const id of scope.oneFault.get(lesson) ?? []) weighed.add(id)
  scope.oneFault.delete(lesson)
}

/** An alert is forgotten, or never was. */
export function forgetOneFault({ oneFault }: ScopeState, alertId: string): void {
  for (const [lesson, alerts] of oneFault)
    if (alerts.delete(alertId) && alerts.size < 2) oneFault.delete(lesson)
}
