import { between, SILENT_HOPS } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import { countDependants } from '../topology.ts'
import type { Work } from '../work.ts'

/** Share of what needs a silent thing that must begin together to suspect it. */
const SUSPICIOUS_SHARE = 0.3

/** What was found out about one thing for alerts that began in a stretch of time. */
export interface Suspicion {
  from: number
  to: number
  /** Alerts around which so much began that the thing is suspected. */
  alerts: Set<string>
}

/** How many things under a thing with so many dependants must alert together to suspect it although it is silent. */
function neededFor(dependants: number): number {
  return dependants <= 3 ? 2 : Math.max(3, Math.ceil(SUSPICIOUS_SHARE * dependants))
}

/** How many things need `id` at most two hops away. */
export function dependantsWithin(work: Work, id: string): number {
  return countDependants(work.scope.topology, id, SILENT_HOPS)
}

/** Whether so many things that need `id` began to alert around an alert (half the link window each way) that `id` is suspected. */
export function isSuspectFor(work: Work, id: string, alert: AlertNode): boolean {
  const needed = neededFor(dependantsWithin(work, id))
  if ((work.indexes.under.get(id)?.length ?? 0) < needed) return false
  const known = work.suspicions.get(id)
  if (known && known.from <= alert.start && alert.start <= known.to) return known.alerts.has(alert.id)
  const from = Math.min(alert.start, work.relinkFrom)
  const to = Math.max(alert.start, work.relinkTo)
  const made = { from, to, alerts: suspicious(work, id, from, to, needed) }
  work.suspicions.set(id, made)
  return made.alerts.has(alert.id)
}

/** One pass with two hands over all that began under `id`: a storm costs each thing once, not once an alert. */
function suspicious(work: Work, id: string, from: number, to: number, needed: number): Set<string> {
  const half = work.settings.linkWindowMs / 2
  const refs = between(work.indexes.under.get(id), from - half, to + half)
  const entities = refs.map((ref) => telling(work, ref.id, id))
  const counts = new Map<string, number>()
  const found = new Set<string>()
  let first = 0
  let last = 0
  for (const ref of refs) {
    for (; last < refs.length && (refs[last]?.start ?? Infinity) <= ref.start + half; last++) {
      const entity = entities[last]
      if (entity !== undefined) counts.set(entity, (counts.get(entity) ?? 0) + 1)
    }
    for (; (refs[first]?.start ?? Infinity) < ref.start - half; first++) {
      const entity = entities[first]
      const left = entity === undefined ? 0 : (counts.get(entity) ?? 0) - 1
      if (entity !== undefined && left === 0) counts.delete(entity)
      else if (entity !== undefined) counts.set(entity, left)
    }
    if (counts.size >= needed) found.add(ref.id)
  }
  return found
}

/** The entity that an alert tells something about: what alerts itself needs no suspicion, what always alerts proves none. */
function telling(work: Work, alertId: string, id: string): string | undefined {
  const alert = work.scope.alerts.get(alertId)
  return alert && !alert.chronic && alert.entityId !== id ? alert.entityId : undefined
}
