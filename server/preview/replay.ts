import type { CorrelationRecord, HeldBy } from '../../schema/records/correlation.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import type { Severity } from '../../schema/severity.ts'
import { createCorrelator, type Input } from '../correlate/correlate.ts'
import { createState } from '../correlate/state.ts'

/** A record of the past, with when it arrived (epoch milliseconds) and its place on the log, which orders it. */
export interface PastInput {
  arrivedAt: number
  offset: number
  record: LogRecord
}

/** An incident as a replay made it. `startedAt` is RFC 3339. */
export interface ReplayedIncident {
  id: string
  scope: string
  title: string
  severity: Severity
  startedAt: string
  alertIds: Set<string>
  /** People were told of it. */
  told: boolean
}

/** What became of a stretch of the past under some settings. */
export interface Replayed {
  /** By id; only those that have alerts. */
  incidents: Map<string, ReplayedIncident>
  notifications: number
  /** Of each alert what kept it from a person; undefined when it opened an incident. */
  alerts: Map<string, HeldBy | undefined>
}

/** Inputs that are taken in at once: what was found is looked at so often. */
const BATCH = 1000

/** The past in the order in which it arrived, which is the order in which it must be replayed. */
export function inOrderOfArrival(inputs: readonly PastInput[]): PastInput[] {
  return [...inputs].sort((a, b) => a.arrivedAt - b.arrivedAt || a.offset - b.offset)
}

/** Takes inputs, in the order of their arrival, into a correlator that knows nothing, and tells what it made of them. */
export function replay(inputs: readonly PastInput[], settings: CorrelationSettings): Replayed {
  const correlator = createCorrelator(createState(), settings)
  const found = createFound()
  for (let from = 0; from < inputs.length; from += BATCH) {
    const batch = inputs.slice(from, from + BATCH).map(
      // The places on several partitions are not places on one.
      ({ arrivedAt, record }, index): Input => ({ offset: from + index, appendedAt: arrivedAt, record }),
    )
    const findings = correlator.take(batch)
    if (findings) note(found, findings)
  }
  return settle(found)
}

interface Found {
  incidents: Map<string, Omit<ReplayedIncident, 'alertIds' | 'told'>>
  /** What incidents were merged into. */
  heirs: Map<string, string>
  /** Incidents that people were told of, by the id that they had then. */
  told: Set<string>
  /** The incident of each alert. */
  places: Map<string, string>
  /** By the offset of the event that opened the alert. */
  opened: Map<number, { alertId: string; heldBy: HeldBy | undefined }>
  removed: Set<string>
  notifications: number
}

function createFound(): Found {
  return {
    incidents: new Map(),
    heirs: new Map(),
    told: new Set(),
    places: new Map(),
    opened: new Map(),
    removed: new Set(),
    notifications: 0,
  }
}

function note(found: Found, findings: CorrelationRecord): void {
  for (const { id, scope, title, severity, startedAt, mergedInto } of findings.incidents) {
    found.incidents.set(id, { id, scope, title, severity, startedAt })
    if (mergedInto === undefined) found.heirs.delete(id)
    else found.heirs.set(id, mergedInto)
  }
  for (const { id, incidentId } of findings.alerts) {
    found.removed.delete(id)
    if (incidentId === undefined) found.places.delete(id)
    else found.places.set(id, incidentId)
  }
  for (const { id } of findings.removedAlerts) {
    found.removed.add(id)
    found.places.delete(id)
  }
  for (const { offset, outcome, alertId, heldBy } of findings.events) {
    if (outcome === 'opened' && alertId !== undefined) found.opened.set(offset, { alertId, heldBy })
    else found.opened.delete(offset)
  }
  found.notifications += findings.notifications.length
  for (const { incidentId } of findings.notifications) found.told.add(incidentId)
}

function settle(found: Found): Replayed {
  const incidents = new Map<string, ReplayedIncident>()
  const told = new Set([...found.told].map((id) => heirOf(found, id)))
  for (const [alertId, incidentId] of found.places) {
    const incident = incidents.get(incidentId)
    const known = incident ?? found.incidents.get(incidentId)
    if (incident) incident.alertIds.add(alertId)
    else if (known)
      incidents.set(incidentId, { ...known, alertIds: new Set([alertId]), told: told.has(incidentId) })
  }
  const alerts: Replayed['alerts'] = new Map()
  for (const { alertId, heldBy } of found.opened.values()) {
    if (!found.removed.has(alertId)) alerts.set(alertId, heldBy)
  }
  return { incidents, notifications: found.notifications, alerts }
}

/** What an incident is now, after merges. */
function heirOf({ heirs }: Found, id: string): string {
  let at = id
  for (const seen = new Set<string>(); heirs.has(at) && !seen.has(at); at = heirs.get(at) ?? at) seen.add(at)
  return at
}
