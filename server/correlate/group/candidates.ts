import { placeOf } from '../entities/resolve-change.ts'
import { compareAlerts } from '../identity.ts'
import { changesBetween, firstFrom, lastBefore, lastStartedBefore, SILENT_HOPS } from '../indexes.ts'
import { type Said, saidApart, saidTogether, togetherWeight } from '../lessons/links.ts'
import type { AlertNode } from '../state.ts'
import { connected, directNeeds, downstreamOf, needEachOther, type Reach, upstreamOf } from '../topology.ts'
import type { Work } from '../work.ts'
import {
  burstFade,
  type Evidence,
  evidence,
  peerFade,
  promptness,
  rootFade,
  sameEntityFade,
  upstreamFade,
  WEIGHT,
} from './evidence.ts'
import { momentBefore, momentFade } from './moment.ts'
import { bySeverity, isBroken, noticedWithin, standsAlone } from './standing.ts'
import { dependantsWithin, isSuspectFor } from './suspicion.ts'
import { togetherness } from './together.ts'

/** An alert that another one could be joined to, with the evidence for it. */
export interface Candidate {
  alert: AlertNode
  found: Evidence[]
  /** The chance, 0 to 1, that they are not one fault, by this evidence. */
  left: number
  /** The same where it does not matter how promptly it came: what nothing explains better joins late as well. */
  leftAtLast: number
  /** Something connects their things, not only their beginning in the same minutes. */
  tied: boolean
  /** How much what the two say of themselves counts, 0 to 1: less with time, and nothing where topology says more. */
  fade: number
  /** What people said of alerts like these: that they belong together, and that they do not. */
  together: Said | undefined
  apart: Said | undefined
}

type Candidates = Map<AlertNode, Candidate>

/**
 * Finds the alerts that an alert may belong to, at a cost that depends on its neighbourhood alone. Of many
 * alike (same entity, same service) only the earliest in the window is a candidate, so that the choice does
 * not depend on the order of arrival and a burst has one head. What people taught is left out unless it is `heeded`.
 */
export function findCandidates(work: Work, alert: AlertNode, heeded = true): Candidate[] {
  const candidates: Candidates = new Map()
  sameAlert(work, alert, candidates)
  sameEntity(work, alert, candidates)
  upstream(work, alert, candidates)
  calledBy(work, alert, candidates)
  silentDependency(work, alert, candidates)
  sameChange(work, alert, candidates)
  sameTraits(work, alert, candidates)
  seenTogether(work, alert, candidates)
  sameMoment(work, alert, candidates)
  if (heeded && work.scope.lessons.size > 0) heedLessons(work, alert, candidates)
  const found = [...candidates.values()]
  for (const candidate of found) candidate.fade = traitFade(work, alert, candidate)
  return found
}

/** How much what two alerts say of themselves counts, 0 to 1: by the time between them, and by what topology says of their things. */
function traitFade(
  work: Work,
  alert: AlertNode,
  { alert: other, tied }: Pick<Candidate, 'alert' | 'tied'>,
): number {
  const distance = alert.start - other.start
  const apart = tied ? 'unknown' : howApart(work, alert, other)
  if (apart === 'unconnected') return 0
  return apart === 'far' ? burstFade(distance) : peerFade(distance, work.settings.linkWindowMs)
}

/** The other alert, if it can be a candidate. What fires all the time, or on and off, proves nothing by firing now. */
function eligible(alert: AlertNode, other: AlertNode | undefined): AlertNode | undefined {
  if (!other || other === alert || other.held || other.chronic) return undefined
  return other.calmAt === undefined || other.entityId === alert.entityId ? other : undefined
}

/** The same, if it began before the alert. */
function eligibleBefore(alert: AlertNode, other: AlertNode | undefined): AlertNode | undefined {
  return eligible(alert, other) && other && compareAlerts(other, alert) < 0 ? other : undefined
}

