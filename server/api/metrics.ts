import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Database } from '../../ingest/database/database.ts'
import type { AdmissionGate } from '../../ingest/receive/admission-gate.ts'
import type { Lag, StageStatus } from '../../schema/api/status.ts'
import { SEVERITIES, type Severity } from '../../schema/severity.ts'
import { openIncidents } from '../query/open-incidents.ts'
import { within } from '../within.ts'

const STAGE_BUCKETS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** A log or a database that does not answer within this is left out: who scrapes waits for 10 s or less. */
const PATIENCE_MS = 3000

/** Barograph's own Prometheus metrics. */
export interface Metrics {
  readonly registry: Registry
  /** Counts what comes in, by source. */
  readonly intake: {
    received(source: string, bytes: number): void
    accepted(source: string, records: number): void
    rejected(source: string, records: number): void
    /** A request was answered 429; `unread` when nobody knows what it held. */
    refused(severity: Severity | 'unread'): void
  }
  /** Counts a heartbeat that was sent, by whether it was taken. */
  beat(result: 'taken' | 'failed'): void
  /** Notes how long one piece of work of a stage (load, correlate, api, ...) took, in seconds. */
  observe(stage: string, seconds: number): void
}

/** The metrics that are counted as things happen. */
export function createMetrics(): Metrics {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  const labelNames = ['source'] as const
  const requests = new Counter({
    name: 'barograph_intake_requests_total',
    help: 'Requests that brought records, by source',
    labelNames,
    registers,
  })
  const bytes = new Counter({
    name: 'barograph_intake_bytes_total',
    help: 'Bytes of their bodies, decompressed',
    labelNames,
    registers,
  })
  const accepted = new Counter({
    name: 'barograph_records_accepted_total',
    help: 'Records that are durable in the log',
    labelNames,
    registers,
  })
  const rejected = new Counter({
    name: 'barograph_records_rejected_total',
    help: 'Records that could not be understood',
    labelNames,
    registers,
  })
  const refused = new Counter({
    name: 'barograph_requests_refused_total',
    help: 'Requests answered 429 because too much came at once, by their worst severity (unread: not known)',
    labelNames: ['severity'],
    registers,
  })
  for (const severity of ['unread', ...SEVERITIES]) refused.inc({ severity }, 0)
  const beats = new Counter({
    name: 'barograph_heartbeats_total',
    help: 'Heartbeats sent to HEARTBEAT_URL, by whether they were taken',
    labelNames: ['result'],
    registers,
  })
  const stages = new Histogram({
    name: 'barograph_stage_seconds',
    help: 'How long a stage takes for one piece of work',
    labelNames: ['stage'],
    buckets: STAGE_BUCKETS,
    registers,
  })
  return {
    registry,
    intake: {
      received(source, size) {
        requests.inc({ source })
        bytes.inc({ source }, size)
      },
      accepted: (source, records) => accepted.inc({ source }, records),
      rejected: (source, records) => rejected.inc({ source }, records),
      refused: (severity) => refused.inc({ severity }),
    },
    beat: (result) => beats.inc({ result }),
    observe: (stage, seconds) => stages.observe({ stage }, seconds),
  }
}

/** Adds what of the intake's room is taken, which is read when it is scraped. */
export function addIntakeGauges(registry: Registry, admission: AdmissionGate): void {
  const registers = [registry]
  new Gauge({
    name: 'barograph_intake_in_flight_bytes',
    help: 'Bytes of requests in hand: being read, or not yet durable',
    registers,
    collect() {
      this.set(admission.bytesInFlight())
    },
  })
  new Gauge({
    name: 'barograph_intake_in_flight_bytes_limit',
    help: 'Their bound (setting limits.bytesInFlight)',
    registers,
    collect() {
      this.set(admission.maxBytesInFlight)
    },
  })
}

/** Adds the lag by stage, which is measured when it is scraped. */
export function addLagGauge(registry: Registry, lag: () => Promise<Lag>): void {
  new Gauge({
    name: 'barograph_lag_records',
    help: 'Records accepted that a stage has not seen yet',
    labelNames: ['stage'],
    registers: [registry],
    async collect() {
      this.reset()
      // Without the log the other metrics matter all the more: this one is left out then.
      const now = await within(PATIENCE_MS, lag(), undefined)
      if (!now) return
      this.set({ stage: 'load' }, now.loaded)
      this.set({ stage: 'correlate' }, now.correlated)
    },
  })
}

/** Adds how late the stages are, as last measured. */
export function addStageGauges(registry: Registry, stages: () => StageStatus[]): void {
  const labelNames = ['stage']
  const registers = [registry]
  new Gauge({
    name: 'barograph_lag_seconds',
    help: 'How long the oldest record that waits for a stage has waited, at least',
    labelNames,
    registers,
    collect() {
      for (const { stage, lateSeconds } of stages()) this.set({ stage }, lateSeconds)
    },
  })
  new Gauge({
    name: 'barograph_stage_up',
    help: '1 while a stage keeps up, 0 while it is late or stopped or nobody can tell',
    labelNames,
    registers,
    collect() {
      for (const { stage, state } of stages()) this.set({ stage }, state === 'ok' ? 1 : 0)
    },
  })
}

/** Adds the open incidents, which are counted when they are scraped. */
export function addIncidentGauge(registry: Registry, database: Database): void {
  new Gauge({
    name: 'barograph_incidents_open',
    help: 'Incidents that are open or acknowledged',
    labelNames: ['scope', 'severity'],
    registers: [registry],
    async collect() {
      this.reset()
      // As above, without the database.
      for (const { scope, severity, count } of await within(PATIENCE_MS, openIncidents(database), [])) {
        this.set({ scope, severity }, count)
      }
    },
  })
}
