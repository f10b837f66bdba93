import { isDeepStrictEqual } from 'node:util'
import type {
  AlertState,
  HeldBy,
  IncidentState,
  JoinReason,
  NearMiss,
  Suppression,
} from '../../schema/records/correlation.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import { nearMissReason, onsetReason, reasonsFor } from './group/reasons.ts'
import { hashQuickly, incidentId } from './identity.ts'
import { knownAlerts } from './known-alerts.ts'
import { lessonState } from './lessons/lesson.ts'
import { noiseLesson, noiseWords } from './lessons/noise.ts'
import type { AlertNode, IncidentNode } from './state.ts'
import { closeTally } from './tally.ts'
import { actionsOf } from './unowned.ts'
import type { Work } from './work.ts'

const MAX_NEAR_MISSES = 20

/** Puts the last state of everything that changed into the output, and what held each event back. */
export function emit(work: Work): void {
  for (const gone of work.removed) emitRemoved(work, gone)
  const linked = new Set(work.pointed)
  for (const id of work.alerts) {
    const alert = work.scope.alerts.get(id)
    if (!alert) continue
    emitAlert(work, alert)
    if (alert.incidentId !== alert.emittedIncident) linked.add(id)
  }
  for (const id of linked) {
    const alert = work.scope.alerts.get(id)
    if (alert) emitLink(work, alert)
  }
  for (const id of work.incidents) {
    const incident = work.scope.incidents.get(id)
    if (incident) emitIncident(work, incident)
  }
  emitLessons(work)
  holdEvents(work)
}

function emitRemoved(work: Work, gone: AlertNode): void {
  const { output, scope } = work
  if (gone.emitted === 0) return
  output.removedAlerts.set(gone.id, { scope: scope.name, id: gone.id, startsAt: toTimestamp(gone.start) })
  output.alerts.delete(gone.id)
  if (gone.emittedIncident !== undefined) unlink(work, gone, gone.emittedIncident)
}

function emitAlert(work: Work, alert: AlertNode): void {
  const { output, scope } = work
  const state = alertState(scope.name, alert, noiseWords(scope, alert))
  const signature = hashQuickly(
    JSON.stringify([
      state.status,
      state.severity,
      state.endsAt,
      state.lastEventAt,
      state.events,
      state.flapping,
      state.suppressedBy,
      state.incidentId,
      state.entity,
      state.entityBy,
      state.sources,
      state.summary,
    ]),
  )
  if (signature !== alert.emitted) {
    alert.emitted = signature
    output.alerts.set(alert.id, state)
    output.removedAlerts.delete(alert.id)
  }
}

function emitLink(work: Work, alert: AlertNode): void {
  const { output, scope } = work
  const { incidentId, emittedIncident } = alert
  const joinedBy = incidentId === undefined ? [] : whyJoined(work, alert, incidentId)
  const reasons = incidentId === undefined ? 0 : hashQuickly(JSON.stringify(joinedBy))
  if (emittedIncident === incidentId && alert.emittedReasons === reasons) return
  if (emittedIncident !== undefined && emittedIncident !== incidentId) unlink(work, alert, emittedIncident)
  alert.emittedIncident = incidentId
  alert.emittedReasons = reasons
  if (incidentId === undefined) return
  output.links.set(linkKey(incidentId, alert.id), {
    scope: scope.name,
    incidentId,
    alertId: alert.id,
    joinedBy,
    removed: false,
  })
}

function emitLessons({ scope, indexes, lessons, output }: Work): void {
  for (const id of indexes.untold) lessons.add(id)
  indexes.untold.clear()
  for (const id of lessons) {
    const lesson = scope.lessons.get(id)
    if (!lesson) continue
    lesson.told = true
    output.lessons.set(id, lessonState(scope.name, lesson))
  }
}

/** Why an alert is in its incident: what it points to, or where that is in another one, the burst that it came with. */
function whyJoined(work: Work, alert: AlertNode, incidentId: string): JoinReason[] {
  const { parent } = alert
  if (!parent) return []
  const found = reasonsFor(alert, parent)
  const reasons =
    work.scope.alerts.get(parent.to)?.incidentId === incidentId ? found : [onsetReason(alert, parent, found)]
  const noise = noiseWords(work.scope, alert)
  return noise ? [...reasons, { kind: noise.kind, with: parent.to, weight: 0, text: noise.text }] : reasons
}

function unlink(work: Work, alert: AlertNode, incidentId: string): void {
  work.output.links.set(linkKey(incidentId, alert.id), {
    scope: work.scope.name,
    incidentId,
    alertId: alert.id,
    joinedBy: [],
    removed: true,
  })
}

function linkKey(incidentId: string, alertId: string): string {
  return `${incidentId} ${alertId}`
}

