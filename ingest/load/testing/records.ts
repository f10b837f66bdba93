import type { AlertRecord } from '../../../schema/records/alert.ts'
import {
  type CorrelationRecord,
  type EventDecision,
  emptyFindings,
} from '../../../schema/records/correlation.ts'
import { encodeRecord, type LogRecord } from '../../../schema/records/record.ts'
import type { Entry } from '../../log/log.ts'

/** Text that breaks careless quoting, encoding or column types. */
export const HOSTILE = [
  "a'b",
  'b\\c',
  'd\te\nf\r',
  'g\0h',
  '😀 日本語',
  "'; DROP TABLE events; --",
  '{x:String}',
  '\\N',
  'NULL',
  '',
  'x'.repeat(10_000),
]

/** An alert event; the number makes it unique. */
export function alertRecord(number: number, changed: Partial<AlertRecord> = {}): AlertRecord {
  return {
    type: 'alert',
    scope: 'default',
    source: 'test',
    externalId: String(number),
    fingerprint: `f${number % 10}`,
    status: 'firing',
    severity: 'critical',
    name: 'HighLatency',
    at: '2026-03-02T10:00:00.123Z',
    labels: { instance: `host-${number % 10}` },
    receivedAt: '2026-03-02T10:00:01.000Z',
    ...changed,
  }
}

/** What a correlator would find in nothing; give what it found. */
export function correlationRecord(changed: Partial<CorrelationRecord> = {}): CorrelationRecord {
  return {
    type: 'correlation',
    input: { from: 0, to: 0 },
    ...emptyFindings(),
    ...changed,
  }
}

/** The decision that an event opened an alert. */
export function decision(offset: number, changed: Partial<EventDecision> = {}): EventDecision {
  return {
    offset,
    scope: 'default',
    source: 'test',
    at: '2026-03-02T10:00:00.123Z',
    outcome: 'opened',
    alertId: `alert-${offset}`,
    ...changed,
  }
}

/** A record as an entry of the log. */
export function entryOf(record: LogRecord): Entry {
  return { key: 'default', value: encodeRecord(record) }
}
