import { between, countUntil, SILENT_HOPS } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import { dependantsByHop } from '../topology.ts'
import type { Work } from '../work.ts'

/** Share of what needs a silent thing that must begin together to suspect it. */
const SUSPICIOUS_SHARE = 0.5

/** A stretch of time, both ends included. */
export interface Stretch {
  from: number
  to: number
}

/** What was found out about one thing for alerts that began in a stretch of time. */
export interface Suspicion extends Stretch {
  /** Alerts around which so much began that the thing is suspected; undefined when it is for every alert. */
  alerts: Set<string> | undefined
}

/** So many alerts are looked at for each thing that must alert, before all of a stretch are swept instead. */
const MOST_PER_NEEDED = 20

/** How many things under a thing with so many dependants must alert together to suspect it although it is silent. */
function neededFor(dependants: number): number {
  return dependants <= 3 ? 2 : Math.max(3, Math.ceil(SUSPICIOUS_SHARE * dependants))
}

/** How many things need `id` at most two hops away. */
export function dependantsWithin(work: Work, id: string): number {
  return dependantsByHop(work.scope.topology, id)
    .slice(0, SILENT_HOPS)
    .reduce((sum, n) => sum + n, 0)
}

/** Whether so many things that need `id` began to alert around an alert (half the link window each way) that `id` is suspected. */
export function isSuspectFor(work: Work, id: string, alert: AlertNode): boolean {
  const needed = neededFor(dependantsWithin(work, id))
  if ((work.indexes.under.get(id)?.length ?? 0) < needed) return false
  const known = work.suspicions.get(id)
  if (known && known.from <= alert.start && alert.start <= known.to)
    return known.alerts?.has(alert.id) ?? true
  const around = crowdAround(work, id, alert.start, needed, new Map())
  if (around === 'none') return false
  if (around !== 'unknown') {
    work.suspicions.set(id, { ...around, alerts: undefined })
    return true
  }
  const from = Math.min(alert.start, work.relinkFrom)
  const to = Math.max(alert.start, work.relinkTo)
  const made = { from, to, alerts: suspicious(work, id, from, to, needed) }
  work.suspicions.set(id, made)
  return made.alerts.has(alert.id)
}

/**
 * The alerts of a stretch for which `id` may be suspected now and was not before, or the other way round, as `moving`
 * come, go or change: with all of these it is suspected, without them it is not.
 */
export function swayed(
  work: Work,
  id: string,
  { from, to }: Stretch,
  moving: ReadonlyMap<string, AlertNode>,
): string[] {
  const needed = neededFor(dependantsWithin(work, id))
  if ((work.indexes.under.get(id)?.length ?? 0) < needed) return []
  if (isCrowded(work, id, { from, to }, needed, moving)) return []
  const found: string[] = []
  for (const { alert, alerting, staying } of sweep(work, id, from, to, moving)) {
    if (staying < needed && alerting >= needed && alert.start >= from && alert.start <= to)
      found.push(alert.id)
  }
  return found
}

function suspicious(work: Work, id: string, from: number, to: number, needed: number): Set<string> {
  const found = new Set<string>()
  for (const { alert, alerting } of sweep(work, id, from, to, new Map()))
    if (alerting >= needed) found.add(alert.id)
  return found
}

/** Whether `id` is suspected all along a stretch, whatever moves: so much alerts in a storm that one more says nothing. */
function isCrowded(
  work: Work,
  id: string,
  { from, to }: Stretch,
  needed: number,
  moving: ReadonlyMap<string, AlertNode>,
): boolean {
  const alerts = work.indexes.under.get(id) ?? []
  const end = Math.min(to, alerts[countUntil(alerts, to) - 1]?.start ?? Number.NEGATIVE_INFINITY)
  let at = Math.max(from, alerts[countUntil(alerts, from - 1)]?.start ?? Number.POSITIVE_INFINITY)
  while (at <= end) {
    const crowd = crowdAround(work, id, at, needed, moving)
    if (crowd === 'none' || crowd === 'unknown') return false
    at = crowd.to + 1
  }
  return true
}

/**
 * So many different things as are needed that alert around a time, and the stretch all along which these do: the
 * latest ones, so that it reaches far. `none` when there are not as many, `unknown` when that would take long to see.
 */
function crowdAround(
  work: Work,
  id: string,
  time: number,
  needed: number,
  moving: ReadonlyMap<string, AlertNode>,
): Stretch | 'none' | 'unknown' {
  const half = work.settings.linkWindowMs / 2
  const alerts = work.indexes.under.get(id) ?? []
  const different = new Set<string>()
  const last = countUntil(alerts, time + half) - 1
  let newest = Number.NEGATIVE_INFINITY
  for (let i = last; i >= 0; i--) {
    const alert = alerts[i]
    if (!alert || alert.start < time - half) return 'none'
    if (last - i > needed * MOST_PER_NEEDED) return 'unknown'
    const entity = moving.has(alert.id) ? undefined : telling(alert, id)
    if (entity === undefined) continue
    if (different.size === 0) newest = alert.start
    different.add(entity)
    if (different.size === needed) return { from: newest - half, to: alert.start + half }
  }
  return 'none'
}

interface Around {
  alert: AlertNode
  /** How many things alert around it. */
  alerting: number
  /** How many of them without those that move. */
  staying: number
}

/** One pass with two hands over all that began under `id`: a storm costs each thing once, not once an alert. */
function* sweep(
  work: Work,
  id: string,
  from: number,
  to: number,
  moving: ReadonlyMap<string, AlertNode>,
): Generator<Around> {
  const half = work.settings.linkWindowMs / 2
  const alerts = between(work.indexes.under.get(id), from - half, to + half)
  const entities = alerts.map((alert) => (moving.has(alert.id) ? undefined : telling(alert, id)))
  const movers = alerts.map((alert) => (moving.has(alert.id) ? entered(work, alert.id, id) : undefined))
  const staying = createCount()
  const alerting = createCount()
  let first = 0
  let last = 0
  for (const alert of alerts) {
    const { start } = alert
    for (; last < alerts.length && (alerts[last]?.start ?? Infinity) <= start + half; last++) {
      staying.add(entities[last])
      alerting.add(entities[last] ?? movers[last])
    }
    for (; (alerts[first]?.start ?? Infinity) < start - half; first++) {
      staying.take(entities[first])
      alerting.take(entities[first] ?? movers[first])
    }
    yield { alert, alerting: alerting.size(), staying: staying.size() }
  }
}

/** Counts different names, each as often as it was added. */
function createCount() {
  const times = new Map<string, number>()
  return {
    add(name: string | undefined) {
      if (name !== undefined) times.set(name, (times.get(name) ?? 0) + 1)
    },
    take(name: string | undefined) {
      if (name === undefined) return
      const left = (times.get(name) ?? 0) - 1
      if (left > 0) times.set(name, left)
      else times.delete(name)
    },
    size: () => times.size,
  }
}

/** The entity that an alert tells something about: what alerts itself needs no suspicion, what always alerts proves none. */
function telling(alert: AlertNode, id: string): string | undefined {
  return !alert.chronic && alert.entityId !== id ? alert.entityId : undefined
}

/** The entity under which an alert that moves can be found, whatever it is about to be. */
function entered(work: Work, alertId: string, id: string): string | undefined {
  const entity = work.indexes.entered.get(alertId)?.entity
  return entity === id ? undefined : entity
}
