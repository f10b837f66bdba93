import { between, firstAfter, lastBefore, SILENT_HOPS } from '../indexes.ts'
import { companionsBy } from '../lessons/links.ts'
import type { AlertNode } from '../state.ts'
import { directNeeds, downstreamOf, upstreamOf } from '../topology.ts'
import type { Work } from '../work.ts'
import { ANY, UNPLACED } from './keys.ts'
import { momentStretches } from './moment.ts'
import { noticedWithin } from './standing.ts'
import { type Stretch, swayed } from './suspicion.ts'
import { companionsOf } from './together.ts'

/** Lists to look through: stretches of the same list are joined, so that a storm looks through each list once. */
interface Wanted {
  /** No alert began after it: stretches that begin later are empty. */
  latest: number
  /** All that began on an entity in the stretch. */
  byEntity: Map<string, Stretch>
  byKey: Map<string, Stretch>
  /** All under a thing. */
  under: Map<string, Stretch>
  /** All under a thing that may be suspected for them, or not any more. */
  suspected: Map<string, Stretch>
  /** All under a thing that was changed before them. */
  changed: Map<string, Stretch>
}

/** From the beginning of time. */
const EVER = Number.NEGATIVE_INFINITY

/**
 * The alerts whose links these ones may alter where the index has them now: those that could point to one of them,
 * or that it makes a silent thing suspected for. The counterpart of `findCandidates`, at the same local cost. Of many
 * alike only the earliest in the window (or the last before) is anybody's candidate, so an alert that has another
 * shortly before it concerns few: that keeps a storm from weighing everything again with each alert. It may name
 * more than are concerned, never fewer. `moving` are all that come, go or change together with these, by id.
 */
export function neighboursOf(
  work: Work,
  alerts: Iterable<AlertNode>,
  moving: ReadonlyMap<string, AlertNode>,
): Set<string> {
  const found = new Set<string>()
  const wanted = nothing(work.indexes.latest)
  for (const alert of alerts) {
    takePointing(work, alert, EVER, found)
    const entered = work.indexes.entered.get(alert.id)
    if (!entered) continue
    askTraits(work, wanted, alert, entered.keys)
    if (entered.entity === undefined) continue
    askEntity(work, wanted, alert, entered.entity, EVER)
    askCompany(work, wanted, alert, entered.entity)
    askUnder(work, wanted, alert, entered.entity, moving)
  }
  lookThrough(work, wanted, moving, found)
  return found
}

/**
 * The alerts whose links may be others since these ones ended at another time, each given with the earlier of both
 * times: only for what began from then on it makes a difference whether they were still on.
 */
export function neighboursOfEnded(work: Work, ended: Iterable<[AlertNode, number]>): Set<string> {
  const found = new Set<string>()
  const wanted = nothing(work.indexes.latest)
  for (const [alert, since] of ended) {
    takePointing(work, alert, since, found)
    const entered = work.indexes.entered.get(alert.id)
    if (entered?.entity !== undefined) askEntity(work, wanted, alert, entered.entity, since)
  }
  lookThrough(work, wanted, new Map(), found)
  return found
}

function nothing(latest: number): Wanted {
  return {
    latest,
    byEntity: new Map(),
    byKey: new Map(),
    under: new Map(),
    suspected: new Map(),
    changed: new Map(),
  }
}

/** What points to an alert, or would if nothing were better, and what fired under one of its fingerprints later. */
function takePointing(work: Work, alert: AlertNode, since: number, found: Set<string>): void {
  const { scope, indexes } = work
  const take = (id: string) => {
    if ((scope.alerts.get(id)?.start ?? EVER) >= since) found.add(id)
  }
  for (const pointers of [indexes.bestOf, indexes.children, indexes.suitors]) {
    for (const id of pointers.get(alert.id) ?? []) take(id)
  }
  for (const fingerprint of alert.fingerprints) {
    for (const id of scope.series.get(fingerprint)?.alertIds ?? []) {
      if ((scope.alerts.get(id)?.start ?? EVER) > alert.start) take(id)
    }
  }
}