function add(candidates: Candidates, other: AlertNode, found: Evidence, atLast = 0): void {
  if (found.weight <= 0) return
  const tied = found.kind !== 'near_in_time' && found.kind !== 'same_moment'
  const known = candidates.get(other)
  if (known) {
    known.found.push(found)
    // What connects two things by several ways is still one connection: the strongest counts.
    known.left = Math.min(known.left, 1 - found.weight)
    known.leftAtLast = Math.min(known.leftAtLast, 1 - atLast)
    known.tied ||= tied
  } else {
    const left = 1 - found.weight
    candidates.set(other, {
      alert: other,
      found: [found],
      left,
      leftAtLast: 1 - atLast,
      tied,
      fade: 0,
      together: undefined,
      apart: undefined,
    })
  }
}

function sameAlert(work: Work, alert: AlertNode, candidates: Candidates): void {
  for (const id of work.scope.series.get(alert.fingerprint)?.alertIds ?? []) {
    const other = work.scope.alerts.get(id)
    if (!other || other.held || other.start >= alert.start) continue
    const calm = alert.start - (other.end ?? alert.start)
    if (calm <= work.settings.reopenMs) add(candidates, other, evidence('same_alert', WEIGHT.sameAlert))
  }
}

function sameEntity(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { linkWindowMs } = work.settings
  const { entityId } = alert
  if (entityId === undefined) return
  const refs = work.indexes.byEntity.get(entityId)
  const weigh = (found: AlertNode | undefined) => {
    const other = eligibleBefore(alert, found)
    if (!other) return
    const distance = alert.start - other.start
    const lasting = activeAt(other, alert.start) ? sameEntityFade(distance) : peerFade(distance, linkWindowMs)
    const weight = WEIGHT.sameEntity * promptness(distance, 1, lasting)
    add(candidates, other, evidence('same_entity', weight, entityId), WEIGHT.sameEntity * lasting)
  }
  weigh(firstFrom(refs, alert.start - linkWindowMs))
  const before = lastBefore(refs, alert)
  if (before && before.start < alert.start - linkWindowMs) weigh(before)
}

/** What it needs alerts as well, at first or soon after. */
function upstream(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { scope, indexes, settings } = work
  const { entityId, start } = alert
  if (entityId === undefined) return
  const window = settings.linkWindowMs
  const weigh = (id: string, reach: Reach, found: AlertNode) => {
    // Where each needs the other (a service and its instances), the earlier one comes first.
    const mutual = needEachOther(scope.topology, entityId, id, reach)
    const other = mutual ? eligibleBefore(alert, found) : eligible(alert, found)
    if (!other) return
    const distance = start - other.start
    const lasting = distance > 0 && activeAt(other, start) ? upstreamFade(distance) : 0
    const belief = Math.max(lasting, peerFade(distance, window))
    const kind = reach.carried || !standsAlone(alert) ? WEIGHT.dependsOn : WEIGHT.dependsOnAlone
    const strength = kind * reach.weight * bySeverity(other, alert)
    const weight = strength * promptness(distance, reach.hops, belief)
    // What a host or a whole carries is often noticed first.
    const near = Math.abs(distance) <= 2 * window && (distance >= 0 || reach.carried)
    const late = distance < 0 && reach.hops <= SILENT_HOPS && isBroken(other) ? rootFade(-distance) : 0
    const atLast = strength * Math.max(near ? belief : 0, late)
    add(candidates, other, evidence('depends_on', weight, id, reach.hops, reach.via), atLast)
  }
  for (const [id, reach] of upstreamOf(scope.topology, entityId)) {
    const alerts = indexes.byEntity.get(id)
    if (!alerts) continue
    const first = firstFrom(alerts, start - window)
    if (first && first.start <= start + noticedWithin(first, window)) weigh(id, reach, first)
    const before = lastStartedBefore(alerts, start)
    if (before && before !== first) weigh(id, reach, before)
  }
}

