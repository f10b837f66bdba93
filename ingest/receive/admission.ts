import { SEVERITIES, type Severity, severityRank } from '../../schema/severity.ts'
import type { IntakeRecord } from './intake.ts'

/**
 * From this load on requests of a severity are refused; critical ones never by load, only when there is no room left
 * for their bytes.
 */
const REFUSED_FROM: readonly { severity: Severity; load: number }[] = [
  { severity: 'info', load: 0.5 },
  { severity: 'warning', load: 0.7 },
  { severity: 'high', load: 0.85 },
]
/** A severity is admitted again when the load is this far below where it was refused. */
const RELIEF = 0.15
/** A log that has not confirmed a write for this long is a full load, whatever its bytes. */
const STALLED_MS = 10_000
/** But that alone never refuses critical requests. */
const MOST_LOAD_OF_STALL = 0.99

/** What presses on the intake. */
export interface Pressure {
  /** Bytes of requests in hand: read, or being read, and not yet durable. */
  bytesInFlight: number
  maxBytesInFlight: number
  /** How long the oldest write to the log has waited, in milliseconds; 0 when none waits. */
  stalledMs: number
}

/** The load from 0 (idle) to 1 (no room left). */
export function loadOf({ bytesInFlight, maxBytesInFlight, stalledMs }: Pressure): number {
  const stall = Math.min(MOST_LOAD_OF_STALL, stalledMs / STALLED_MS)
  return Math.min(1, Math.max(bytesInFlight / maxBytesInFlight, stall))
}

/**
 * How many severities, from the mildest up, are refused at a load, when `before` were refused until now: so a milder
 * one is always refused where a worse one is.
 */
export function refusedAt(load: number, before: number): number {
  const refused = REFUSED_FROM.filter(
    ({ load: from }, index) => load >= from || (index < before && load >= from - RELIEF),
  )
  return refused.length
}

/** Whether requests of a severity are refused when so many severities are. */
export function isRefused(severity: Severity, refused: number): boolean {
  return severityRank(severity) < refused
}

/** The load below which a severity is admitted again. */
export function admittedBelow(severity: Severity): number {
  return (REFUSED_FROM.find((one) => one.severity === severity)?.load ?? 1) - RELIEF
}

/**
 * How much a request matters: as its worst alert, and changes and topology as much as the worst. What brings no
 * record matters least.
 */
export function importanceOf(records: Iterable<IntakeRecord>): Severity {
  let importance: Severity = 'info'
  for (const record of records) {
    if (record.type !== 'alert') return SEVERITIES[0]
    if (severityRank(record.severity) > severityRank(importance)) importance = record.severity
  }
  return importance
}

const LONGEST_WAIT_SECONDS = 30

/**
 * When to come again, in whole seconds from 1 to 30: when the excess has drained at the rate of the last seconds, and
 * while the log stands still, when as much time has passed again.
 */
export function retryAfterSeconds(
  excessBytes: number,
  drainedBytesPerSecond: number,
  stalledMs: number,
): number {
  const drained = excessBytes <= 0 ? 0 : excessBytes / drainedBytesPerSecond
  const seconds = Math.max(1, drained, stalledMs / 1000)
  return Math.ceil(Math.min(LONGEST_WAIT_SECONDS, seconds))
}
