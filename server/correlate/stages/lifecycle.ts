import type { Notification } from '../../../schema/records/correlation.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { severityRank } from '../../../schema/severity.ts'
import { schedule } from '../indexes.ts'
import { alertRetiresAt, awaitRetirement, retireLater } from '../retire.ts'
import type { IncidentNode } from '../state.ts'
import type { Stretch, Tally } from '../tally-sums.ts'
import { STEP_MS, stepOf } from '../timers.ts'
import { openStretches, unownedTimes } from '../unowned.ts'
import type { Stage, Work } from '../work.ts'

/** Settles the state of each touched incident, counts what would interrupt a person, and lets what is over be forgotten in time. */
export const lifecycle: Stage = {
  name: 'lifecycle',
  run(work) {
    for (const id of work.incidents) {
      const incident = work.scope.incidents.get(id)
      if (incident && incident.status !== 'merged') settle(work, incident)
    }
    for (const id of work.alerts) {
      const alert = work.scope.alerts.get(id)
      if (alert?.end === undefined || alert.incidentId !== undefined) continue
      const at = alertRetiresAt(work.settings, alert.end, alert.lastEventAt)
      retireLater(work.indexes, work.scope.clock, at, { kind: 'lone', id })
    }
  },
}

function settle(work: Work, incident: IncidentNode): void {
  const { scope } = work
  const tally = work.tallies.get(incident.id)
  if (!tally) return
  const before = incident.status
  incident.startedAt = tally.first.start
  incident.updatedAt = Math.max(incident.updatedAt, tally.lastEventAt)
  incident.severity = tally.severity
  const { active, since, over, stretches } = activity(tally.stretches, scope.clock)
  const { override } = incident
  const stands = override?.status === 'open' ? over <= override.at : tally.newest <= (override?.at ?? 0)
  const decided = override && stands
  const open = decided ? override.status === 'open' : active
  const valid = incident.acknowledgedBy !== undefined && incident.acknowledgedAt >= since
  incident.status = open ? (valid ? 'acknowledged' : 'open') : 'resolved'
  incident.resolvedAt = open ? undefined : decided ? override.at : over
  if (incident.resolvedAt !== undefined) {
    awaitRetirement(work.indexes, work.settings, scope.clock, incident)
  }
  if (!tally.quiet) notify(work, incident, before, stretches)
  remind(work, incident, tally, decided === true)
}

/** When an incident's alerts were on. */
interface Activity {
  active: boolean
  /** When the present, or the last, stretch of activity began. */
  since: number
  /** When the last one ended. */
  over: number
  /** How many there were, without those that began as an alert flapped. */
  stretches: number
}

function activity(stretches: readonly Stretch[], clock: number): Activity {
  const last = stretches.at(-1)
  const over = last?.end ?? Number.NEGATIVE_INFINITY
  const again = stretches.slice(1).filter(({ flaps }) => !flaps).length
  return { active: over > clock, since: last?.start ?? 0, over: Math.min(over, clock), stretches: 1 + again }
}

function notify(work: Work, incident: IncidentNode, before: IncidentNode['status'], stretches: number): void {
  const { scope, settings, output } = work
  if (severityRank(incident.severity) < severityRank(settings.notifyFrom)) return
  const send = (reason: Notification['reason']) => {
    incident.notifiedOpen = true
    incident.notifiedSeverity = incident.severity
    const at = reason === 'opened' ? incident.startedAt : scope.clock
    output.notifications.push({
      scope: scope.name,
      incidentId: incident.id,
      at: toTimestamp(at),
      reason,
      severity: incident.severity,
    })
  }
  const open = incident.status !== 'resolved'
  const told = incident.notifiedStretches
  incident.notifiedStretches = Math.max(told, stretches)
  // What opened and ended between two batches would have interrupted a person all the same.
  const again = stretches - Math.max(told, 1)
  if (!incident.notifiedOpen) send('opened')
  else if (again <= 0 && before === 'resolved' && open) send('reopened')
  else if (open && severityRank(incident.severity) > severityRank(incident.notifiedSeverity ?? 'info'))
    send('severity_raised')
  for (let i = 0; i < again; i++) send('reopened')
}

/**
 * Counts once in each stretch in which an incident is open that nobody had it for too long. People are told at the
 * beginning of a step of time, before what comes in it, so that it makes no difference how that is cut into batches.
 */
function remind(work: Work, incident: IncidentNode, tally: Tally, decided: boolean): void {
  const { scope, settings, indexes, output } = work
  incident.unowned = []
  incident.unownedAt = undefined
  const isLoud = severityRank(incident.severity) >= severityRank(settings.notifyFrom)
  if (settings.unownedMs === 0 || tally.quiet || !isLoud) return
  const step = stepOf(scope.clock)
  const isStep = scope.clock === step && work.events.length === 0
  // Known since the step before: those who were told late have their time as well.
  if (isStep && incident.toldAt === 0) incident.toldAt = step - STEP_MS
  const open = openStretches(work, incident, tally, decided)
  const times = unownedTimes(open, incident.owned, settings.unownedMs)
  incident.unowned = times.filter((at) => at <= scope.clock)
  const due = incident.toldAt === 0 ? Number.POSITIVE_INFINITY : incident.toldAt + settings.unownedMs
  if (isStep && due <= step) {
    for (const at of incident.unowned.slice(incident.notifiedUnowned)) {
      output.notifications.push({
        scope: scope.name,
        incidentId: incident.id,
        at: toTimestamp(Math.max(at, due)),
        reason: 'unowned',
        severity: incident.severity,
      })
    }
    incident.notifiedUnowned = Math.max(incident.notifiedUnowned, incident.unowned.length)
  }
  const untold = incident.unowned.length > incident.notifiedUnowned
  const soon = incident.toldAt === 0 || (untold && due <= scope.clock)
  const next = soon ? step + STEP_MS : untold ? due : times.find((at) => at > scope.clock)
  if (next === undefined) return
  incident.unownedAt = next
  schedule(indexes, next, { kind: 'unowned', id: incident.id })
}
