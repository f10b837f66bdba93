import { compareAlerts } from '../identity.ts'
import { changesBetween, firstFrom, lastBefore, type Ref, SILENT_HOPS } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import { connected, directNeeds, downstreamOf, upstreamOf } from '../topology.ts'
import { relation } from '../words.ts'
import type { Work } from '../work.ts'
import { type Evidence, evidence, peerFade, sameEntityFade, upstreamFade, WEIGHT } from './evidence.ts'
import { dependantsWithin, isSuspectFor } from './suspicion.ts'
import { togetherness } from './together.ts'

/** An alert that another one could be joined to, with the evidence for it. */
export interface Candidate {
  alert: AlertNode
  found: Evidence[]
}

/**
 * Finds the alerts that an alert may belong to, at a cost that depends on its neighbourhood alone. Of many
 * alike (same entity, same service) only the earliest in the window is a candidate, so that the choice does
 * not depend on the order of arrival and a burst has one head.
 */
export function findCandidates(work: Work, alert: AlertNode): Candidate[] {
  const candidates = new Map<string, Candidate>()
  const add: Add = (ref, weigh) => {
    const other = ref && ref.id !== alert.id ? work.scope.alerts.get(ref.id) : undefined
    if (!other || other.held) return
    const found = weigh(other)
    if (!found || found.weight <= 0) return
    // What fires all the time proves nothing by firing now.
    if (other.chronic && found.kind !== 'same_alert') return
    const known = candidates.get(other.id)
    if (known) known.found.push(found)
    else candidates.set(other.id, { alert: other, found: [found] })
  }
  sameAlert(work, alert, add)
  sameEntity(work, alert, add)
  upstream(work, alert, add)
  calledBy(work, alert, add)
  silentDependency(work, alert, add)
  sameChange(work, alert, add)
  sameTraits(work, alert, add)
  seenTogether(work, alert, add)
  return [...candidates.values()]
}

/** How much what two alerts say of themselves counts, 0 to 1: less with time, and nothing where topology says more. */
export function traitFade(work: Work, alert: AlertNode, other: AlertNode): number {
  if (!mayCompareTraits(work, alert, other)) return 0
  return peerFade(alert.start - other.start, work.settings.linkWindowMs)
}

type Add = (ref: Ref | undefined, weigh: (other: AlertNode) => Evidence | undefined) => void

function sameAlert(work: Work, alert: AlertNode, add: Add): void {
  for (const id of work.scope.series.get(alert.fingerprint)?.alertIds ?? []) {
    const other = work.scope.alerts.get(id)
    if (!other || other.start >= alert.start) continue
    const calm = alert.start - (other.end ?? alert.start)
    if (calm > work.settings.reopenMs) continue
    add(other, () =>
      evidence(
        'same_alert',
        WEIGHT.sameAlert,
        () => `the same alert fired ${relation(other.start, alert.start).replace('it', 'this')}`,
      ),
    )
  }
}

function sameEntity(work: Work, alert: AlertNode, add: Add): void {
  const { linkWindowMs } = work.settings
  if (alert.entityId === undefined) return
  const refs = work.indexes.byEntity.get(alert.entityId)
  const weigh = (other: AlertNode) => {
    if (compareAlerts(other, alert) >= 0) return undefined
    const distance = alert.start - other.start
    const fade = activeAt(other, alert.start) ? sameEntityFade(distance) : peerFade(distance, linkWindowMs)
    const text = () => `also on ${alert.entityId}, began ${relation(alert.start, other.start)}`
    return evidence('same_entity', WEIGHT.sameEntity * fade, text)
  }
  add(firstFrom(refs, alert.start - linkWindowMs), weigh)
  const before = lastBefore(refs, alert)
  if (before && before.start < alert.start - linkWindowMs) add(before, weigh)
}

/** What it needs alerts as well, at first or soon after. */
function upstream(work: Work, alert: AlertNode, add: Add): void {
  const { scope, indexes, settings } = work
  if (alert.entityId === undefined) return
  const from = alert.start - settings.linkWindowMs
  const to = alert.start + settings.linkWindowMs
  for (const [id, reach] of upstreamOf(scope.topology, alert.entityId)) {
    const refs = indexes.byEntity.get(id)
    if (!refs) continue
    // Where each needs the other (a service and its instances), the earlier one comes first.
    const mutual = alert.entityId !== undefined && upstreamOf(scope.topology, id).has(alert.entityId)
    const weigh = (other: AlertNode) => {
      if (mutual && compareAlerts(other, alert) >= 0) return undefined
      const distance = alert.start - other.start
      const lasting = distance > 0 && activeAt(other, alert.start) ? upstreamFade(distance) : 0
      const fade = Math.max(lasting, peerFade(distance, settings.linkWindowMs))
      const way = () => (reach.hops === 1 ? 'needs' : `needs, ${reach.hops} steps away (over ${reach.via}),`)
      const text = () => `${alert.entityId} ${way()} ${id}; began ${relation(alert.start, other.start)}`
      return evidence('depends_on', WEIGHT.dependsOn * reach.weight * fade, text)
    }
    const first = firstFrom(refs, from)
    if (first && first.start <= to) add(first, weigh)
    const before = lastBefore(refs, { start: alert.start, id: '' })
    if (before && before.id !== first?.id) add(before, weigh)
  }
}

