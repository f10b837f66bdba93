import { kindOf } from '../causes/alert-class.ts'
import { compareAlerts, incidentId } from '../identity.ts'
import { handOn } from '../learn/confirmations.ts'
import type { AlertNode, IncidentNode, ScopeState } from '../state.ts'
import { inSmallSystem } from '../topology.ts'
import type { Work } from '../work.ts'
import { placeNearMiss, placeSuitors } from './near-misses.ts'
import { onsetsIn, type Sign } from './onsets.ts'
import { settlePointers } from './rings.ts'

/**
 * Works out again which alerts hang together, for the incidents that a moved pointer, a new or a gone alert
 * concerns. An incident is named after its first alert, so the same alerts make the same incident however they
 * came. An incident that lost all its alerts to another is merged into it.
 */
export function regroup(work: Work, moved: ReadonlySet<string>): void {
  const { scope } = work
  let members = concerned(work, moved)
  // Settling may lead to alerts that were of no concern before: then theirs is settled anew as well.
  for (let seeds = [...moved]; ; members = concerned(work, seeds)) {
    const outside = settlePointers(work, members)
    if (outside.length === 0) break
    seeds = [...members, ...outside]
  }
  const before = new Map<string, string>()
  for (const id of members) {
    const incident = scope.alerts.get(id)?.incidentId
    if (incident !== undefined) before.set(id, incident)
  }
  for (const component of componentsOf(work, members)) placeFaults(work, component)
  for (const [alert, incident] of before) settleLeft(work, incident, alert)
  for (const gone of work.removed) {
    const heir = scope.series.get(gone.fingerprint)?.alertIds.findLast((id) => {
      return (scope.alerts.get(id)?.start ?? Number.POSITIVE_INFINITY) <= gone.start
    })
    if (gone.incidentId !== undefined) settleLeft(work, gone.incidentId, heir ?? '')
  }
}

/** The alerts concerned, closed under pointers and under membership of the same incident. */
function concerned(work: Work, seeds: Iterable<string>): Set<string> {
  const { scope, indexes } = work
  const members = new Set<string>()
  const stack = [...seeds]
  const incidents = new Set<string>()
  const takeIncident = (id: string | undefined) => {
    if (id === undefined || incidents.has(id)) return
    incidents.add(id)
    for (const alert of scope.incidents.get(id)?.alertIds ?? []) stack.push(alert)
  }
  for (const gone of work.removed) takeIncident(gone.incidentId)
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    if (members.has(id)) continue
    const alert = scope.alerts.get(id)
    if (!alert) continue
    members.add(id)
    takeIncident(alert.incidentId)
    for (const to of [alert.best?.to, alert.parent?.to]) if (to !== undefined) stack.push(to)
    for (const from of [indexes.bestOf, indexes.children])
      for (const one of from.get(id) ?? []) stack.push(one)
  }
  for (const id of incidents) work.incidents.add(id)
  return members
}

function componentsOf(work: Work, members: ReadonlySet<string>): AlertNode[][] {
  const { scope, indexes } = work
  const seen = new Set<string>()
  const components: AlertNode[][] = []
  for (const start of members) {
    if (seen.has(start)) continue
    const component: AlertNode[] = []
    const stack = [start]
    seen.add(start)
    for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
      const alert = scope.alerts.get(id)
      if (!alert) continue
      component.push(alert)
      const next = alert.parent ? [alert.parent.to] : []
      for (const other of [...next, ...(indexes.children.get(id) ?? [])]) {
        if (seen.has(other) || !members.has(other)) continue
        seen.add(other)
        stack.push(other)
      }
    }
    components.push(component.sort(compareAlerts))
  }
  return components
}

/**
 * The faults that alerts of one component are, each with its alerts. In a system so small that everything touches
 * everything, links say little of which fault an alert belongs to, but a new burst says that another one began.
 */
function cutAtOnsets(component: AlertNode[]): AlertNode[][] {
  // What a person put somewhere stays there, and so does what began before.
  const from = component.findLastIndex(({ frozen }) => frozen) + 1
  const telling = component.slice(from).filter(({ chronic, held }) => !chronic && !held)
  const starts = onsetsIn(telling.map(signOf))
  const faults: AlertNode[][] = [[]]
  for (const [at, alert] of component.entries()) {
    const next = starts[faults.length - 1]
    if (at >= from && next !== undefined && alert.start >= next) faults.push([])
    faults.at(-1)?.push(alert)
  }
  return faults
}

function placeFaults(work: Work, component: AlertNode[]): void {
  const small = component.some(({ entityId }) => inSmallSystem(work.scope.topology, entityId))
  const faults = small ? cutAtOnsets(component) : [component]
  for (const [at, fault] of faults.entries()) {
    const incident = place(work, fault)
    if (!incident) continue
    incident.small = small
    incident.superseded = at < faults.length - 1
  }
}

function signOf({ start, entityId, detail }: AlertNode): Sign {
  return { start, what: `${kindOf(detail.name).class} of ${entityId ?? detail.service ?? ''}` }
}