function lookThrough(
  work: Work,
  wanted: Wanted,
  moving: ReadonlyMap<string, AlertNode>,
  found: Set<string>,
): void {
  const { scope, indexes } = work
  const take = (
    alerts: AlertNode[] | undefined,
    { from, to }: Stretch,
    counts: (other: AlertNode) => boolean,
  ) => {
    for (const { id } of between(alerts, from, to)) {
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
    for (const other of swayed(work, id, stretch, moving)) found.add(other)
  }
  for (const [id, stretch] of wanted.changed) {
    take(indexes.under.get(id), stretch, (other) => changedBefore(work, id, other))
  }
}

function askTraits(work: Work, wanted: Wanted, alert: AlertNode, keys: readonly string[]): void {
  const window = work.settings.linkWindowMs
  for (const [key, { from, to }] of momentStretches(work.indexes, alert))
    extend(wanted, 'byKey', key, from, to)
  for (const key of keys) {
    if (key === ANY || key === UNPLACED) continue
    extend(
      wanted,
      'byKey',
      key,
      headFrom(work.indexes.byKey.get(key), alert, window / 2),
      alert.start + window,
    )
  }
}

/** Those on the same entity and on what needs it, from `since` on. */
function askEntity(work: Work, wanted: Wanted, alert: AlertNode, entityId: string, since: number): void {
  const { scope, indexes, settings } = work
  const window = settings.linkWindowMs
  const { start } = alert
  const own = indexes.byEntity.get(entityId)
  extend(wanted, 'byEntity', entityId, Math.max(since, headFrom(own, alert, window)), start + window)
  const next = firstAfter(own, alert)
  if (next) extend(wanted, 'byEntity', entityId, Math.max(since, next.start), next.start)
  const before = lastBefore(own, alert)
  const earliest = start - noticedWithin(alert, window)
  const asFirst = before ? Math.max(earliest, before.start + window) : earliest
  // The last before others is the last of those that began at the same time, and others began later.
  const asLast = next?.start === start ? start : (next?.start ?? Number.POSITIVE_INFINITY)
  for (const id of downstreamOf(scope.topology, entityId).keys()) {
    extend(wanted, 'byEntity', id, Math.max(since, asFirst), start + window)
    extend(wanted, 'byEntity', id, Math.max(since, start + 1), asLast)
  }
}

/** Those on what the entity calls, and on what was in its company before. */
function askCompany(work: Work, wanted: Wanted, alert: AlertNode, entityId: string): void {
  const { scope, indexes, settings } = work
  const head = headFrom(indexes.byEntity.get(entityId), alert, settings.linkWindowMs)
  const until = alert.start + settings.linkWindowMs
  for (const id of directNeeds(scope.topology, entityId).keys()) extend(wanted, 'byEntity', id, head, until)
  for (const id of companionsOf(scope, entityId)) extend(wanted, 'byEntity', id, head, until)
  for (const id of companionsBy(scope, entityId)) extend(wanted, 'byEntity', id, head, until)
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
  const own = indexes.byEntity.get(entityId)
  const before = telling(lastBefore(own, alert), moving)
  const after = telling(firstAfter(own, alert), moving)
  const from = before !== undefined && start - before <= 2 * half ? before + half : start - half
  const to = after !== undefined && after - start <= 2 * half ? after - half : start + half
  const places = [entityId]
  for (const [id, reach] of upstreamOf(scope.topology, entityId))
    if (reach.hops <= SILENT_HOPS) places.push(id)
  for (const id of places) {
    const refs = indexes.under.get(id)
    extend(wanted, 'suspected', id, from, to)
    extend(wanted, 'under', id, headFrom(refs, alert, half), start + half)
    const previous = lastBefore(refs, alert)?.start ?? EVER
    if (indexes.changeTimes.get(id)?.some((at) => at <= start && at >= previous)) {
      extend(wanted, 'changed', id, start, start + settings.changeWindowMs)
    }
  }
}

/** From when on an alert is the earliest of its list within `window`, and so anybody's candidate. */
function headFrom(refs: AlertNode[] | undefined, alert: AlertNode, window: number): number {
  const before = lastBefore(refs, alert)
  return before ? Math.max(alert.start, before.start + window) : alert.start
}

/** When an alert began, if it stays as it is and says something of what it needs. */
function telling(alert: AlertNode | undefined, moving: ReadonlyMap<string, AlertNode>): number | undefined {
  return !alert || alert.chronic || moving.has(alert.id) ? undefined : alert.start
}

function extend(
  wanted: Wanted,
  list: Exclude<keyof Wanted, 'latest'>,
  key: string,
  from: number,
  to: number,
): void {
  if (from > to || from > wanted.latest) return
  const known = wanted[list].get(key)
  if (known) {
    known.from = Math.min(known.from, from)
    known.to = Math.max(known.to, to)
  } else {
    wanted[list].set(key, { from, to })
  }
}

function changedBefore(work: Work, place: string, other: AlertNode): boolean {
  const times = work.indexes.changeTimes.get(place) ?? []
  return times.some((at) => at <= other.start && at >= other.start - work.settings.changeWindowMs)
}