/** A caller may overload what it calls. The more it calls, the less it says about one of them. */
function calledBy(work: Work, alert: AlertNode, add: Add): void {
  const { scope, indexes, settings } = work
  if (alert.entityId === undefined) return
  for (const [id, reach] of downstreamOf(scope.topology, alert.entityId)) {
    if (reach.hops > 1) break
    const fanOut = directNeeds(scope.topology, id).size
    const first = firstFrom(indexes.byEntity.get(id), alert.start - settings.linkWindowMs)
    add(first, (other) => {
      if (compareAlerts(other, alert) >= 0) return undefined
      const fade = peerFade(alert.start - other.start, settings.linkWindowMs)
      const text = () => `${id} calls it and alerted first; began ${relation(alert.start, other.start)}`
      return evidence('called_by', (WEIGHT.calledBy * fade) / Math.sqrt(Math.max(1, fanOut)), text)
    })
  }
}

/** Much of what needs a silent thing begins to alert at once: they are one fault although none explains another. */
function silentDependency(work: Work, alert: AlertNode, add: Add): void {
  const { scope, indexes, settings } = work
  if (alert.entityId === undefined) return
  for (const [id, reach] of upstreamOf(scope.topology, alert.entityId)) {
    if (reach.hops > SILENT_HOPS) break
    if (!isSuspectFor(work, id, alert)) continue
    add(firstFrom(indexes.under.get(id), alert.start - settings.linkWindowMs / 2), (other) => {
      if (compareAlerts(other, alert) >= 0) return undefined
      const fade = Math.max(0.6, peerFade(alert.start - other.start, settings.linkWindowMs))
      const text = () =>
        `both need ${id}, as do most of ${dependantsWithin(work, id)} things that began together`
      return evidence('common_dependency', WEIGHT.commonDependency * fade * reach.weight, text)
    })
  }
}

/** Something that both need was changed shortly before both. */
function sameChange(work: Work, alert: AlertNode, add: Add): void {
  const { scope, indexes, settings } = work
  if (alert.entityId === undefined || scope.changes.size === 0) return
  const reaches = upstreamOf(scope.topology, alert.entityId)
  for (const change of changesBetween(indexes, alert.start - settings.changeWindowMs, alert.start)) {
    const place = change.entity?.name ?? change.service
    if (place === undefined || change.kind === 'maintenance') continue
    const reach = place === alert.entityId ? { hops: 0, weight: 1 } : reaches.get(place)
    if (!reach || reach.hops > SILENT_HOPS) continue
    const at = Date.parse(change.at)
    add(firstFrom(indexes.under.get(place), at), (other) => {
      if (compareAlerts(other, alert) >= 0) return undefined
      const fade = Math.exp(-(alert.start - at) / (settings.changeWindowMs / 2))
      const text = () => `both began after the ${change.kind} of ${place} by ${change.by}`
      return evidence('same_change', WEIGHT.sameChange * fade * reach.weight, text)
    })
  }
}

function sameTraits(work: Work, alert: AlertNode, add: Add): void {
  const { indexes, settings } = work
  const { service } = alert.detail
  if (service !== undefined) {
    add(firstFrom(indexes.byKey.get(`service:${service}`), alert.start - settings.linkWindowMs), (other) => {
      if (compareAlerts(other, alert) >= 0) return undefined
      const fade = peerFade(alert.start - other.start, settings.linkWindowMs)
      return evidence('same_service', serviceWeight(alert, other) * fade, () => `same service ${service}`)
    })
  }
  const rule = indexes.byKey.get(`rule:${alert.detail.name}`)
  add(firstFrom(rule, alert.start - settings.linkWindowMs / 2), (other) => {
    if (compareAlerts(other, alert) >= 0 || !mayCompareTraits(work, alert, other)) return undefined
    const near = peerFade(alert.start - other.start, settings.linkWindowMs)
    return evidence('near_in_time', 0.2 * near, () => `began ${relation(alert.start, other.start)}`)
  })
}

/**
 * What sharing a service says. Much when one of them is about the service as a whole; little for two hosts, whose
 * service often names only what watches them.
 */
function serviceWeight(alert: AlertNode, other: AlertNode): number {
  const whole = (one: AlertNode) => one.entityId === undefined || one.entityId === one.detail.service
  if (whole(alert) || whole(other)) return WEIGHT.sameService
  const hosts = ['node', 'host', 'instance', 'server']
  if (hosts.includes(alert.entity?.type ?? '')) return WEIGHT.sameServiceOfHosts
  return alert.known && other.known ? WEIGHT.sameServiceKnownApart : WEIGHT.sameServiceApart
}

/** Where topology knows both, it has said what they share: alike names and labels then prove nothing more. */
function mayCompareTraits(work: Work, alert: AlertNode, other: AlertNode): boolean {
  if (!alert.known || !other.known || alert.entityId === undefined || other.entityId === undefined)
    return true
  return connected(work.scope.topology, alert.entityId, other.entityId)
}

function seenTogether(work: Work, alert: AlertNode, add: Add): void {
  const { indexes, settings } = work
  for (const { entityId, times, share } of togetherness(work.scope, alert)) {
    add(firstFrom(indexes.byEntity.get(entityId), alert.start - settings.linkWindowMs), (other) => {
      if (compareAlerts(other, alert) >= 0) return undefined
      const fade = peerFade(alert.start - other.start, settings.linkWindowMs)
      return evidence(
        'seen_together',
        WEIGHT.seenTogether * share * fade,
        () => `in one incident ${times} times before`,
      )
    })
  }
}

function activeAt(alert: AlertNode, time: number): boolean {
  return alert.start <= time && (alert.end === undefined || alert.end > time)
}
