import { type AlertClass, kindOf } from '../causes/alert-class.ts'
import { kinshipOf, siblingsOf } from '../kinship.ts'
import type { AlertNode, ScopeState } from '../state.ts'
import { directNeeds, neededDirectlyBy } from '../topology.ts'
import { dropOldest } from './bounded.ts'

/** What is remembered of one thing: in how many incidents around it which of its alerts fired. */
export interface Habit {
  /** Incidents around it, of late: the older one is, the less it counts. */
  incidents: number
  /** All of them, to tell how old something is. */
  seen: number
  /** By the alert's name: how often it fired, as of the incident `at`. */
  alerts: Map<string, { times: number; at: number }>
}

/** Things of a scope and their habits, those unseen for longest first. */
export type Usual = Map<string, Habit>

/** What an incident is worth when the next one around the same thing comes: half after some 14. */
const KEEP = 0.95
/** So many incidents' worth of what its siblings do is what a thing is expected to do before it was seen itself. */
const SIBLINGS_COUNT = 8
/** So many incidents' worth of what alerts of the class do is what siblings are expected to do. */
const CLASS_COUNTS = 2
/**
 * How often an alert of a class fires in an incident around it as long as nothing is known: errors and slowness are
 * what victims show, and logs and traffic tell least.
 */
const BY_CLASS: Readonly<Record<AlertClass, number>> = {
  latency: 0.32,
  error: 0.2,
  log: 0.5,
  traffic: 0.5,
  cpu: 0.1,
  memory: 0.1,
  disk: 0.1,
  network: 0.1,
  state: 0.1,
  other: 0.1,
}
/** Nothing is so sure that it is no surprise at all. */
const MOST_LIKELY = 0.99

/** Bounds of memory: things, alerts of each, and neighbours of each that an incident counts for. */
const MAX_THINGS = 10_000
const MAX_ALERTS = 64
const MAX_NEIGHBOURS = 50
/** An incident counts for no more things than this: a storm over a whole estate teaches little. */
const MAX_AROUND = 2000

/**
 * How surprising an alert is on a thing while an incident is around it, in nats: -ln of the chance that it fires then,
 * by how often it did of late there and on its siblings. 0.01 for what always fires; 2.3 for a resource's alert that
 * was never seen.
 */
export function surpriseOf(scope: ScopeState, entityId: string, name: string): number {
  const own = scope.usual.get(entityId)
  const expected = onSiblings(scope, entityId, name)
  const chance = (timesOf(own, name) + SIBLINGS_COUNT * expected) / ((own?.incidents ?? 0) + SIBLINGS_COUNT)
  return -Math.log(Math.min(MOST_LIKELY, chance))
}

function onSiblings(scope: ScopeState, entityId: string, name: string): number {
  const expected = BY_CLASS[kindOf(name).class]
  let times = 0
  let incidents = 0
  for (const id of siblingsOf(kinshipOf(scope.topology), entityId)) {
    const habit = scope.usual.get(id)
    if (!habit) continue
    times += timesOf(habit, name)
    incidents += habit.incidents
  }
  return (times + CLASS_COUNTS * expected) / (incidents + CLASS_COUNTS)
}

function timesOf(habit: Habit | undefined, name: string): number {
  const known = habit?.alerts.get(name)
  return habit && known ? known.times * KEEP ** (habit.seen - known.at) : 0
}

/** In how many of the last incidents around a thing an alert fired there; undefined when none was seen. */
export function timesSeen(
  { usual }: ScopeState,
  entityId: string,
  name: string,
): { times: number; of: number } | undefined {
  const habit = usual.get(entityId)
  if (!habit || habit.incidents < 1) return undefined
  return { times: Math.round(timesOf(habit, name)), of: Math.round(habit.incidents) }
}

/**
 * Learns from a finished incident what fires on which thing in one. It counts for the things that alerted and for what
 * they touch directly. Returns the things whose surprises are others now.
 */
export function learnUsual(scope: ScopeState, alerts: readonly AlertNode[]): Set<string> {
  const fired = new Map<string, Set<string>>()
  for (const { entityId, chronic, detail } of alerts) {
    if (entityId === undefined || chronic) continue
    fired.set(entityId, (fired.get(entityId) ?? new Set()).add(detail.name))
  }
  const kinship = kinshipOf(scope.topology)
  const swayed = new Set<string>()
  for (const id of around(scope, fired.keys())) {
    const habit = scope.usual.get(id) ?? { incidents: 0, seen: 0, alerts: new Map() }
    habit.incidents = habit.incidents * KEEP + 1
    habit.seen++
    for (const name of [...(fired.get(id) ?? [])].sort()) {
      const times = timesOf(habit, name) + 1
      // Entered again last, so that the alert unseen for longest is the first to go.
      habit.alerts.delete(name)
      habit.alerts.set(name, { times, at: habit.seen })
    }
    dropOldest(habit.alerts, MAX_ALERTS)
    scope.usual.delete(id)
    scope.usual.set(id, habit)
    swayed.add(id)
    for (const sibling of siblingsOf(kinship, id)) swayed.add(sibling)
  }
  dropOldest(scope.usual, MAX_THINGS)
  return swayed
}

/** These things and what they touch directly, in the order of ids. */
function around({ topology }: ScopeState, ids: Iterable<string>): string[] {
  const alerting = [...ids].sort()
  const found = new Set(alerting.slice(0, MAX_AROUND))
  for (const id of alerting) {
    if (found.size >= MAX_AROUND) break
    for (const touched of [directNeeds(topology, id), neededDirectlyBy(topology, id)]) {
      let taken = 0
      for (const other of touched.keys()) {
        if (++taken > MAX_NEIGHBOURS) break
        found.add(other)
      }
    }
  }
  return [...found].sort()
}
