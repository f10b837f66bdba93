import type { ChangeRecord } from '../records/change.ts'
import type { Actor, CommandResult } from '../records/command.ts'
import type { AlertState, IncidentState, JoinReason, NearMiss } from '../records/correlation.ts'
import type { SilenceState } from '../records/silence.ts'
import type { TopologyEdge, TopologyNode } from '../records/topology.ts'

/** An alert as the API answers it. */
export type Alert = AlertState

/** Why an alert is in its incident. */
export interface Link {
  alert: string
  joinedBy: JoinReason[]
}

/** An incident as the API answers it. */
export type Incident = Omit<IncidentState, 'nearMisses'> & {
  /** In lists at most 100 an incident, in the order in which the alerts began. */
  links: Link[]
}

/** An event as the API answers it. */
export interface EventView {
  /** Partition and offset on the log. */
  id: string
  alertId?: string
  incidentId?: string
  externalId?: string
  at: string
  receivedAt: string
  status: string
  severity: string
  name: string
  source: string
  scope: string
  service?: string
  entity?: { type: string; name: string }
  summary?: string
  fingerprint: string
  labels: Record<string, string>
  annotations: Record<string, string>
  outcome?: string
  heldBy?: string
  timeCorrected?: string
  url?: string
}

/** A near miss with the alert that it is about. */
export type NearMissView = NearMiss & { alert?: Alert }

/** A past incident like another one: likeness 0 to 1, why, and how it ended. */
export interface SimilarIncident {
  id: string
  title: string
  status: string
  startedAt: string
  resolvedAt?: string
  likeness: number
  reasons: string[]
  ended?: string
}

/** One entry of an incident's history. */
export interface HistoryEntry {
  id: string
  at: string
  receivedAt: string
  by: Actor
  kind: string
  text?: string
  incidentIds: string[]
  error?: string
}

/** A change as the API answers it. */
export type Change = Omit<ChangeRecord, 'type'> & { incidentIds?: string[] }

/** Topology as the API answers it; `truncated` when `limit` cut it. */
export interface TopologyView {
  nodes: (TopologyNode & { source?: string })[]
  edges: TopologyEdge[]
  truncated?: boolean
}

/** Pressure: per bucket the events, the alerts that began and the incidents that were open. */
export interface Pressure {
  from: string
  to: string
  bucketSeconds: number
  buckets: { at: string; events: number; alerts: number; incidents: number }[]
}

/** What became of the events of a range. */
export interface Noise {
  from: string
  to: string
  events: number
  alerts: number
  incidents: number
  notifications: number
  /** 1 - notifications / events; 0 without events. */
  reduction: number
  suppressed: {
    duplicate: number
    flapping: number
    silenced: number
    inhibited: number
    maintenance: number
    correlated: number
  }
  corrections: { merged: number; split: number }
}

/** What a silence would hold back. */
export interface SilencePreview {
  firing: number
  matched: number
  /** Set when it would hold back more than half of what is firing. */
  warning?: string
  alerts: Alert[]
}

/** A silence as the API answers it. */
export type SilenceView = SilenceState & {
  state: 'pending' | 'active' | 'expired'
  /** Alerts that it holds back now. */
  holding: number
}

/** Something that could not be understood. */
export interface RejectView {
  id: string
  scope: string
  source: string
  route: string
  contentType: string
  receivedAt: string
  reason: string
  path: string
  status: 'open' | 'retried'
  retriedAt?: string
  /** The first 2,000 characters of the body. */
  excerpt: string
}

/** One sender of records. */
export interface SourceStatus {
  scope: string
  source: string
  lastReceivedAt: string
  eventsLastHour: number
}

/** How Barograph itself is. */
export interface Status {
  version: string
  roles: string[]
  log: { transport: 'embedded' | 'kafka'; records: number }
  /** Records accepted but not yet in the database, and not yet correlated. */
  lag: { loaded: number; correlated: number }
  /** What is wrong, in words; empty when all is well. */
  problems: string[]
  scopes: string[]
  sources: SourceStatus[]
  demo: 'idle' | 'running' | 'finished'
}

/** What a command did. */
export type CommandAnswer = CommandResult & { incident?: Incident }
