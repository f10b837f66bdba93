import { between, type Ref, SILENT_HOPS } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import { directNeeds, downstreamOf, upstreamOf } from '../topology.ts'
import type { Work } from '../work.ts'
import { WEIGHT } from './evidence.ts'

/**
 * The alerts whose best link an alert that came, went or changed may alter: those that could point to it. The
 * counterpart of `findCandidates`, at the same local cost.
 */
export function neighboursOf(work: Work, alert: AlertNode): Set<string> {
  const { scope, indexes, settings } = work
  const found = new Set<string>()
  const window = settings.linkWindowMs
  const take = (refs: Ref[], wanted: (other: AlertNode) => boolean = () => true) => {
    for (const ref of refs) {
      const other = ref.id === alert.id ? undefined : scope.alerts.get(ref.id)
      if (other && !other.frozen && !other.held && wanted(other)) found.add(other.id)
    }
  }
  for (const child of indexes.bestOf.get(alert.id) ?? []) found.add(child)
  for (const child of indexes.children.get(alert.id) ?? []) found.add(child)
  for (const suitor of indexes.suitors.get(alert.id) ?? []) found.add(suitor)
  for (const id of scope.series.get(alert.fingerprint)?.alertIds ?? []) if (id !== alert.id) found.add(id)
  const later = (refs: Ref[] | undefined) => between(refs, alert.start, alert.start + window)
  for (const key of indexes.entered.get(alert.id)?.keys ?? []) take(later(indexes.byKey.get(key)))
  const { entityId } = alert
  if (entityId === undefined) return found
  take(between(indexes.byEntity.get(entityId), alert.start, Number.POSITIVE_INFINITY))
  for (const id of directNeeds(scope.topology, entityId).keys()) take(later(indexes.byEntity.get(id)))
  for (const id of downstreamOf(scope.topology, entityId).keys()) {
    take(between(indexes.byEntity.get(id), alert.start - window, Number.POSITIVE_INFINITY))
  }
  // Another dependant may make a silent thing suspect: that concerns those not yet linked as well as that could do.
  const half = window / 2
  const suspicionCounts = (other: AlertNode) =>
    other.start >= alert.start || (other.best?.weight ?? 0) < WEIGHT.commonDependency
  const places = [entityId]
  for (const [id, reach] of upstreamOf(scope.topology, entityId))
    if (reach.hops <= SILENT_HOPS) places.push(id)
  for (const id of places) {
    take(between(indexes.under.get(id), alert.start - half, alert.start + half), suspicionCounts)
    if (scope.changes.size > 0) {
      take(between(indexes.under.get(id), alert.start, alert.start + settings.changeWindowMs), (other) => {
        return changedNear(work, id, other)
      })
    }
  }
  return found
}

function changedNear(work: Work, place: string, other: AlertNode): boolean {
  const times = work.indexes.changeTimes.get(place) ?? []
  return times.some((at) => at <= other.start && at >= other.start - work.settings.changeWindowMs)
}
