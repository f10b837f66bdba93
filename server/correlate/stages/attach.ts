import { move } from '../group/membership.ts'
import { NO_ONSET_MS } from '../group/onsets.ts'
import { point } from '../group/rings.ts'
import { compareAlerts } from '../identity.ts'
import type { AlertNode, IncidentNode } from '../state.ts'
import { tallyOf } from '../tally.ts'
import { inSmallSystem } from '../topology.ts'
import type { Work } from '../work.ts'

/**
 * Puts new alerts into the incidents that they point into, where nothing else can change by it: nothing but other
 * such alerts points to them, and they began after the alert that the incident is named after. So a storm costs
 * each of its alerts, not each time all that hangs together. Takes these out of `moved`; the rest must be grouped
 * anew.
 */
export function attach(work: Work, moved: Set<string>): void {
  const waiting = new Map<string, AlertNode>()
  for (const id of moved) {
    const alert = work.scope.alerts.get(id)
    if (alert && isLeaf(alert)) waiting.set(id, alert)
  }
  if (waiting.size === 0) return
  const restless = incidentsOf(work, moved, waiting)
  const incidents = new Map<string, IncidentNode | undefined>()
  const openers = new Map<string, AlertNode | undefined>()
  const follows = (alert: AlertNode, incident: IncidentNode) => {
    if (!openers.has(incident.id)) openers.set(incident.id, tallyOf(work, incident)?.opener)
    const opener = openers.get(incident.id)
    const small = incident.small || inSmallSystem(work.scope.topology, alert.entityId)
    if (alert.chronic && !small) return true
    if (opener === undefined || compareAlerts(opener, alert) >= 0) return false
    // In a small system what comes may be the burst by which another fault begins, or else begins none any more.
    const beginsNone = alert.chronic || alert.start < opener.start + NO_ONSET_MS
    return !small || (!incident.superseded && beginsNone)
  }
  for (const alert of waiting.values()) incidentBehind(work, alert, waiting, restless, incidents, follows)
  dropUnfit(work, waiting, incidents)
  for (const [id, alert] of waiting) {
    const incident = incidents.get(id)
    if (!incident) continue
    moved.delete(id)
    alert.inRing = false
    point(work, alert, alert.best)
    move(work, alert, incident)
    work.incidents.add(incident.id)
  }
}

function isLeaf(alert: AlertNode): boolean {
  return !alert.held && !alert.frozen && alert.incidentId === undefined && alert.parent === undefined
}

/** The incidents that must be grouped anew anyway. */
function incidentsOf(work: Work, moved: Set<string>, waiting: Map<string, AlertNode>): Set<string> {
  const found = new Set<string>()
  for (const { incidentId } of work.removed) if (incidentId !== undefined) found.add(incidentId)
  for (const id of moved) {
    const alert = waiting.has(id) ? undefined : work.scope.alerts.get(id)
    for (const one of [alert, work.scope.alerts.get(alert?.best?.to ?? '')])
      if (one?.incidentId !== undefined) found.add(one.incidentId)
  }
  return found
}

/** The incident to which best links lead over other waiting alerts, if it stays as it is. */
function incidentBehind(
  work: Work,
  alert: AlertNode,
  waiting: Map<string, AlertNode>,
  restless: Set<string>,
  known: Map<string, IncidentNode | undefined>,
  follows: (alert: AlertNode, incident: IncidentNode) => boolean,
): IncidentNode | undefined {
  const path: AlertNode[] = []
  let found: IncidentNode | undefined
  for (let at: AlertNode | undefined = alert; at; ) {
    if (known.has(at.id)) {
      found = known.get(at.id)
      break
    }
    path.push(at)
    // Until it is found, nothing: that ends the way round a ring.
    known.set(at.id, undefined)
    const next: AlertNode | undefined = work.scope.alerts.get(at.best?.to ?? '')
    if (next && !waiting.has(next.id)) {
      const { incidentId } = next
      const calm = incidentId !== undefined && !restless.has(incidentId)
      found = calm ? work.scope.incidents.get(incidentId) : undefined
      break
    }
    at = next
  }
  for (const one of path) known.set(one.id, found && follows(one, found) ? found : undefined)
  return known.get(alert.id)
}

/** An alert that something else points to, or that hangs on one that cannot be attached, cannot be either. */
function dropUnfit(
  work: Work,
  waiting: Map<string, AlertNode>,
  incidents: Map<string, IncidentNode | undefined>,
): void {
  const { bestOf, children } = work.indexes
  const unfit: string[] = []
  for (const id of waiting.keys()) {
    const pointing = [...(bestOf.get(id) ?? []), ...(children.get(id) ?? [])]
    if (!incidents.get(id) || pointing.some((other) => !waiting.has(other))) unfit.push(id)
  }
  // Whatever hangs together with an unfit one is grouped together with it.
  const dropped = new Set<string>()
  for (let id = unfit.pop(); id !== undefined; id = unfit.pop()) {
    if (dropped.has(id)) continue
    dropped.add(id)
    const to = waiting.get(id)?.best?.to
    if (to !== undefined && waiting.has(to)) unfit.push(to)
    for (const other of bestOf.get(id) ?? []) if (waiting.has(other)) unfit.push(other)
    incidents.set(id, undefined)
  }
  unsettle(work, waiting, incidents, dropped)
}

/** Where an unfit alert leads into an incident, that is grouped anew: nothing may be attached to it before. */
function unsettle(
  work: Work,
  waiting: Map<string, AlertNode>,
  incidents: Map<string, IncidentNode | undefined>,
  dropped: Set<string>,
): void {
  const concerned = new Set<string>()
  for (const id of dropped) {
    const incident = work.scope.alerts.get(waiting.get(id)?.best?.to ?? '')?.incidentId
    if (incident !== undefined) concerned.add(incident)
  }
  for (const [id, incident] of incidents)
    if (incident && concerned.has(incident.id)) incidents.set(id, undefined)
}