/** A caller may overload what it calls. The more it calls, the less it says about one of them. */
function calledBy(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { scope, indexes, settings } = work
  if (alert.entityId === undefined) return
  for (const [id, reach] of downstreamOf(scope.topology, alert.entityId)) {
    if (reach.hops > 1) break
    const first = firstFrom(indexes.byEntity.get(id), alert.start - settings.linkWindowMs)
    const other = eligibleBefore(alert, first)
    if (!other) continue
    const fanOut = directNeeds(scope.topology, id).size
    const fade = peerFade(alert.start - other.start, settings.linkWindowMs)
    const kind = standsAlone(alert) && !other.frozen ? WEIGHT.calledByAlone : WEIGHT.calledBy
    const weight = (kind * fade) / Math.sqrt(Math.max(1, fanOut))
    add(candidates, other, evidence('called_by', weight, id))
  }
}

/**
 * Much of what needs a thing begins to alert at once, while it is silent or before it alerts itself: they are one fault
 * although none explains another.
 */
function silentDependency(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { scope, indexes, settings } = work
  const { entityId } = alert
  if (entityId === undefined) return
  const suspect = (id: string, kind: number, reach: Pick<Reach, 'weight' | 'carried'>) => {
    if (!isSuspectFor(work, id, alert)) return
    const first = firstFrom(indexes.under.get(id), alert.start - settings.linkWindowMs / 2)
    const other = eligibleBefore(alert, first)
    if (!other) return
    const fade = Math.max(0.6, peerFade(alert.start - other.start, settings.linkWindowMs))
    const shown = reach.carried && other.detail.name === alert.detail.name
    const weight = (shown ? WEIGHT.commonDependency : kind) * fade * reach.weight
    add(candidates, other, evidence('common_dependency', weight, id, dependantsWithin(work, id)))
  }
  const kind = standsAlone(alert) ? WEIGHT.commonDependencyAlone : WEIGHT.commonDependency
  const explained = nearestAlerting(work, alert)
  for (const [id, reach] of upstreamOf(scope.topology, entityId)) {
    if (reach.hops > SILENT_HOPS || explained <= reach.hops) break
    suspect(id, kind, reach)
  }
}

/** How soon after its effects a cause must alert to explain them; no later than alerts are linked at all. */
const EXPLAINS_MS = 90_000

/** How many hops away the nearest thing is that an alert's needs and that alerted before or soon after; Infinity when none did. */
function nearestAlerting({ scope, indexes, settings }: Work, alert: AlertNode): number {
  const until = alert.start + Math.min(EXPLAINS_MS, settings.linkWindowMs)
  for (const [id, { hops }] of upstreamOf(scope.topology, alert.entityId ?? '')) {
    const first = firstFrom(indexes.byEntity.get(id), alert.start - settings.linkWindowMs)
    if (first && first !== alert && first.start <= until) return hops
  }
  return Number.POSITIVE_INFINITY
}

/** Something that both need was changed shortly before both. */
function sameChange(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { scope, indexes, settings } = work
  if (alert.entityId === undefined || scope.changes.size === 0) return
  const reaches = upstreamOf(scope.topology, alert.entityId)
  for (const change of changesBetween(indexes, alert.start - settings.changeWindowMs, alert.start)) {
    const place = placeOf(scope.topology, change)
    if (place === undefined || change.kind === 'maintenance') continue
    const reach = place === alert.entityId ? { hops: 0, weight: 1 } : reaches.get(place)
    if (!reach || reach.hops > SILENT_HOPS) continue
    const at = Date.parse(change.at)
    const other = eligibleBefore(alert, firstFrom(indexes.under.get(place), at))
    if (!other) continue
    const fade = Math.exp(-(alert.start - at) / (settings.changeWindowMs / 2))
    const kind = standsAlone(alert) ? WEIGHT.sameChangeAlone : WEIGHT.sameChange
    const weight = kind * fade * reach.weight
    add(candidates, other, evidence('same_change', weight, `${change.kind} of ${place} by ${change.by}`))
  }
}

