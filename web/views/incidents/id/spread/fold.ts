import type { Alert } from '../../../../../schema/api/views.ts'

/** Kinds of entities that are one of many alike: they are told by their service. */
const INSTANCES = new Set(['pod', 'container', 'instance', 'replica', 'process', 'task'])
/** From how many entities of one kind and service on they are told together, whatever they are. */
const MANY = 4

/** Name of the thing that an alert is about. */
export function entityOf(alert: Pick<Alert, 'entity' | 'service' | 'name'>): string {
  return alert.entity?.name ?? alert.service ?? alert.name
}

/** The things of alerts that are told under another name, each with that name. */
export function foldedNames(alerts: readonly Alert[]): ReadonlyMap<string, string> {
  const place = placeOf(alerts)
  return new Map(
    alerts.flatMap((alert) => (entityOf(alert) === place(alert) ? [] : [[entityOf(alert), place(alert)]])),
  )
}

/**
 * Name under which each alert is told on the map: its entity, or the service of which that is one of many alike.
 * Returns a function, because "many" takes all alerts to tell.
 */
export function placeOf(alerts: readonly Alert[]): (alert: Alert) => string {
  const alike = new Map<string, Set<string>>()
  const kind = (alert: Alert) => `${alert.entity?.type}\n${alert.service}`
  for (const alert of alerts) {
    if (!alert.entity || alert.service === undefined) continue
    alike.set(kind(alert), (alike.get(kind(alert)) ?? new Set<string>()).add(alert.entity.name))
  }
  return (alert) => {
    if (!alert.entity || alert.service === undefined) return entityOf(alert)
    const many = (alike.get(kind(alert))?.size ?? 0) >= MANY
    return many || INSTANCES.has(alert.entity.type) ? alert.service : alert.entity.name
  }
}
