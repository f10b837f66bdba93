import { compileMatchers } from '../../schema/matcher.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import { resolveEntity } from './entities/resolve.ts'
import { noteHost, unknownHost } from './entities/unknown-hosts.ts'
import { deriveEpisodes } from './episodes.ts'
import { placeNearMiss } from './group/near-misses.ts'
import { compareAlerts } from './identity.ts'
import { createIndexes, enter, type Indexes, orderChanges, schedule } from './indexes.ts'
import { enterRules } from './inhibition-index.ts'
import { matchedLabels } from './labels.ts'
import { nextWindow } from './recurrence.ts'
import { alertRetiresAt, awaitRetirement, retireLater } from './retire.ts'
import { addTo } from './sets.ts'
import { isLarge } from './stages/causes.ts'
import { calendarRecurrence, covers } from './stages/maintenance.ts'
import { recurrenceOf } from './stages/silence.ts'
import type { AlertNode, ScopeState } from './state.ts'
import { stepAfter } from './timers.ts'

/** Alerts or series between two steps: some milliseconds. */
const PER_STEP = 1000

/** The indexes of a scope as it is now, in steps; timers come after. */
export function* restoreIndexes(scope: ScopeState, settings: CorrelationSettings): Generator<void, Indexes> {
  const indexes = createIndexes(settings)
  orderChanges(indexes, scope)
  const ordered = [...scope.alerts.values()].sort(compareAlerts)
  let done = 0
  for (const alert of ordered) {
    if (!alert.held) enter(indexes, scope, alert)
    if (!alert.known) {
      const named = resolveEntity(scope.topology, indexes.labelTable, alert.detail)
      noteHost(indexes.unknownHosts, alert.id, unknownHost(named))
    }
    enterRules(indexes.rules, alert)
    if (alert.best) addTo(indexes.bestOf, alert.best.to, alert.id)
    if (alert.parent) addTo(indexes.children, alert.parent.to, alert.id)
    if (alert.runnerUp) addTo(indexes.suitors, alert.runnerUp.to, alert.id)
    placeNearMiss(indexes, scope, alert)
    if (++done % PER_STEP === 0) yield
  }
  for (const { id, told } of scope.lessons.values()) if (!told) indexes.untold.add(id)
  return indexes
}

/** Sets the timers that follow from the state. */
export function* restoreTimers(
  indexes: Indexes,
  scope: ScopeState,
  settings: CorrelationSettings,
): Generator<void, void> {
  let done = 0
  for (const { fingerprint, points } of scope.series.values()) {
    const last = deriveEpisodes(fingerprint, points, scope.clock).at(-1)
    if (last?.end === undefined && last?.expires !== undefined)
      schedule(indexes, last.expires, { kind: 'series', id: fingerprint })
    if (++done % PER_STEP === 0) yield
  }
  const coming = windowsToCome(scope, settings)
  for (const alert of scope.alerts.values()) {
    restoreAlertTimers(indexes, scope, settings, alert)
    if (alert.end === undefined) awaitWindows(indexes, coming, alert)
    if (++done % PER_STEP === 0) yield
  }
  for (const incident of scope.incidents.values()) {
    awaitRetirement(indexes, settings, scope.clock, incident)
    // Perhaps ranking its causes was put off.
    if (isLarge(incident) && !incident.learned && incident.status !== 'merged')
      schedule(indexes, stepAfter(scope.clock), { kind: 'causes', id: incident.id })
    const { id, unownedAt } = incident
    if (unownedAt !== undefined) schedule(indexes, unownedAt, { kind: 'unowned', id })
  }
}

function restoreAlertTimers(
  indexes: Indexes,
  scope: ScopeState,
  settings: CorrelationSettings,
  { id, end, lastEventAt, flapping, calmAt, holds, incidentId }: AlertNode,
): void {
  if (flapping && calmAt !== undefined) schedule(indexes, calmAt, { kind: 'alert', id })
  if (end !== undefined && incidentId === undefined)
    retireLater(indexes, scope.clock, alertRetiresAt(settings, end, lastEventAt), { kind: 'lone', id })
  for (const { from, until } of holds)
    for (const at of [from, until])
      if (at !== undefined && at > scope.clock) schedule(indexes, at, { kind: 'suppression', id })
}

/** What is to hold alerts back from a time on: a silence, a calendar or announced maintenance. */
interface Coming {
  at: number
  matches: (alert: AlertNode) => boolean
}

function windowsToCome(scope: ScopeState, settings: CorrelationSettings): Coming[] {
  const calendars = settings.calendars.filter((one) => one.scope === undefined || one.scope === scope.name)
  const windows = [
    ...[...scope.silences.values()].map((one) => ({ ...one, recurrence: recurrenceOf(one) })),
    ...calendars.map((one) => ({ ...one, recurrence: calendarRecurrence(one) })),
  ]
  const coming: Coming[] = windows.flatMap(({ recurrence, matchers }) => {
    const at = nextWindow(recurrence, scope.clock)
    const test = compileMatchers(matchers)
    return at === undefined ? [] : [{ at, matches: (alert) => test(matchedLabels(alert)) }]
  })
  for (const change of scope.changes.values()) {
    const at = Date.parse(change.at)
    if (change.kind !== 'maintenance' || at <= scope.clock) continue
    coming.push({ at, matches: (alert) => covers(scope, change, alert) })
  }
  return coming
}

function awaitWindows(indexes: Indexes, coming: Coming[], alert: AlertNode): void {
  for (const { at, matches } of coming)
    if (matches(alert)) schedule(indexes, at, { kind: 'suppression', id: alert.id })
}

/** Lets everything be looked at once more, as after a change of the settings. */
export function reviewAll(indexes: Indexes, scope: ScopeState, settings: CorrelationSettings): void {
  for (const alert of scope.alerts.values()) alert.entityBy = undefined
  for (const { fingerprint, points } of scope.series.values())
    if (points.length > 0) schedule(indexes, scope.clock, { kind: 'series', id: fingerprint })
  for (const incident of scope.incidents.values()) {
    awaitRetirement(indexes, settings, scope.clock, incident)
    // The time after which it is unowned may be another one now.
    if (incident.status === 'open') schedule(indexes, scope.clock, { kind: 'unowned', id: incident.id })
  }
}