/** Puts alerts into one incident and returns it; undefined when none of them may open one. */
function place(work: Work, component: AlertNode[]): IncidentNode | undefined {
  const { scope } = work
  // Only what is neither held back nor chronic opens an incident; what is frozen has been put where it is.
  const opener = component.find((alert) => !alert.held && (!alert.chronic || isPutThere(alert)))
  const known = component.length === 1 && component[0]?.incidentId !== undefined ? component[0] : undefined
  if (!opener) {
    for (const alert of component) move(work, alert, undefined)
    return undefined
  }
  const id = pinned(scope, component) ?? incidentId(scope.name, opener.id)
  const before = scope.incidents.get(id)
  if (known?.incidentId === id && before?.alertIds.size === 1) {
    work.incidents.add(id)
    return before
  }
  const incident = before ?? createIncident(scope, id, opener)
  if (incident.status === 'merged') {
    incident.status = 'open'
    incident.mergedInto = undefined
  }
  for (const alert of component) move(work, alert, alert.held ? undefined : incident)
  work.incidents.add(id)
  return incident
}

/** A person put it into its incident; one that was put into none stays there while it is chronic. */
function isPutThere({ frozen, incidentId: of }: AlertNode): boolean {
  return frozen && of !== undefined
}

/** The incident that a person's merge or split gave to one of these alerts, the first in order. */
function pinned(scope: ScopeState, component: AlertNode[]): string | undefined {
  for (const alert of component) {
    if (!alert.frozen || alert.incidentId === undefined) continue
    const incident = scope.incidents.get(alert.incidentId)
    if (incident && incident.status !== 'merged') return incident.id
  }
  return undefined
}

/** Creates an incident as its first alert makes it. */
export function createIncident(scope: ScopeState, id: string, opener: AlertNode): IncidentNode {
  const incident: IncidentNode = {
    id,
    alertIds: new Set(),
    mergedInto: undefined,
    acknowledgedBy: undefined,
    acknowledgedAt: 0,
    override: undefined,
    actions: [],
    startedAt: opener.start,
    updatedAt: opener.lastEventAt,
    resolvedAt: undefined,
    severity: opener.severity,
    status: 'open',
    notifiedSeverity: undefined,
    notifiedOpen: false,
    notifiedStretches: 0,
    toldAt: 0,
    owned: [],
    unowned: [],
    notifiedUnowned: 0,
    unownedAt: undefined,
    causes: [],
    suspects: [],
    twoFaults: undefined,
    title: '',
    learned: false,
    small: false,
    superseded: false,
    shape: 0,
    emitted: 0,
  }
  scope.incidents.set(id, incident)
  return incident
}

/** Moves an alert into an incident, or out of any. */
export function move(work: Work, alert: AlertNode, incident: IncidentNode | undefined): void {
  if (alert.incidentId === incident?.id) {
    incident?.alertIds.add(alert.id)
    return
  }
  work.scope.incidents.get(alert.incidentId ?? '')?.alertIds.delete(alert.id)
  alert.incidentId = incident?.id
  incident?.alertIds.add(alert.id)
  work.alerts.add(alert.id)
  // Why they are where they are depends on where this one is.
  for (const child of work.indexes.children.get(alert.id) ?? []) work.pointed.add(child)
  const nearly = work.scope.alerts.get(alert.runnerUp?.to ?? '')?.incidentId
  if (nearly !== undefined) work.incidents.add(nearly)
  placeNearMiss(work.indexes, work.scope, alert)
  placeSuitors(work.indexes, work.scope, alert.id)
}

/**
 * An incident without alerts is merged into the one that has the alert which it had. Where that alert is in none
 * (a late event showed that it was held back from the start), the incident is merged into nothing: it never was.
 */
function settleLeft(work: Work, id: string, alert: string): void {
  const { scope } = work
  const incident = scope.incidents.get(id)
  if (!incident || incident.alertIds.size > 0 || incident.status === 'merged') return
  const into = scope.alerts.get(alert)?.incidentId
  work.incidents.add(id)
  if (into === undefined) incident.status = 'merged'
  else absorb(work, incident, into)
}

/** Marks an incident as merged and hands on what people did about it. */
export function absorb(work: Work, incident: IncidentNode, into: string): void {
  const target = work.scope.incidents.get(into)
  if (!target) return
  incident.status = 'merged'
  incident.mergedInto = into
  handOn(work, incident.id, into)
  target.acknowledgedBy ??= incident.acknowledgedBy
  target.acknowledgedAt = Math.max(target.acknowledgedAt, incident.acknowledgedAt)
  target.actions = [...target.actions, ...incident.actions].sort((a, b) =>
    a.at < b.at ? -1 : a.at > b.at ? 1 : 0,
  )
  target.notifiedOpen ||= incident.notifiedOpen
  target.notifiedStretches = Math.max(target.notifiedStretches, incident.notifiedStretches)
  target.notifiedSeverity ??= incident.notifiedSeverity
  target.toldAt = Math.max(target.toldAt, incident.toldAt)
  target.owned = [...target.owned, ...incident.owned].sort((a, b) => a.from - b.from)
  target.notifiedUnowned = Math.max(target.notifiedUnowned, incident.notifiedUnowned)
  work.incidents.add(incident.id)
  work.incidents.add(into)
}
