import type { AlertRecord } from '../../schema/records/alert.ts'
import type { ChangeRecord } from '../../schema/records/change.ts'
import type { CorrelationRecord } from '../../schema/records/correlation.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import type { TopologyRecord } from '../../schema/records/topology.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import { applyCommand } from './commands.ts'
import { emit } from './emit.ts'
import { nameAlerts } from './entities/name-alerts.ts'
import { placeOf } from './entities/resolve-change.ts'
import { finish } from './finish.ts'
import { hashQuickly } from './identity.ts'
import { createIndexes, enter, type Indexes, leave, orderChanges, schedule } from './indexes.ts'
import { restoreIndexes, restoreTimers, reviewAll } from './restore.ts'
import { retireIncident, retireLoneAlert } from './retire.ts'
import { rank, rankNow } from './stages/causes.ts'
import { deduplicate } from './stages/deduplicate.ts'
import { detectFlapping } from './stages/flapping.ts'
import { group } from './stages/group.ts'
import { inhibit } from './stages/inhibit.ts'
import { lifecycle } from './stages/lifecycle.ts'
import { covers, maintain } from './stages/maintenance.ts'
import { name } from './stages/name.ts'
import { normalise } from './stages/normalise.ts'
import { applySilences } from './stages/silence.ts'
import { type CorrelatorState, createScope } from './state.ts'
import { dueTimers, nextDue, stepFrom, stepOf } from './timers.ts'
import { applyTopology } from './topology.ts'
import type { Output, Stage, Work } from './work.ts'

/** What happens to alerts, in this order. */
export const STAGES: readonly Stage[] = [
  normalise,
  deduplicate,
  name,
  detectFlapping,
  maintain,
  applySilences,
  inhibit,
  group,
  rank,
  lifecycle,
]

/** A record with its place on the log and its arrival there (epoch ms). */
export interface Input {
  offset: number
  appendedAt: number
  record: LogRecord
}

/** Takes records in; holds a state and what is derived from it. */
export interface Correlator {
  readonly state: CorrelatorState
  /**
   * Takes in a batch of one partition, in offset order, and returns what it found, or undefined when nothing
   * changed. How records are cut into batches makes no difference to the state that results.
   */
  take(batch: Input[]): CorrelationRecord | undefined
  /** Whether any scope waits for time to pass, so that ticks are worth their place on the log. */
  waits(): boolean
}

/** A commanding clock may be trusted over a scope's event time when they are this close: the scope is live. */
const LIVE_MS = 10 * 60_000

/** A correlator that goes on from a state, by these settings. */
export function createCorrelator(state: CorrelatorState, settings: CorrelationSettings): Correlator {
  return finish(openCorrelator(state, settings))
}

/** The same in steps of some milliseconds, for a large state. */
export function* openCorrelator(
  state: CorrelatorState,
  settings: CorrelationSettings,
): Generator<void, Correlator> {
  const indexes = new Map<string, Indexes>()
  const by = hashQuickly(JSON.stringify(settings))
  const sameSettings = state.settings === by
  /** Scopes that are to be looked at by these settings yet: until then a state that is saved must not claim them. */
  const unreviewed = new Set<string>()
  for (const scope of state.scopes.values()) {
    const restored = yield* restoreIndexes(scope, settings)
    if (sameSettings) yield* restoreTimers(restored, scope, settings)
    else reviewAll(restored, scope, settings)
    if (!sameSettings) unreviewed.add(scope.name)
    indexes.set(scope.name, restored)
  }
  state.settings = unreviewed.size === 0 ? by : undefined

  const workOn = (name: string, output: Output): Work => {
    const scope = state.scopes.get(name) ?? createScope(name)
    state.scopes.set(name, scope)
    const known = indexes.get(name) ?? createIndexes(settings)
    indexes.set(name, known)
    return {
      scope,
      indexes: known,
      settings,
      received: [],
      events: [],
      series: new Set(),
      alerts: new Set(),
      removed: [],
      changed: new Set(),
      ended: new Map(),
      relink: new Set(),
      relinkFrom: 0,
      relinkTo: 0,
      suspicions: new Map(),
      moved: new Set(),
      pointed: new Set(),
      weighed: new Set(),
      incidents: new Set(),
      lessons: new Set(),
      tallies: new Map(),
      output,
    }
  }

  return {
    state,
    waits: () =>
      [...state.scopes.values()].some((scope) => (indexes.get(scope.name)?.timers.entries.length ?? 0) > 0),
    take(batch) {
      const output = createOutput()
      const pending = new Map<string, Work>()
      const pendingOf = (name: string): Work => {
        const work = pending.get(name) ?? workOn(name, output)
        pending.set(name, work)
        return work
      }
      const settle = (name: string): void => {
        const work = pending.get(name)
        if (work) run(work)
        pending.delete(name)
        if (!work || !unreviewed.has(name)) return
        if ((nextDue(work.indexes.timers) ?? Number.POSITIVE_INFINITY) > work.scope.clock)
          unreviewed.delete(name)
        if (unreviewed.size === 0) state.settings = by
      }
      for (const input of batch) takeOne(input, pendingOf, settle, state)
      for (const name of [...pending.keys()]) settle(name)
      const [first, last] = [batch[0], batch.at(-1)]
      return first && last ? recordOf(output, first.offset, last.offset + 1) : undefined
    },
  }
}

