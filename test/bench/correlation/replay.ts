import { alertInput, completeAlert } from '../../../schema/records/alert.ts'
import { changeInput, completeChange } from '../../../schema/records/change.ts'
import type { Command } from '../../../schema/records/command.ts'
import type {
  AlertState,
  CorrelationRecord,
  EventDecision,
  IncidentState,
  Notification,
} from '../../../schema/records/correlation.ts'
import type { LogRecord } from '../../../schema/records/record.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
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

/** A record that has no place on the log yet. */
type Arriving = Omit<Input, 'offset'>

/** An event arrives this long after it happened. */
const DELAY_MS = 1000
/** The intake gives the correlator what came within so long, so many records at most. */
const BATCH_MS = 10_000
const BATCH_RECORDS = 100
/** Of quiet at the end, so that all that waits for time to pass is told. */
const AFTER_MS = 15 * 60_000

/** Someone who looks at what was told until a time (epoch milliseconds), and orders something or nothing. */
export interface Review {
  at: number
  order: (found: Found) => Command | undefined
}

/**
 * Feeds a case to a new correlator, complete as the intake does it, and gathers what it told. Reviews take place
 * between the records, at their times, and what they order is a record as well.
 */
export function replay(given: Case, settings: CorrelationSettings, reviews: readonly Review[] = []): Found {
  const correlator = createCorrelator(createState(), settings)
  const arriving = arrivingOf(given)
  const waiting = [...reviews].sort((a, b) => a.at - b.at)
  const taken: Input[] = []
  const found = createGathering()
  const take = (batch: readonly Arriving[]) => {
    const inputs = batch.map((one, i) => ({ offset: taken.length + i, ...one }))
    taken.push(...inputs)
    found.gather(correlator.take(inputs))
  }
  for (let from = 0; from < arriving.length; ) {
    const began = arriving[from]?.appendedAt ?? 0
    for (let next = waiting[0]; next && next.at <= began; next = waiting[0]) {
      waiting.shift()
      const command = next.order(found.result(taken, given.alerts.length))
      if (command) take([{ appendedAt: next.at, record: ordered(command, next.at, taken.length) }])
    }
    const until = Math.min(began + BATCH_MS, waiting[0]?.at ?? Number.POSITIVE_INFINITY)
    let to = from + 1
    while (to - from < BATCH_RECORDS && (arriving[to]?.appendedAt ?? Number.POSITIVE_INFINITY) < until) to++
    take(arriving.slice(from, to))
    from = to
  }
  return found.result(taken, given.alerts.length)
}

function ordered(command: Command, at: number, count: number): LogRecord {
  const by = { kind: 'person' as const, name: 'operator' }
  return { type: 'command', id: `order-${count}`, scope: 'default', by, receivedAt: toTimestamp(at), command }
}

function arrivingOf({ topology, alerts, changes }: Case): Arriving[] {
  const arrival = (at: string) => ({
    at: Date.parse(at) + DELAY_MS,
    scope: 'default',
    clockToleranceMs: 120_000,
  })
  const records: Arriving[] = []
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
  return records
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
