import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import { noteHost } from './entities/unknown-hosts.ts'
import { noteNearMiss, placeSuitors } from './group/near-misses.ts'
import { learnCompany } from './group/together.ts'
import { type Indexes, leave, schedule } from './indexes.ts'
import { leaveRules } from './inhibition-index.ts'
import { knownAlerts } from './known-alerts.ts'
import { learnChange } from './learn/change-record.ts'
import { learnUsual } from './learn/usual.ts'
import { forgetOneFault } from './lessons/one-fault.ts'
import { forgetRulings } from './lessons/rulings.ts'
import { takeFrom } from './sets.ts'
import type { AlertNode, IncidentNode } from './state.ts'
import { closeTally, leaveTally } from './tally.ts'
import { stepAfter, stepFrom, type Timer } from './timers.ts'
import type { Work } from './work.ts'

/** When an incident that was resolved at this time is forgotten. Times are epoch milliseconds. */
function incidentRetiresAt(settings: CorrelationSettings, resolvedAt: number): number {
  return stepFrom(resolvedAt + settings.keepResolvedMs)
}

/**
 * When an incident that was resolved at this time is learned from: nothing can reopen it then, and no late event that is
 * heeded can change it.
 */
function incidentLearnsAt(settings: CorrelationSettings, resolvedAt: number): number {
  return stepFrom(resolvedAt + settings.reopenMs + settings.latenessMs)
}

/** When an alert in no incident is forgotten. */
export function alertRetiresAt(settings: CorrelationSettings, end: number, lastEventAt: number): number {
  return stepFrom(Math.max(end + settings.keepResolvedMs, lastEventAt + settings.latenessMs))
}

/**
 * Sets the timer of what is to be forgotten. What should have been by now is at the next step of time, not among the
 * events of this one: which of these come after is a matter of chance.
 */
export function retireLater(indexes: Indexes, clock: number, at: number, timer: Timer): void {
  schedule(indexes, Math.max(at, stepAfter(clock)), timer)
}

/** Learns from a finished incident and forgets it with its alerts: the database keeps them. */
function forgetIncident(work: Work, incident: IncidentNode): void {
  const { scope, indexes } = work
  const alerts = knownAlerts(scope, incident.alertIds)
  // An alert that is still on (a person resolved the incident) stays, or its next event would open a new incident.
  if (alerts.some((alert) => alert.end === undefined)) return
  learnCompany(scope, alerts)
  learn(work, incident)
  closeTally(indexes.tallies, incident.id)
  for (const alert of alerts) forgetAlert(work, alert)
  forgetRulings(scope, incident.id)
  scope.incidents.delete(incident.id)
  for (const [id, other] of scope.incidents) if (other.mergedInto === incident.id) scope.incidents.delete(id)
}

/** Learns once what usually fires, and what change preceded it. */
function learn(work: Work, incident: IncidentNode): void {
  if (incident.learned) return
  incident.learned = true
  const { scope } = work
  const swayed = learnUsual(scope, knownAlerts(scope, incident.alertIds))
  const thing = learnChange(scope, incident)
  if (thing !== undefined) swayed.add(thing)
  reviewSwayed(work, swayed, incident)
}

/** The causes of other incidents are ranked anew where what was learned makes their alerts more or less surprising. */
function reviewSwayed(work: Work, swayed: ReadonlySet<string>, learned: IncidentNode): void {
  const { scope, indexes } = work
  for (const entityId of swayed) {
    for (const { incidentId } of indexes.byEntity.get(entityId) ?? []) {
      const incident = incidentId === learned.id ? undefined : scope.incidents.get(incidentId ?? '')
      // What is over for good keeps the causes that people saw.
      if (!incident || incident.learned) continue
      incident.shape = 0
      work.incidents.add(incident.id)
    }
  }
}

/** Sets the timers of an incident that was resolved: to learn from it, and to forget it. */
export function awaitRetirement(
  indexes: Indexes,
  settings: CorrelationSettings,
  clock: number,
  { id, resolvedAt, learned }: Pick<IncidentNode, 'id' | 'resolvedAt' | 'learned'>,
): void {
  if (resolvedAt === undefined) return
  const timer = { kind: 'incident' as const, id }
  if (!learned) retireLater(indexes, clock, incidentLearnsAt(settings, resolvedAt), timer)
  retireLater(indexes, clock, incidentRetiresAt(settings, resolvedAt), timer)
}

/** Learns from an incident that is over, and forgets one whose time to be changed is over; called when a timer of it is due. */
export function retireIncident(work: Work, id: string): void {
  const incident = work.scope.incidents.get(id)
  if (incident?.status !== 'resolved' || incident.resolvedAt === undefined) return
  if (incidentLearnsAt(work.settings, incident.resolvedAt) <= work.scope.clock) learn(work, incident)
  if (incidentRetiresAt(work.settings, incident.resolvedAt) <= work.scope.clock)
    forgetIncident(work, incident)
}

/** Forgets an alert in no incident whose time to be changed is over; called when its timer is due. */
export function retireLoneAlert(work: Work, id: string): void {
  const alert = work.scope.alerts.get(id)
  if (alert?.end === undefined || alert.incidentId !== undefined) return
  if (alertRetiresAt(work.settings, alert.end, alert.lastEventAt) > work.scope.clock) return
  forgetAlert(work, alert)
}

function forgetAlert(work: Work, alert: AlertNode): void {
  const { scope, indexes } = work
  leave(indexes, alert)
  leaveRules(indexes.rules, alert.id)
  leaveTally(indexes.tallies, alert.id)
  // What others were taken for by it, they stay.
  noteHost(indexes.unknownHosts, alert.id, undefined)
  if (alert.best) takeFrom(indexes.bestOf, alert.best.to, alert.id)
  if (alert.parent) takeFrom(indexes.children, alert.parent.to, alert.id)
  if (alert.runnerUp) takeFrom(indexes.suitors, alert.runnerUp.to, alert.id)
  // It is a near miss of another incident no more, nor what others belong to.
  const nearly = scope.alerts.get(alert.runnerUp?.to ?? '')?.incidentId
  if (nearly !== undefined) work.incidents.add(nearly)
  for (const pointers of [indexes.bestOf, indexes.suitors])
    for (const id of pointers.get(alert.id) ?? []) work.relink.add(id)
  noteNearMiss(indexes, alert.id, undefined)
  forgetRulings(scope, alert.id)
  forgetOneFault(scope, alert.id)
  scope.alerts.delete(alert.id)
  placeSuitors(indexes, scope, alert.id)
  work.alerts.delete(alert.id)
  for (const fingerprint of alert.fingerprints) forgetPoints(work, fingerprint, alert)
}

function forgetPoints(work: Work, fingerprint: string, alert: AlertNode): void {
  const { scope } = work
  const series = scope.series.get(fingerprint)
  if (!series) return
  series.alertIds = series.alertIds.filter((id) => id !== alert.id)
  const last = Math.max(alert.end ?? alert.lastEventAt, alert.lastEventAt)
  const earlier = series.alertIds.some((id) => (scope.alerts.get(id)?.start ?? alert.start) < alert.start)
  // An earlier one that is not to be forgotten yet keeps its points.
  series.points = series.points.filter(({ at }) => at > last || (earlier && at < alert.start))
  // Its habits (how often it began in the last day) outlive its alerts.
  const lastStart = series.starts.at(-1) ?? 0
  const idle = series.points.length === 0 && lastStart < scope.clock - 86_400_000
  if (!idle) return
  scope.series.delete(fingerprint)
  takeFrom(scope.conditions, series.condition, fingerprint)
}