function takeOne(
  { offset, appendedAt, record }: Input,
  pendingOf: (scope: string) => Work,
  settle: (scope: string) => void,
  state: CorrelatorState,
): void {
  switch (record.type) {
    case 'alert':
      moveTo(record.scope, Date.parse(record.at), pendingOf, settle)
      takeAlert(pendingOf(record.scope), record, offset)
      break
    case 'change':
      if (record.kind !== 'maintenance') moveTo(record.scope, Date.parse(record.at), pendingOf, settle)
      takeChange(pendingOf(record.scope), record)
      break
    case 'topology':
      settle(record.scope)
      takeTopology(pendingOf(record.scope), record)
      break
    case 'command': {
      settle(record.scope)
      const received = Date.parse(record.receivedAt)
      if (received - pendingOf(record.scope).scope.clock < LIVE_MS)
        moveTo(record.scope, received, pendingOf, settle)
      const work = pendingOf(record.scope)
      run(work)
      applyCommand(work, record)
      settle(record.scope)
      break
    }
    case 'tick':
      for (const name of state.scopes.keys()) {
        settle(name)
        const { scope } = pendingOf(name)
        // A scope that heard something since the last tick has its clock from there already.
        const elapsed = Math.min(record.elapsedMs, Math.max(0, appendedAt - scope.lastArrival))
        if (scope.clock > 0) moveTo(name, scope.clock + elapsed, pendingOf, settle)
        scope.lastArrival = appendedAt
        // Worked on although it brought nothing: something may be due.
        pendingOf(name)
      }
      return
    default:
      return
  }
  const { scope } = pendingOf(record.scope)
  scope.lastArrival = Math.max(scope.lastArrival, appendedAt)
}

/**
 * Moves a scope's clock on, never back. When a new step of time begins, all that came before is worked on first, then
 * what became due meanwhile, one moment after another: as if each record had come in a batch of its own.
 */
function moveTo(
  name: string,
  at: number,
  pendingOf: (scope: string) => Work,
  settle: (scope: string) => void,
): void {
  const { scope, indexes } = pendingOf(name)
  const until = stepOf(at)
  if (scope.clock > 0 && until > scope.clock) {
    settle(name)
    let due = nextDue(indexes.timers)
    for (let last = Number.NEGATIVE_INFINITY; due !== undefined && due <= until && due > last; ) {
      scope.clock = Math.max(scope.clock, stepFrom(due))
      pendingOf(name)
      settle(name)
      last = due
      due = nextDue(indexes.timers)
    }
  }
  // A scope that knows no time yet is told it by its first event.
  scope.clock = Math.max(scope.clock, at)
}

function takeAlert(work: Work, record: AlertRecord, offset: number): void {
  work.scope.heardSince = Math.min(work.scope.heardSince, Date.parse(record.at))
  work.received.push({ offset, record })
}

/** How long a change is remembered beyond the window in which it can be a suspect. */
const CHANGE_KEPT_MS = 24 * 3_600_000

