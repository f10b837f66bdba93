import type { FixEffect } from '../../schema/api/noise.ts'
import type { Past, PastAlert } from './past.ts'

/** What a change would have done: the alerts that it takes away, and by how much it delays others (ms). */
export interface Change {
  away: ReadonlySet<PastAlert>
  /** Those of them that an earlier alert, which stays up, still says: without them nothing is hidden. */
  said?: ReadonlySet<PastAlert> | undefined
  /** Undefined: no alert comes later. */
  delayOf?: ((alert: PastAlert) => number) | undefined
}

/** Several changes made together. */
export function together(changes: readonly Change[]): Change {
  const delays = changes.flatMap(({ delayOf }) => delayOf ?? [])
  return {
    away: new Set(changes.flatMap(({ away }) => [...away])),
    said: new Set(changes.flatMap(({ said }) => [...(said ?? [])])),
    ...(delays.length > 0 && {
      delayOf: (alert) => delays.reduce((most, delay) => Math.max(most, delay(alert)), 0),
    }),
  }
}

/**
 * What a change would have done to past incidents. An incident is hidden when all its alerts are away, and seen
 * later by as much as its first alert that is left comes after the first that it had. Of an incident with alerts
 * outside of `past`, these are taken to be left, but too late to be seen by.
 */
export function effectOf(past: Past, change: Change): FixEffect {
  const effect: FixEffect = {
    takesAway: change.away.size,
    hidden: { mattered: 0, others: 0 },
    later: { incidents: 0, mostMs: 0 },
  }
  for (const id of touched(past, change)) {
    const incident = past.incidents.get(id)
    const alerts = past.alertsOf.get(id) ?? []
    const left = alerts.filter((alert) => !change.away.has(alert) || change.said?.has(alert))
    const first = Math.min(...alerts.map(({ start }) => start))
    const seen = Math.min(...left.map((alert) => alert.start + (change.delayOf?.(alert) ?? 0)))
    if (left.length === 0 && (incident?.alerts ?? 0) <= alerts.length) {
      if (incident?.actedOn || incident?.critical) effect.hidden.mattered++
      else effect.hidden.others++
    } else if (Number.isFinite(seen) && seen > first) {
      effect.later.incidents++
      effect.later.mostMs = Math.max(effect.later.mostMs, seen - first)
    }
  }
  return effect
}

function touched(past: Past, change: Change): Set<string> {
  const ids = new Set<string>()
  for (const { incidentId } of change.away) if (incidentId !== undefined) ids.add(incidentId)
  if (!change.delayOf) return ids
  for (const alert of past.alerts) {
    if (alert.incidentId !== undefined && change.delayOf(alert) > 0) ids.add(alert.incidentId)
  }
  return ids
}
