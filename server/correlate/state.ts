import type { Entity } from '../../schema/entity.ts'
import type { EntityBy } from '../../schema/entity-by.ts'
import type { ChangeRecord } from '../../schema/records/change.ts'
import type {
  Cause,
  EventDecision,
  IncidentAction,
  Suppression,
  SuspectChange,
  TwoFaults,
} from '../../schema/records/correlation.ts'
import type { SilenceState } from '../../schema/records/silence.ts'
import type { Severity } from '../../schema/severity.ts'
import type { Evidence } from './group/evidence.ts'
import type { KeptEvidence } from './group/kept-evidence.ts'
import type { ChangeRecords } from './learn/change-record.ts'
import type { Usual } from './learn/usual.ts'
import { createRulings, type Lesson, type Rulings } from './lessons/lesson.ts'
import type { Members } from './sets.ts'
import { createTopology, type Topology } from './topology.ts'
import type { Owned } from './unowned.ts'

/** What an event said besides its status; shared by the points of a series while it stays the same. */
export interface Detail {
  name: string
  severity: Severity
  source: string
  summary: string | undefined
  description: string | undefined
  service: string | undefined
  entity: Entity | undefined
  labels: Record<string, string>
  annotations: Record<string, string>
  url: string | undefined
}

/** An event (or `count` neighbouring ones of no consequence) of a series. Times are epoch milliseconds. */
export interface Point {
  at: number
  status: 'firing' | 'acknowledged' | 'resolved'
  startsAt: number | undefined
  endsAt: number | undefined
  count: number
  /** Log offsets of the events, as long as a late event could still move them to another alert. */
  offsets: readonly number[]
  /** What was last said of these events, for as long. */
  decided: Pick<EventDecision, 'outcome' | 'alertId' | 'heldBy'> | undefined
  detail: Detail
}

/** All that was said under one fingerprint lately, in the order of event time. */
export interface Series {
  fingerprint: string
  /** Same entity and same normalised name: what two tools that see the same thing agree on. */
  condition: string
  points: Point[]
  alertIds: string[]
  firstSeen: number
  /** Starts of its episodes in the last day, ascending, also of those forgotten since. */
  starts: number[]
}

/** A stretch of time in which an alert is held back, and by what. `until` is undefined while open-ended. */
export interface Hold {
  from: number
  until: number | undefined
  suppression: Suppression
}

/** Of events that no late one can move any more. */
export const NO_OFFSETS: readonly number[] = Object.freeze([])

/** Most alerts are never held back. */
const NO_HOLDS: readonly Hold[] = Object.freeze([])

/** The pointer of an alert to the alert that best explains or precedes it. */
export interface Parent {
  to: string
  /** When that began. */
  start: number
  weight: number
  /** What speaks for it, strongest first; put into words (group/reasons.ts) when it is sent out. */
  found: KeptEvidence
}

/** The best alert that this one was not joined to, and the strongest of what spoke for it. */
export interface RunnerUp {
  to: string
  start: number
  weight: number
  found: Evidence | undefined
}

/** An alert: one episode of one fingerprint (or of several that see the same condition). */
export interface AlertNode {
  id: string
  fingerprint: string
  fingerprints: readonly string[]
  start: number
  end: number | undefined
  acknowledged: boolean
  lastEventAt: number
  events: number
  detail: Detail
  severity: Severity
  sources: readonly string[]
  /** Topology node id, or the entity's own name where topology does not know it. */
  entityId: string | undefined
  entity: Entity | undefined
  /** The entity is a topology node. */
  known: boolean
  /** How that was found out; undefined until it is looked at by the settings in force. */
  entityBy: EntityBy | undefined
  chronic: boolean
  flapping: boolean
  /** Event time until which it counts as active although resolved, because it flaps. */
  calmAt: number | undefined
  holds: readonly Hold[]
  suppression: Suppression | undefined
  /** Suppressed since it began: it takes no part in incidents. */
  held: boolean
  /** Its best link, if one reaches the threshold. */
  best: Parent | undefined
  /** Where it points: its best link, unless that would close a ring. */
  parent: Parent | undefined
  /** It is one of alerts that are each other's best links. */
  inRing: boolean
  runnerUp: RunnerUp | undefined
  /** A person's merge or split fixed its place. */
  frozen: boolean
  incidentId: string | undefined
  /** Hash of what was last sent out, to send only changes; 0 when nothing was. */
  emitted: number
  /** The incident that it was last said to be in, and the hash of why. */
  emittedIncident: string | undefined
  emittedReasons: number
}

/** What a person decided about an incident, at the scope's event time `at`. */
export interface Override {
  status: 'open' | 'resolved'
  at: number
}