function takeChange(work: Work, record: ChangeRecord): void {
  const { scope, indexes, settings } = work
  const at = Date.parse(record.at)
  const before = scope.changes.get(record.id)
  scope.changes.set(record.id, record)
  for (const [id, change] of scope.changes) {
    const over = Math.max(Date.parse(change.at), Date.parse(change.endedAt ?? change.at))
    if (over < scope.clock - settings.changeWindowMs - CHANGE_KEPT_MS) scope.changes.delete(id)
  }
  orderChanges(indexes, scope)
  if (record.kind === 'maintenance') {
    for (const alert of scope.alerts.values()) {
      const was = alert.holds.some(({ suppression }) => suppression.id === record.id)
      if (!was && ((alert.end ?? at) < at || !covers(scope, record, alert))) continue
      if (was || at <= scope.clock) work.alerts.add(alert.id)
      else schedule(indexes, at, { kind: 'suppression', id: alert.id })
    }
    return
  }
  for (const change of before ? [before, record] : [record]) reviewAfter(work, change)
}

/** Whatever may have to do with a change is looked at again: what began after it, and incidents that may suspect it. */
function reviewAfter(work: Work, change: ChangeRecord): void {
  const { scope, indexes, settings } = work
  const at = Date.parse(change.at)
  const place = placeOf(scope.topology, change)
  if (place === undefined) return
  for (const refs of [indexes.under.get(place), indexes.byKey.get(`service:${place}`)]) {
    for (const { id, start } of refs ?? []) {
      if (start >= at && start <= at + settings.changeWindowMs) work.relink.add(id)
      // Whenever it began itself: what it belongs to may have begun soon after the change.
      const incident = scope.alerts.get(id)?.incidentId
      if (incident !== undefined) work.incidents.add(incident)
    }
  }
}

function takeTopology(work: Work, record: TopologyRecord): void {
  const { scope, indexes } = work
  if (!applyTopology(scope.topology, record)) return
  nameAlerts(work, scope.alerts.values())
  orderChanges(indexes, scope)
  for (const alert of scope.alerts.values()) leave(indexes, alert)
  for (const alert of scope.alerts.values()) {
    if (!alert.held) enter(indexes, scope, alert)
    work.changed.add(alert.id)
    work.alerts.add(alert.id)
    // Even where links stay: a system may have become small, or large.
    work.moved.add(alert.id)
  }
}

function run(work: Work): void {
  for (const stage of STAGES) {
    stage.run(work)
    if (stage === normalise) takeDue(work)
  }
  emit(work)
  // Emptied, for a command may follow on the same work.
  work.received = []
  work.events = []
  work.removed = []
  const { series, alerts, changed, ended, relink, moved, pointed, weighed, incidents, lessons, tallies } =
    work
  for (const set of [
    series,
    alerts,
    changed,
    ended,
    relink,
    moved,
    pointed,
    weighed,
    incidents,
    lessons,
    tallies,
  ])
    set.clear()
}

/** Looks again at what waited for the time that it is now. */
function takeDue(work: Work): void {
  const { scope } = work
  for (const timer of dueTimers(work.indexes.timers, scope.clock)) {
    if (timer.kind === 'series' && scope.series.has(timer.id)) work.series.add(timer.id)
    if (timer.kind === 'alert') work.alerts.add(timer.id)
    if (timer.kind === 'lone') retireLoneAlert(work, timer.id)
    if (timer.kind === 'incident') retireIncident(work, timer.id)
    if (timer.kind === 'unowned') work.incidents.add(timer.id)
    if (timer.kind === 'causes') rankNow(work, timer.id)
    if (timer.kind === 'suppression' && scope.alerts.get(timer.id)?.end === undefined)
      work.alerts.add(timer.id)
  }
}

function createOutput(): Output {
  return {
    decisions: new Map(),
    alerts: new Map(),
    removedAlerts: new Map(),
    incidents: new Map(),
    links: new Map(),
    notifications: [],
    silences: new Map(),
    lessons: new Map(),
    commands: [],
  }
}

function recordOf(output: Output, from: number, to: number): CorrelationRecord | undefined {
  const record: CorrelationRecord = {
    type: 'correlation',
    input: { from, to },
    events: [...output.decisions.values()],
    alerts: [...output.alerts.values()],
    removedAlerts: [...output.removedAlerts.values()],
    incidents: [...output.incidents.values()],
    links: [...output.links.values()],
    notifications: output.notifications,
    silences: [...output.silences.values()],
    lessons: [...output.lessons.values()],
    commands: output.commands,
  }
  const { type: _type, input: _input, ...lists } = record
  return Object.values(lists).some((list) => list.length > 0) ? record : undefined
}
