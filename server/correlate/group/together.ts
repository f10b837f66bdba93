import { alertType, entityOfType } from '../alert-type.ts'
import { addTo, type Members, takeFrom } from '../sets.ts'
import type { AlertNode, ScopeState } from '../state.ts'

/** What is remembered of company: so many alert types, each with so many others. Bounds memory. */
const MAX_TYPES = 20_000
const MAX_COMPANY = 50
/** Seen so often in one incident, company counts in full. */
const SURE_TIMES = 4

/** An entity whose alerts were in one incident with alerts of this type before. */
export interface Company {
  entityId: string
  times: number
  /** 0 to 1: how much it counts. */
  share: number
}

/** In whose company this type of alert was seen at least twice. */
export function togetherness(scope: ScopeState, alert: AlertNode): Company[] {
  const type = alertType(alert)
  const company = type === undefined ? undefined : scope.together.get(type)
  const found: Company[] = []
  for (const [entityId, times] of company ?? []) {
    if (times >= 2) found.push({ entityId, times, share: Math.min(1, times / SURE_TIMES) })
  }
  return found.sort((a, b) => (a.entityId < b.entityId ? -1 : 1))
}

/** The entities whose alerts may have been seen in the company of alerts on this one at least twice. */
export function companionsOf({ together }: ScopeState, entityId: string): Set<string> {
  const found = new Set<string>()
  for (const type of reversed(together).get(entityId) ?? []) {
    if ((together.get(type)?.get(entityId) ?? 0) >= 2) found.add(entityOfType(type))
  }
  return found
}

// Entity to the types with it in their company: follows from what is remembered, so it is not saved.
const companions = new WeakMap<ScopeState['together'], Map<string, Members>>()

function reversed(together: ScopeState['together']): Map<string, Members> {
  const known = companions.get(together)
  if (known) return known
  const made = new Map<string, Members>()
  for (const [type, company] of together) for (const entityId of company.keys()) addTo(made, entityId, type)
  companions.set(together, made)
  return made
}

/** Learns from a finished incident which types of alerts come in the company of which entities. */
export function learnCompany(scope: ScopeState, alerts: AlertNode[]): void {
  const types = [...new Set(alerts.filter((alert) => !alert.chronic).map(alertType))].filter(
    (type) => type !== undefined,
  )
  const entities = [...new Set(alerts.map((alert) => alert.entityId))].filter((id) => id !== undefined)
  for (const type of types.sort().slice(0, MAX_COMPANY)) {
    const company = scope.together.get(type) ?? new Map<string, number>()
    for (const entityId of entities.sort().slice(0, MAX_COMPANY)) {
      if (entityOfType(type) === entityId) continue
      company.set(entityId, (company.get(entityId) ?? 0) + 1)
      addTo(reversed(scope.together), entityId, type)
    }
    for (const entityId of rarest(company, MAX_COMPANY)) {
      company.delete(entityId)
      takeFrom(reversed(scope.together), entityId, type)
    }
    // Entered again last, so that the type unseen for longest is the first to go.
    scope.together.delete(type)
    if (company.size > 0) scope.together.set(type, company)
  }
  for (const [type, company] of scope.together) {
    if (scope.together.size <= MAX_TYPES) break
    for (const entityId of company.keys()) takeFrom(reversed(scope.together), entityId, type)
    scope.together.delete(type)
  }
}

/** What is over the number to keep, of those seen least often. */
function rarest(company: Map<string, number>, keep: number): string[] {
  if (company.size <= keep) return []
  const sorted = [...company].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
  return sorted.slice(0, company.size - keep).map(([entityId]) => entityId)
}
