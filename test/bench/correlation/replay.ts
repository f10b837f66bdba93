import { alertInput, completeAlert } from '../../../schema/records/alert.ts'
import { changeInput, completeChange } from '../../../schema/records/change.ts'
import type {
  AlertState,
  CorrelationRecord,
  EventDecision,
  IncidentState,
  Notification,
} from '../../../schema/records/correlation.ts'
import type { LogRecord } from '../../../schema/records/record.ts'
import { completeTopology, topologyInput } from '../../../schema/records/topology.ts'
import type { CorrelationSettings } from '../../../schema/settings/correlation.ts'
import { createCorrelator, type Input } from '../../../server/correlate/correlate.ts'
import { createState } from '../../../server/correlate/state.ts'
import type { Case } from './case.ts'

/** An alert that the correlator made of one or more events, in the order in which alerts began. */
export interface FoundAlert {
  id: string
  /** Epoch milliseconds. */
  startsAt: number
  name: string
  entity: string | undefined
  service: string | undefined
  /** Undefined: no incident, so that nobody sees it but in the list of alerts. */
  incidentId: string | undefined
  /** External ids of its events, the first one first. */
  events: string[]
}

/** What the correlator told of a case in the end. */
export interface Found {
  alerts: FoundAlert[]
  /** Last state of each incident, also of those merged into another. */
  incidents: ReadonlyMap<string, IncidentState>
  notifications: Notification[]
  events: number
}

/** An event arrives this long after it happened. */
const DELAY_MS = 1000
/** The intake gives the correlator what came within so long, so many records at most. */
const BATCH_MS = 10_000
const BATCH_RECORDS = 100
/** Of quiet at the end, so that all that waits for time to pass is told. */
const AFTER_MS = 15 * 60_000

/** Feeds a case to a new correlator, complete as the intake does it, and gathers what it told. */
export function replay(given: Case, settings: CorrelationSettings): Found {
  const correlator = createCorrelator(createState(), settings)
  const inputs = inputsOf(given)
  const found = createGathering()
  for (let from = 0; from < inputs.length; ) {
    const began = inputs[from]?.appendedAt ?? 0
    let to = from + 1
    while (
      to - from < BATCH_RECORDS &&
      (inputs[to]?.appendedAt ?? Number.POSITIVE_INFINITY) - began < BATCH_MS
    )
      to++
    found.gather(correlator.take(inputs.slice(from, to)))
    from = to
  }
  return found.result(inputs, given.alerts.length)
}

function inputsOf({ topology, alerts, changes }: Case): Input[] {
  const arrival = (at: string) => ({
    at: Date.parse(at) + DELAY_MS,
    scope: 'default',
    clockToleranceMs: 120_000,
  })
  const records: { appendedAt: number; record: LogRecord }[] = []
  for (const alert of alerts) {
    const on = arrival(alert.at)
    records.push({ appendedAt: on.at, record: completeAlert(alertInput.parse(alert), on) })
  }
  for (const change of changes) {
    const on = arrival(change.at)
    const record = completeChange(changeInput.parse(change), on, () => change.id)
    records.push({ appendedAt: on.at, record })
  }
  records.sort((a, b) => a.appendedAt - b.appendedAt)
  const first = records[0]?.appendedAt ?? 0
  const last = records.at(-1)?.appendedAt ?? 0
  if (topology) {
    const on = { at: first, scope: 'default', clockToleranceMs: 120_000 }
    records.unshift({ appendedAt: first, record: completeTopology(topologyInput.parse(topology), on) })
  }
  const quiet: LogRecord = { type: 'tick', elapsedMs: AFTER_MS }
  records.push({ appendedAt: last + AFTER_MS, record: quiet })
  return records.map((one, offset) => ({ offset, ...one }))
}

/** The last that was told of everything. */
function createGathering() {
  const decisions = new Map<number, EventDecision>()
  const alerts = new Map<string, AlertState>()
  const incidents = new Map<string, IncidentState>()
  const notifications: Notification[] = []
  return {
    gather(told: CorrelationRecord | undefined): void {
      if (!told) return
      for (const decision of told.events) decisions.set(decision.offset, decision)
      for (const alert of told.alerts) alerts.set(alert.id, alert)
      for (const { id } of told.removedAlerts) alerts.delete(id)
      for (const incident of told.incidents) incidents.set(incident.id, incident)
      notifications.push(...told.notifications)
    },
    result(inputs: readonly Input[], events: number): Found {
      const found = new Map<string, FoundAlert>()
      for (const { id, name, startsAt, entity, service, incidentId } of alerts.values()) {
        found.set(id, {
          id,
          name,
          startsAt: Date.parse(startsAt),
          entity: entity?.name,
          service,
          incidentId,
          events: [],
        })
      }
      for (const { offset, record } of inputs) {
        const alertId = decisions.get(offset)?.alertId
        if (record.type !== 'alert' || record.externalId === undefined || alertId === undefined) continue
        found.get(alertId)?.events.push(record.externalId)
      }
      const some = [...found.values()].filter((alert) => alert.events.length > 0)
      some.sort((a, b) => a.startsAt - b.startsAt || (a.id < b.id ? -1 : 1))
      return { alerts: some, incidents, notifications, events }
    },
  }
}