function sameTraits(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { indexes, settings } = work
  const { service, name } = alert.detail
  const window = settings.linkWindowMs
  if (service !== undefined) {
    const first = firstFrom(indexes.byKey.get(`service:${service}`), alert.start - window)
    const other = eligibleBefore(alert, first)
    if (other) {
      const weight = serviceWeight(alert, other) * peerFade(alert.start - other.start, window)
      add(candidates, other, evidence('same_service', weight, service))
    }
  }
  const first = firstFrom(indexes.byKey.get(`rule:${name}`), alert.start - window / 2)
  const other = eligibleBefore(alert, first)
  if (!other) return
  const fade = traitFade(work, alert, candidates.get(other) ?? { alert: other, tied: false })
  add(candidates, other, evidence('near_in_time', WEIGHT.nearInTime * fade))
}

/**
 * What sharing a service says. Much when one of them is about the service as a whole; little for two hosts, whose
 * service often names only what watches them.
 */
function serviceWeight(alert: AlertNode, other: AlertNode): number {
  const whole = (one: AlertNode) => one.entityId === undefined || one.entityId === one.detail.service
  if (whole(alert) || whole(other)) return WEIGHT.sameService
  if (HOSTS.has(alert.entity?.type ?? '')) return WEIGHT.sameServiceOfHosts
  return alert.known && other.known ? WEIGHT.sameServiceKnownApart : WEIGHT.sameServiceApart
}

const HOSTS = new Set(['node', 'host', 'instance', 'server'])

/**
 * What topology says of two alerts' things that it does not connect closely. Where it knows both, it has said what they
 * share: alike names and labels then prove something only in the same moment, and nothing where no way leads.
 */
function howApart(work: Work, alert: AlertNode, other: AlertNode): 'unknown' | 'far' | 'unconnected' {
  if (!alert.known || !other.known || alert.entityId === undefined || other.entityId === undefined)
    return 'unknown'
  if (alert.entityId === other.entityId) return 'unknown'
  return connected(work.scope.topology, alert.entityId, other.entityId) ? 'far' : 'unconnected'
}

/** Nothing had happened for long, and what topology cannot place begins with it; not what fires all the time. */
function sameMoment(work: Work, alert: AlertNode, candidates: Candidates): void {
  if (alert.chronic) return
  const { indexes } = work
  const other = eligibleBefore(alert, momentBefore(indexes, alert))
  if (!other) return
  const weight = standsAlone(alert) ? WEIGHT.sameMomentAlone : WEIGHT.sameMoment
  add(candidates, other, evidence('same_moment', weight * momentFade(work, alert, other)))
}

function seenTogether(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { indexes, settings } = work
  for (const { entityId, times, share } of togetherness(work.scope, alert)) {
    const first = firstFrom(indexes.byEntity.get(entityId), alert.start - settings.linkWindowMs)
    const other = eligibleBefore(alert, first)
    if (!other) continue
    const fade = peerFade(alert.start - other.start, settings.linkWindowMs)
    add(candidates, other, evidence('seen_together', WEIGHT.seenTogether * share * fade, '', times))
  }
}

/** What people put together before is a candidate by that, and what they took apart weighs less (see link.ts). */
function heedLessons(work: Work, alert: AlertNode, candidates: Candidates): void {
  const { scope, indexes, settings } = work
  for (const said of saidTogether(scope, alert)) {
    const first = firstFrom(indexes.byEntity.get(said.entity), alert.start - settings.linkWindowMs)
    const other = eligibleBefore(alert, first)
    if (!other) continue
    const fade = peerFade(alert.start - other.start, settings.linkWindowMs)
    add(candidates, other, evidence('said_together', togetherWeight(said.times) * fade, said.by, said.times))
    const candidate = candidates.get(other)
    if (candidate) candidate.together = said
  }
  for (const candidate of candidates.values()) candidate.apart = saidApart(scope, alert, candidate.alert)
}

function activeAt(alert: AlertNode, time: number): boolean {
  return alert.start <= time && (alert.end === undefined || alert.end > time)
}