/** An incident: the alerts that lead to one another. */
export interface IncidentNode {
  id: string
  alertIds: Set<string>
  mergedInto: string | undefined
  acknowledgedBy: string | undefined
  /** Event time of the acknowledgement; a later reopening voids it. */
  acknowledgedAt: number
  override: Override | undefined
  actions: IncidentAction[]
  startedAt: number
  updatedAt: number
  resolvedAt: number | undefined
  severity: Severity
  status: 'open' | 'acknowledged' | 'resolved' | 'merged'
  notifiedSeverity: Severity | undefined
  notifiedOpen: boolean
  /** Stretches of activity that people were told of. */
  notifiedStretches: number
  /** The beginning of the step of event time in which it was first bad enough to tell people; 0 before that. */
  toldAt: number
  /** For how long people had it, in the order in which they took it. */
  owned: Owned[]
  /** When it had stayed unowned for too long, once for each stretch in which it was open. */
  unowned: number[]
  /** Of how many of these people were told. */
  notifiedUnowned: number
  /** When it is to be looked at for this again. */
  unownedAt: number | undefined
  causes: Cause[]
  suspects: SuspectChange[]
  /** It may hold two faults; undefined when nothing says so. */
  twoFaults: TwoFaults | undefined
  title: string
  /** What usually fires in incidents was learned from it. */
  learned: boolean
  /** What hangs together with it belongs to a small system, where a burst begins another incident. */
  small: boolean
  /** A later burst began another one. */
  superseded: boolean
  /** What causes, suspects, two faults and title were worked out from, so that repeats do not do it again. */
  shape: number
  /** Hash of what was last sent out, to send only changes; 0 when nothing was. */
  emitted: number
}

/** Everything known of one scope. */
export interface ScopeState {
  name: string
  /** Event time: the greatest seen, moved on by ticks. */
  clock: number
  /** Event time of the earliest alert ever heard of; Infinity before any. */
  heardSince: number
  /** Arrival time of the scope's last record, to bound ticks. */
  lastArrival: number
  series: Map<string, Series>
  /** Condition to the fingerprints that report it. */
  conditions: Map<string, Members>
  alerts: Map<string, AlertNode>
  incidents: Map<string, IncidentNode>
  topology: Topology
  /** Changes of the last hours, by id. */
  changes: Map<string, ChangeRecord>
  silences: Map<string, SilenceState>
  /** Hashes of external ids seen: this generation and the one before. */
  deliveries: { current: Set<number>; previous: Set<number>; since: number }
  /** How often two alert types were in one incident: type to type to count. */
  together: Map<string, Map<string, number>>
  /** Which alerts usually fire on what while an incident is around it. */
  usual: Usual
  /** What preceded the last incidents of things. */
  changeRecords: ChangeRecords
  /** What people taught, by id, the oldest first. */
  lessons: Map<string, Lesson>
  /** What of it decided something. */
  rulings: Rulings
  /** Lesson to the alerts, of those that are remembered, of which it says that they are one fault. */
  oneFault: Map<string, Set<string>>
}

/** The correlator's state of one log partition. */
export interface CorrelatorState {
  format: number
  /** Hash of the settings that it was worked out by; undefined before any. */
  settings: number | undefined
  scopes: Map<string, ScopeState>
}

/** Changes when a state written by another version of the program cannot be read by this one. */
export const STATE_FORMAT = 8

/** A state that has seen nothing. */
export function createState(): CorrelatorState {
  return { format: STATE_FORMAT, settings: undefined, scopes: new Map() }
}

/** A scope that has seen nothing. */
export function createScope(name: string): ScopeState {
  return {
    name,
    clock: 0,
    heardSince: Number.POSITIVE_INFINITY,
    lastArrival: 0,
    series: new Map(),
    conditions: new Map(),
    alerts: new Map(),
    incidents: new Map(),
    topology: createTopology(),
    changes: new Map(),
    silences: new Map(),
    deliveries: { current: new Set(), previous: new Set(), since: 0 },
    together: new Map(),
    usual: new Map(),
    changeRecords: new Map(),
    lessons: new Map(),
    rulings: createRulings(),
    oneFault: new Map(),
  }
}

/** An alert that nothing is known of yet but where it comes from; `start` is epoch milliseconds. */
export function createAlert(id: string, fingerprint: string, start: number, detail: Detail): AlertNode {
  return {
    id,
    fingerprint,
    fingerprints: [fingerprint],
    start,
    end: undefined,
    acknowledged: false,
    lastEventAt: start,
    events: 0,
    detail,
    severity: detail.severity,
    sources: [],
    entityId: undefined,
    entity: undefined,
    known: false,
    entityBy: undefined,
    chronic: false,
    flapping: false,
    calmAt: undefined,
    holds: NO_HOLDS,
    suppression: undefined,
    held: false,
    best: undefined,
    parent: undefined,
    inRing: false,
    runnerUp: undefined,
    frozen: false,
    incidentId: undefined,
    emitted: 0,
    emittedIncident: undefined,
    emittedReasons: 0,
  }
}
