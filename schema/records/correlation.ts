import type { Entity } from '../entity.ts'
import type { EntityBy } from '../entity-by.ts'
import type { Severity } from '../severity.ts'
import type { Actor, CommandResult } from './command.ts'
import type { HELD_BY, SUPPRESSION_KINDS } from './held-by.ts'
import type { LessonState } from './lesson.ts'
import type { SilenceState } from './silence.ts'

/**
 * What became of one event: `opened` an alert, repeated a known one (`duplicate`), ended it (`resolved`),
 * `acknowledged` it, was posted before under the same external id (`repeated_delivery`, counted nowhere), or
 * said something about an alert that never was (`orphan`).
 */
export type EventOutcome =
  | 'opened'
  | 'duplicate'
  | 'resolved'
  | 'acknowledged'
  | 'repeated_delivery'
  | 'orphan'

/** What kept an event from a person; absent when it opened an incident. */
export type HeldBy = (typeof HELD_BY)[number]

/** The decision about one event, named by its offset in the log's partition. */
export interface EventDecision {
  offset: number
  scope: string
  source: string
  /** Event time. */
  at: string
  outcome: EventOutcome
  heldBy?: HeldBy
  alertId?: string
  /** A late event changed where this earlier one belongs: it replaces the decision before and counts no more. */
  moved?: boolean
}

/** Why an alert is suppressed: the kind, the id of the silence, alert, change or lesson behind it, and words. */
export interface Suppression {
  kind: (typeof SUPPRESSION_KINDS)[number]
  id: string
  text: string
}

/** An alert: one episode of one fingerprint, from firing to resolved. Times are RFC 3339. */
export interface AlertState {
  id: string
  fingerprint: string
  scope: string
  status: 'firing' | 'acknowledged' | 'resolved'
  severity: Severity
  name: string
  summary?: string
  source: string
  /** Every source that reported this condition, the first one first. */
  sources: string[]
  service?: string
  entity?: Entity
  /** How the entity was found; absent in what earlier programs wrote. */
  entityBy?: EntityBy
  startsAt: string
  endsAt?: string
  lastEventAt: string
  events: number
  flapping: boolean
  suppressedBy?: Suppression
  labels: Record<string, string>
  annotations: Record<string, string>
  url?: string
  incidentId?: string
}

/** One reason in words, with its kind and its weight; a negative weight is a reason against. */
export interface Reason {
  kind: string
  text: string
  weight: number
}

/** A candidate cause of an incident. Score orders candidates; confidence is 0 to 1. */
export interface Cause {
  entity: Entity
  score: number
  confidence: number
  reasons: Reason[]
  /** Who said that it was the cause; then it stands first. */
  confirmedBy?: string
}

/** A change that may stand behind an incident. */
export interface SuspectChange {
  id: string
  score: number
  reasons: Reason[]
  source: string
  kind: string
  at: string
  endedAt?: string | undefined
  by: string
  entity?: Entity | undefined
  service?: string | undefined
  summary: string
  version?: string | undefined
  url?: string | undefined
}

/** One of two faults that an incident may hold, by its alerts. */
export interface FaultSide {
  /** How many, without chronic ones where there are others. */
  alerts: number
  entities: number
  /** Its first alert, and what that says. */
  head: { alertId: string; text: string }
  /** What would lead its causes if it were an incident of its own. */
  cause?: { entity: Entity; text: string }
}

/** Said of an incident that may hold two faults. */
export interface TwoFaults {
  /** 0 to 1: in how many incidents of which as much spoke for it there were two. */
  chance: number
  text: string
  /** The alerts that a split would take out, all of them: what a split command can name. */
  alertIds: string[]
  /** What these are, and what would be left. */
  apart: FaultSide
  left: FaultSide
}

/** An alert that was close to an incident and still left out, with why. */
export interface NearMiss {
  alertId: string
  /** Evidence that spoke for joining, 0 to 1, below the threshold. */
  weight: number
  text: string
}

/** What a person or agent did to an incident. */
export interface IncidentAction {
  at: string
  by: Actor
  kind: string
  text?: string
}

/** An incident: one fault with its alerts. Times are RFC 3339. */
export interface IncidentState {
  id: string
  scope: string
  status: 'open' | 'acknowledged' | 'resolved' | 'merged'
  mergedInto?: string
  severity: Severity
  title: string
  startedAt: string
  updatedAt: string
  resolvedAt?: string
  acknowledgedBy?: string
  counts: { events: number; alerts: number; entities: number }
  /** The services hit, for the list's filter and blast radius. */
  services: string[]
  causes: Cause[]
  changes: SuspectChange[]
  /** Absent when nothing says so, and once a person said what belongs together. */
  twoFaults?: TwoFaults
  nearMisses: NearMiss[]
  actions: IncidentAction[]
}

/** Evidence that joins an alert to another one (`with`) of the same incident. */
export interface JoinReason extends Reason {
  with: string
}

/** The current place of an alert: its incident and why it is there. `removed` undoes an earlier place. */
export interface IncidentLink {
  scope: string
  incidentId: string
  alertId: string
  joinedBy: JoinReason[]
  removed: boolean
}

/** Something that would have interrupted a person. */
export interface Notification {
  scope: string
  incidentId: string
  at: string
  /** `unowned`: nobody had it for too long. */
  reason: 'opened' | 'severity_raised' | 'reopened' | 'unowned'
  severity: Severity
}

/**
 * What the correlator found in one batch of the log: the last state of everything that changed. It goes back
 * on the log as one record, so that it is there whole or not at all. A later record replaces an earlier one
 * with the same ids.
 */
export interface CorrelationRecord {
  type: 'correlation'
  /**
   * Offsets that it answers for, on its own partition: `from` inclusive, `to` exclusive. What is too large for one
   * record comes in several: the last one answers for the inputs, those before it for none and say `until` which
   * offset (exclusive) the last one will.
   */
  input: { from: number; to: number; until?: number }
  /** The correlator that found it, as in its claim. */
  owner?: string
  events: EventDecision[]
  alerts: AlertState[]
  /** Alerts that a late event made part of another one: they never were. */
  removedAlerts: { scope: string; id: string; startsAt: string }[]
  incidents: IncidentState[]
  links: IncidentLink[]
  notifications: Notification[]
  silences: SilenceState[]
  /** Absent in what earlier programs wrote. */
  lessons?: LessonState[]
  commands: CommandResult[]
}

/** The lists of a correlation record. */
export type FindingLists = Required<Omit<CorrelationRecord, 'type' | 'input' | 'owner'>>

/** The lists of a correlation record that found nothing. */
export function emptyFindings(): Record<keyof FindingLists, never[]> {
  return {
    events: [],
    alerts: [],
    removedAlerts: [],
    incidents: [],
    links: [],
    notifications: [],
    silences: [],
    lessons: [],
    commands: [],
  }
}
