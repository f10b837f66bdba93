import { between, firstAfter, lastBefore, type Ref, SILENT_HOPS } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import { directNeeds, downstreamOf, upstreamOf } from '../topology.ts'
import type { Work } from '../work.ts'
import { WEIGHT } from './evidence.ts'
import { togetherness } from './together.ts'

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
  /** All under a thing. */
  under: Map<string, Stretch>
  /** All under a thing whose link could get better by the thing being suspected. */
  suspected: Map<string, Stretch>
  /** All under a thing that was changed before them. */
  changed: Map<string, Stretch>
}

/**
 * The alerts whose best link the alerts that came, went or changed may alter: those that could point to one of
 * them. The counterpart of `findCandidates`, at the same local cost. Of many alike only the earliest in the window
 * (or the last before) is anybody's candidate, so an alert that has another shortly before it concerns few: that
 * keeps a storm from weighing everything again with each alert. It may name more than are concerned, never fewer.
 */
export function neighboursOf(work: Work, alerts: Iterable<AlertNode>): Set<string> {
  const { scope, indexes } = work
  const found = new Set<string>()
  const wanted: Wanted = {
    byEntity: new Map(),
    byKey: new Map(),
    under: new Map(),
    suspected: new Map(),
    changed: new Map(),
  }
  const moving = new Map([...alerts].map((alert) => [alert.id, alert]))
  for (const alert of moving.values()) {
    for (const pointers of [indexes.bestOf, indexes.children, indexes.suitors]) {
      for (const id of pointers.get(alert.id) ?? []) found.add(id)
    }
    for (const id of scope.series.get(alert.fingerprint)?.alertIds ?? []) found.add(id)
    askTraits(work, wanted, alert)
    if (alert.entityId !== undefined) askEntity(work, wanted, alert, alert.entityId, moving)
  }
  const take = (refs: Ref[] | undefined, { from, to }: Stretch, counts: (other: AlertNode) => boolean) => {
    for (const { id } of between(refs, from, to)) {
      if (found.has(id)) continue
      const other = scope.alerts.get(id)
      if (other && !other.frozen && !other.held && counts(other)) found.add(id)
    }
  }
  const any = () => true
  for (const [id, stretch] of wanted.byEntity) take(indexes.byEntity.get(id), stretch, any)
  for (const [key, stretch] of wanted.byKey) take(indexes.byKey.get(key), stretch, any)
  for (const [id, stretch] of wanted.under) take(indexes.under.get(id), stretch, any)
  for (const [id, stretch] of wanted.suspected) {
    take(indexes.under.get(id), stretch, (other) => {
      // A strong link gets no better by it; but a ring may leave by it, however strong its members' links are.
      return other.inRing || (other.best?.weight ?? 0) < WEIGHT.commonDependency
    })
  }
  for (const [id, stretch] of wanted.changed) {
    take(indexes.under.get(id), stretch, (other) => changedBefore(work, id, other))
  }
  return found
}

function askTraits(work: Work, wanted: Wanted, alert: AlertNode): void {
  const window = work.settings.linkWindowMs
  for (const key of work.indexes.entered.get(alert.id)?.keys ?? []) {
    extend(wanted.byKey, key, headFrom(work.indexes.byKey.get(key), alert, window / 2), alert.start + window)
  }
}

function askEntity(
  work: Work,
  wanted: Wanted,
  alert: AlertNode,
  entityId: string,
  moving: ReadonlyMap<string, AlertNode>,
): void {
  const { scope, indexes, settings } = work
  const window = settings.linkWindowMs
  const { start } = alert
  const own = indexes.byEntity.get(entityId)
  const head = headFrom(own, alert, window)
  const next = firstAfter(own, alert)
  extend(wanted.byEntity, entityId, head, start + window)
  if (next) extend(wanted.byEntity, entityId, next.start, next.start)
  for (const id of directNeeds(scope.topology, entityId).keys())
    extend(wanted.byEntity, id, head, start + window)
  const before = lastBefore(own, alert)
  const asFirst = before ? Math.max(start - window, before.start + window) : start - window
  // The last before others is the last of those that began at the same time, and others began later.
  const asLast = next?.start === start ? start : (next?.start ?? Number.POSITIVE_INFINITY)
  for (const id of downstreamOf(scope.topology, entityId).keys()) {
    extend(wanted.byEntity, id, asFirst, start + window)
    extend(wanted.byEntity, id, start + 1, asLast)
  }
  for (const company of togetherness(scope, alert)) {
    extend(wanted.byEntity, company.entityId, head, start + window)
  }
  askUnder(work, wanted, alert, entityId, moving)
}

/** What needs the same things: the head of those who began together, and whether the thing is suspected at all. */
function askUnder(
  work: Work,
  wanted: Wanted,
  alert: AlertNode,
  entityId: string,
  moving: ReadonlyMap<string, AlertNode>,
): void {
  const { scope, indexes, settings } = work
  const half = settings.linkWindowMs / 2
  const { start } = alert
  // The alert counts as a further thing only around where no other alert of its entity is near.
  const { before, after } = nearestOfEntity(work, alert, entityId, moving)
  const from = before !== undefined && start - before <= 2 * half ? before + half : start - half
  const to = after !== undefined && after - start <= 2 * half ? after - half : start + half
  const places = [entityId]
  for (const [id, reach] of upstreamOf(scope.topology, entityId))
    if (reach.hops <= SILENT_HOPS) places.push(id)
  for (const id of places) {
    const refs = indexes.under.get(id)
    extend(wanted.suspected, id, from, to)
    extend(wanted.under, id, headFrom(refs, alert, half), start + half)
    const previous = lastBefore(refs, alert)?.start ?? Number.NEGATIVE_INFINITY
    if (indexes.changeTimes.get(id)?.some((at) => at <= start && at >= previous)) {
      extend(wanted.changed, id, start, start + settings.changeWindowMs)
    }
  }
}

/** From when on an alert is the earliest of its list within `window`, and so anybody's candidate. */
function headFrom(refs: Ref[] | undefined, alert: AlertNode, window: number): number {
  const before = lastBefore(refs, alert)
  return before ? Math.max(alert.start, before.start + window) : alert.start
}

/** The starts of the nearest telling alerts of the same entity that stay as they are. */
function nearestOfEntity(
  work: Work,
  alert: AlertNode,
  entityId: string,
  moving: ReadonlyMap<string, AlertNode>,
): { before: number | undefined; after: number | undefined } {
  const refs = work.indexes.byEntity.get(entityId)
  const stays = ({ id }: Ref) => !moving.has(id) && work.scope.alerts.get(id)?.chronic === false
  let before = lastBefore(refs, alert)
  while (before && !stays(before)) before = lastBefore(refs, before)
  let after = firstAfter(refs, alert)
  while (after && !stays(after)) after = firstAfter(refs, after)
  return { before: before?.start, after: after?.start }
}

function extend(wanted: Map<string, Stretch>, key: string, from: number, to: number): void {
  if (from > to) return
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
