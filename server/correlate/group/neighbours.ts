import { between, type Ref, SILENT_HOPS } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import { directNeeds, downstreamOf, upstreamOf } from '../topology.ts'
import type { Work } from '../work.ts'
import { WEIGHT } from './evidence.ts'

/** A stretch of one list of alerts, from the earliest to the latest of what was asked for. */
interface Stretch {
  from: number
  to: number
}

/** Lists to look through: stretches of the same list are joined, so that a storm looks through each list once. */
interface Wanted {
  /** All that began on an entity in the stretch. */
  byEntity: Map<string, Stretch>
  byKey: Map<string, Stretch>
  /** All under a thing whose link could get better by the thing being suspected. */
  suspected: Map<string, Stretch>
  /** All under a thing that was changed before them. */
  changed: Map<string, Stretch>
}

/**
 * The alerts whose best link the alerts that came, went or changed may alter: those that could point to one of
 * them. The counterpart of `findCandidates`, at the same local cost; it may name more than are concerned, never
 * fewer.
 */
export function neighboursOf(work: Work, alerts: Iterable<AlertNode>): Set<string> {
  const { scope, indexes } = work
  const found = new Set<string>()
  const wanted: Wanted = { byEntity: new Map(), byKey: new Map(), suspected: new Map(), changed: new Map() }
  for (const alert of alerts) {
    for (const pointers of [indexes.bestOf, indexes.children, indexes.suitors]) {
      for (const id of pointers.get(alert.id) ?? []) found.add(id)
    }
    for (const id of scope.series.get(alert.fingerprint)?.alertIds ?? []) found.add(id)
    ask(work, wanted, alert)
  }
  const take = (refs: Ref[] | undefined, { from, to }: Stretch, counts: (other: AlertNode) => boolean) => {
    for (const { id } of between(refs, from, to)) {
      if (found.has(id)) continue
      const other = scope.alerts.get(id)
      if (other && !other.frozen && !other.held && counts(other)) found.add(id)
    }
  }
  for (const [id, stretch] of wanted.byEntity) take(indexes.byEntity.get(id), stretch, () => true)
  for (const [key, stretch] of wanted.byKey) take(indexes.byKey.get(key), stretch, () => true)
  const half = work.settings.linkWindowMs / 2
  for (const [id, stretch] of wanted.suspected) {
    // Those that began later may now have another head; the others matter where suspicion would tell more.
    const middle = stretch.from + half
    take(indexes.under.get(id), stretch, (other) => {
      return other.start >= middle || (other.best?.weight ?? 0) < WEIGHT.commonDependency
    })
  }
  for (const [id, stretch] of wanted.changed) {
    take(indexes.under.get(id), stretch, (other) => changedBefore(work, id, other))
  }
  return found
}

function ask(work: Work, wanted: Wanted, alert: AlertNode): void {
  const { scope, indexes, settings } = work
  const window = settings.linkWindowMs
  const { start, entityId } = alert
  for (const key of indexes.entered.get(alert.id)?.keys ?? [])
    extend(wanted.byKey, key, start, start + window)
  if (entityId === undefined) return
  extend(wanted.byEntity, entityId, start, Number.POSITIVE_INFINITY)
  for (const id of directNeeds(scope.topology, entityId).keys())
    extend(wanted.byEntity, id, start, start + window)
  for (const id of downstreamOf(scope.topology, entityId).keys()) {
    extend(wanted.byEntity, id, start - window, Number.POSITIVE_INFINITY)
  }
  const places = [entityId]
  for (const [id, reach] of upstreamOf(scope.topology, entityId))
    if (reach.hops <= SILENT_HOPS) places.push(id)
  for (const id of places) {
    extend(wanted.suspected, id, start - window / 2, start + window / 2)
    if (indexes.changeTimes.has(id)) extend(wanted.changed, id, start, start + settings.changeWindowMs)
  }
}

function extend(wanted: Map<string, Stretch>, key: string, from: number, to: number): void {
  const known = wanted.get(key)
  if (!known) {
    wanted.set(key, { from, to })
    return
  }
  known.from = Math.min(known.from, from)
  known.to = Math.max(known.to, to)
}

function changedBefore(work: Work, place: string, other: AlertNode): boolean {
  const times = work.indexes.changeTimes.get(place) ?? []
  return times.some((at) => at <= other.start && at >= other.start - work.settings.changeWindowMs)
}