/** An alert as it is sent out; `noise` says that it was marked as such, where nothing else holds it back. */
export function alertState(scope: string, alert: AlertNode, noise?: Suppression): AlertState {
  const { detail } = alert
  const suppressedBy = alert.suppression ?? noise
  const resolved = alert.end !== undefined
  return {
    id: alert.id,
    fingerprint: alert.fingerprint,
    scope,
    status: resolved ? 'resolved' : alert.acknowledged ? 'acknowledged' : 'firing',
    severity: alert.severity,
    name: detail.name,
    ...(detail.summary !== undefined && { summary: detail.summary }),
    source: detail.source,
    sources: [...alert.sources],
    ...(detail.service !== undefined && { service: detail.service }),
    ...(alert.entity && { entity: alert.entity }),
    ...(alert.entityBy && { entityBy: alert.entityBy }),
    startsAt: toTimestamp(alert.start),
    ...(alert.end !== undefined && { endsAt: toTimestamp(alert.end) }),
    lastEventAt: toTimestamp(alert.lastEventAt),
    events: alert.events,
    flapping: alert.flapping,
    ...(suppressedBy && { suppressedBy }),
    labels: detail.labels,
    annotations: {
      ...(detail.description !== undefined && { description: detail.description }),
      ...detail.annotations,
    },
    ...(detail.url !== undefined && { url: detail.url }),
    ...(alert.incidentId !== undefined && { incidentId: alert.incidentId }),
  }
}

function emitIncident(work: Work, incident: IncidentNode): void {
  const state = incidentState(work, incident)
  const { updatedAt: _updatedAt, ...rest } = state
  const signature = hashQuickly(JSON.stringify(rest))
  if (signature === incident.emitted) return
  // What turned out never to have been is not kept; what nobody has seen need not be said to be merged.
  if (incident.status === 'merged' && incident.mergedInto === undefined)
    work.scope.incidents.delete(incident.id)
  if (incident.status === 'merged') closeTally(work.indexes.tallies, incident.id)
  if (incident.status === 'merged' && incident.emitted === 0) return
  incident.emitted = signature
  work.output.incidents.set(incident.id, state)
}

function incidentState(work: Work, incident: IncidentNode): IncidentState {
  const { scope } = work
  const tally = work.tallies.get(incident.id)
  return {
    id: incident.id,
    scope: scope.name,
    status: incident.status,
    ...(incident.mergedInto !== undefined && { mergedInto: incident.mergedInto }),
    severity: incident.severity,
    title: incident.title,
    startedAt: toTimestamp(incident.startedAt),
    updatedAt: toTimestamp(Math.max(incident.updatedAt, incident.startedAt)),
    ...(incident.resolvedAt !== undefined && { resolvedAt: toTimestamp(incident.resolvedAt) }),
    ...(incident.status === 'acknowledged' &&
      incident.acknowledgedBy !== undefined && { acknowledgedBy: incident.acknowledgedBy }),
    counts: {
      events: tally?.events ?? 0,
      alerts: incident.alertIds.size,
      entities: tally?.entities ?? 0,
    },
    services: tally?.services ?? [],
    causes: incident.causes,
    changes: incident.suspects,
    ...(incident.twoFaults && { twoFaults: incident.twoFaults }),
    nearMisses: nearMisses(work, incident),
    actions: actionsOf(incident),
  }
}

function nearMisses(work: Work, incident: IncidentNode): NearMiss[] {
  const { scope, indexes } = work
  return knownAlerts(scope, indexes.nearMisses.get(incident.id) ?? [])
    .flatMap((alert) => (alert.runnerUp && !alert.held ? { alert, nearly: alert.runnerUp } : []))
    .sort((a, b) => b.nearly.weight - a.nearly.weight || (a.alert.id < b.alert.id ? -1 : 1))
    .slice(0, MAX_NEAR_MISSES)
    .map(({ alert, nearly }) => ({
      alertId: alert.id,
      weight: nearly.weight,
      text: nearMissReason(alert, nearly),
    }))
}

/** Every event but the one that an incident is named after was held back by something. */
function holdEvents(work: Work): void {
  const { output, scope } = work
  for (const { offset, point, record } of work.events) {
    const decision = output.decisions.get(offset)
    if (!decision || !point) continue
    const alert = decision.alertId === undefined ? undefined : scope.alerts.get(decision.alertId)
    const heldBy = reasonHeld(work, decision.outcome === 'opened', alert)
    if (heldBy) decision.heldBy = heldBy
    const { outcome, alertId } = decision
    const decided = { outcome, ...(alertId !== undefined && { alertId }), ...(heldBy && { heldBy }) }
    // Repeats are many, and the same is said of each.
    const before = scope.series.get(record.fingerprint)?.points.at(-2)?.decided
    point.decided = before && isDeepStrictEqual(before, decided) ? before : decided
  }
}

function reasonHeld(work: Work, opened: boolean, alert: AlertNode | undefined): HeldBy | undefined {
  if (!alert || !opened) return 'duplicate'
  if (alert.suppression) return alert.suppression.kind
  const incident = alert.incidentId === undefined ? undefined : work.scope.incidents.get(alert.incidentId)
  if (!incident && noiseLesson(work.scope, alert)) return 'noise'
  if (!incident) return alert.chronic ? 'flapping' : 'correlated'
  return incidentId(work.scope.name, alert.id) === incident.id ? undefined : 'correlated'
}
