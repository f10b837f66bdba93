import { compareAlerts } from '../identity.ts'
import { alertsInOrder } from '../known-alerts.ts'
import { addTo, takeFrom } from '../sets.ts'
import type { AlertNode, Parent } from '../state.ts'
import type { Work } from '../work.ts'
import { weighCandidates } from './link.ts'

/**
 * Settles where alerts point. Each points to its best link, but alerts that are each other's best link would
 * form a ring that hangs together with nothing else. A ring leaves by the best of its members' other links that
 * reaches the threshold and leads out of what hangs on the ring; a ring without one stays and is an incident of
 * its own. (The contraction step of Chu-Liu and Edmonds' branching, taken for connectedness alone.)
 * Returns alerts outside of `members` that a ring was led to: their rings must then be settled together.
 */
export function settlePointers(work: Work, members: ReadonlySet<string>): string[] {
  const alerts = alertsInOrder(work.scope, members)
  for (const alert of alerts) {
    if (alert.frozen) continue
    point(work, alert, alert.best)
    alert.inRing = false
  }
  const outside: string[] = []
  const settled = new Set<string>()
  for (const start of alerts) {
    for (let ring = ringFrom(work, start, settled); ring; ring = ringFrom(work, start, settled)) {
      const exit = bestExit(work, ring)
      for (const member of ring) member.inRing = true
      if (!exit) {
        for (const member of ring) settled.add(member.id)
        break
      }
      point(work, exit.from, exit.parent)
      if (!members.has(exit.parent.to)) outside.push(exit.parent.to)
    }
  }
  return outside
}

/** Sets where an alert points. */
export function point(work: Work, alert: AlertNode, parent: Parent | undefined): void {
  if (alert.parent === parent) return
  if (alert.parent) takeFrom(work.indexes.children, alert.parent.to, alert.id)
  alert.parent = parent
  work.pointed.add(alert.id)
  if (parent) addTo(work.indexes.children, parent.to, alert.id)
}

/** The ring that the pointers from an alert end in, in order, or undefined when they end in a settled one or in none. */
function ringFrom(work: Work, start: AlertNode, settled: Set<string>): AlertNode[] | undefined {
  const path: AlertNode[] = []
  const places = new Map<string, number>()
  for (let at: AlertNode | undefined = start; at; at = at.parent && work.scope.alerts.get(at.parent.to)) {
    if (settled.has(at.id)) break
    const place = places.get(at.id)
    if (place !== undefined) return path.slice(place).sort(compareAlerts)
    places.set(at.id, path.length)
    path.push(at)
  }
  for (const alert of path) settled.add(alert.id)
  return undefined
}

function bestExit(work: Work, ring: AlertNode[]): { from: AlertNode; parent: Parent } | undefined {
  let best: { from: AlertNode; parent: Parent } | undefined
  const ringIds = new Set(ring.map((member) => member.id))
  const leads = new Map<string, boolean>()
  for (const from of ring) {
    if (from.frozen) continue
    for (const parent of weighCandidates(work, from)) {
      if (best && parent.weight <= best.parent.weight) break
      if (leadsTo(work, parent.to, ringIds, leads)) continue
      best = { from, parent }
      break
    }
  }
  return best
}

/** Whether pointers lead from an alert into the ring. */
function leadsTo(work: Work, start: string, ring: ReadonlySet<string>, known: Map<string, boolean>): boolean {
  const path: string[] = []
  const onPath = new Set<string>()
  let result = false
  for (let id: string | undefined = start; id !== undefined; id = work.scope.alerts.get(id)?.parent?.to) {
    const before = known.get(id)
    if (before !== undefined || ring.has(id)) {
      result = before ?? true
      break
    }
    if (onPath.has(id)) break
    onPath.add(id)
    path.push(id)
  }
  for (const id of path) known.set(id, result)
  return result
}
