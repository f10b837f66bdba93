import { compileMatchers } from '../../../schema/matcher.ts'
import type { ChangeRecord } from '../../../schema/records/change.ts'
import type { MaintenanceCalendar } from '../../../schema/settings/correlation.ts'
import { placeOf } from '../entities/resolve-change.ts'
import { addHold } from '../holds.ts'
import { schedule } from '../indexes.ts'
import { matchedLabels } from '../labels.ts'
import { nextWindow, type Recurrence, windowAt } from '../recurrence.ts'
import type { AlertNode, ScopeState } from '../state.ts'
import { upstreamOf } from '../topology.ts'
import type { Stage, Work } from '../work.ts'

/** A maintenance whose end nobody reports ends by itself. */
export const OPEN_MAINTENANCE_MS = 4 * 3_600_000
/** Maintenance of a host covers what runs on it, and what is a part of that. */
const COVERED_HOPS = 1

/** Holds back alerts about things under maintenance, by change records and by calendars. */
export const maintain: Stage = {
  name: 'maintenance',
  run(work) {
    const windows = [...work.scope.changes.values()].filter((change) => change.kind === 'maintenance')
    const calendars = calendarsOf(work)
    for (const id of work.alerts) {
      const alert = work.scope.alerts.get(id)
      if (!alert) continue
      alert.holds = []
      for (const change of windows) if (covers(work.scope, change, alert)) hold(work, alert, change)
      for (const { calendar, matches } of calendars) {
        if (matches(matchedLabels(alert))) holdByCalendar(work, alert, calendar)
      }
    }
  },
}

// Follows from the settings, of which there are few.
const compiled = new WeakMap<MaintenanceCalendar, (labels: Record<string, string>) => boolean>()

function calendarsOf({ settings, scope }: Work) {
  return settings.calendars
    .filter((calendar) => calendar.scope === undefined || calendar.scope === scope.name)
    .map((calendar) => {
      const matches = compiled.get(calendar) ?? compileMatchers(calendar.matchers)
      compiled.set(calendar, matches)
      return { calendar, matches }
    })
}

/** Whether a change is maintenance of what an alert is about, of the host that it runs on, or of its service. */
export function covers(scope: ScopeState, change: ChangeRecord, alert: AlertNode): boolean {
  const place = placeOf(scope.topology, change)
  if (place === undefined || alert.entityId === place) return place !== undefined
  const named = change.entity?.name ?? change.service
  if (alert.detail.service === named || alert.detail.entity?.name === named) return true
  const reach =
    alert.entityId === undefined ? undefined : upstreamOf(scope.topology, alert.entityId).get(place)
  const host = change.entity?.type
  return reach !== undefined && reach.hops <= COVERED_HOPS && (host === 'node' || host === 'host')
}

function hold(work: Work, alert: AlertNode, change: ChangeRecord): void {
  const from = Date.parse(change.at)
  const until = change.endedAt ? Date.parse(change.endedAt) : from + OPEN_MAINTENANCE_MS
  if ((alert.end ?? work.scope.clock) < from) {
    if (alert.end === undefined) schedule(work.indexes, from, { kind: 'suppression', id: alert.id })
    return
  }
  addHold(work, alert, {
    from,
    until,
    suppression: { kind: 'maintenance', id: change.id, text: `maintenance: ${change.summary}` },
  })
}

function holdByCalendar(work: Work, alert: AlertNode, calendar: MaintenanceCalendar): void {
  holdInWindows(work, alert, calendarRecurrence(calendar), {
    kind: 'maintenance',
    id: calendar.name,
    text: `maintenance window ${calendar.name}`,
  })
}

/** When a calendar holds back. */
export function calendarRecurrence(calendar: MaintenanceCalendar): Recurrence {
  return {
    startsAt: Date.parse(calendar.startsAt),
    endsAt: Number.POSITIVE_INFINITY,
    rule: calendar.rrule,
    durationMs: calendar.durationMs,
  }
}

/** Holds an alert in the window in which it began and in the one that is open now; looks again when the next opens. */
export function holdInWindows(
  work: Work,
  alert: AlertNode,
  recurrence: Recurrence,
  suppression: { kind: 'maintenance' | 'silenced'; id: string; text: string },
): void {
  const now = Math.min(work.scope.clock, alert.end ?? Number.POSITIVE_INFINITY)
  const windows = [windowAt(recurrence, alert.start), windowAt(recurrence, now)]
  const [first, second] = windows
  if (first) addHold(work, alert, { ...first, suppression })
  if (second && second.from !== first?.from) addHold(work, alert, { ...second, suppression })
  const next = alert.end === undefined ? nextWindow(recurrence, work.scope.clock) : undefined
  if (next !== undefined) schedule(work.indexes, next, { kind: 'suppression', id: alert.id })
}
