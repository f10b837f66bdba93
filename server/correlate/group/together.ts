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

/** A type of alert: the rule on the entity. */
function typeOf(alert: AlertNode): string | undefined {
  return alert.entityId === undefined ? undefined : `${alert.detail.name}\u0000${alert.entityId}`
}

/** In whose company this type of alert was seen at least twice. */
export function togetherness(scope: ScopeState, alert: AlertNode): Company[] {
  const type = typeOf(alert)
  const company = type === undefined ? undefined : scope.together.get(type)
  const found: Company[] = []
  for (const [entityId, times] of company ?? []) {
    if (times >= 2) found.push({ entityId, times, share: Math.min(1, times / SURE_TIMES) })
  }
  return found.sort((a, b) => (a.entityId < b.entityId ? -1 : 1))
}

/** Learns from a finished incident which types of alerts come in the company of which entities. */
export function learnCompany(scope: ScopeState, alerts: AlertNode[]): void {
  const types = [...new Set(alerts.filter((alert) => !alert.chronic).map(typeOf))].filter(
    (type) => type !== undefined,
  )
  const entities = [...new Set(alerts.map((alert) => alert.entityId))].filter((id) => id !== undefined)
  for (const type of types.sort().slice(0, MAX_COMPANY)) {
    const company = scope.together.get(type) ?? new Map<string, number>()
    for (const entityId of entities.sort().slice(0, MAX_COMPANY)) {
      if (!type.endsWith(`\u0000${entityId}`)) company.set(entityId, (company.get(entityId) ?? 0) + 1)
    }
    forgetRarest(company, MAX_COMPANY)
    // Entered again last, so that the type unseen for longest is the first to go.
    scope.together.delete(type)
    if (company.size > 0) scope.together.set(type, company)
  }
  while (scope.together.size > MAX_TYPES) {
    const oldest = scope.together.keys().next()
    if (oldest.done) break
    scope.together.delete(oldest.value)
  }
}

function forgetRarest(company: Map<string, number>, keep: number): void {
  if (company.size <= keep) return
  const rarest = [...company].sort((a, b) => a[1] - b[1] || (a[0] < b[0] ? -1 : 1))
  for (const [entityId] of rarest.slice(0, company.size - keep)) company.delete(entityId)
}
