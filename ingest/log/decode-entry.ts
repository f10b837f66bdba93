import type { CorrelationRecord } from '../../schema/records/correlation.ts'
import { type Decoded, decodeRecord, type LogRecord } from '../../schema/records/record.ts'
import { MAX_INPUT_BYTES, type StoredEntry } from './log.ts'

/** What a record that others wrote to the log is completed with. */
export interface ArrivalDefaults {
  /** Scope of records that name none and have no key. */
  scope: string
  clockToleranceMs: number
}

/**
 * The record of a log entry, or why it is none. Every reader of the log must see the same record, so all of them
 * read it here: the entry's own arrival, key and place complete what others wrote.
 */
export function decodeEntry(entry: StoredEntry, partition: string, defaults: ArrivalDefaults): Decoded {
  if (entry.value.length > MAX_INPUT_BYTES && !isFinding(entry)) {
    const reason = `${entry.value.length} bytes in one record, more than ${MAX_INPUT_BYTES}`
    return { ok: false, reason, path: '' }
  }
  const { scope, clockToleranceMs } = defaults
  const arrival = { at: entry.appendedAt, scope: entry.key || scope, clockToleranceMs }
  return decodeRecord(entry.value, arrival, `${partition}-${entry.offset}`)
}

const FINDING = Buffer.from('{"type":"correlation",')

function isFinding({ value }: StoredEntry): boolean {
  return FINDING.equals(value.subarray(0, FINDING.length))
}

const CORRELATION_HEAD =
  /^\{"type":"correlation","input":\{"from":(\d+),"to":(\d+)(?:,"until":(\d+))?\},"owner":"([\w-]+)",/
const HEAD_BYTES = 200

/** A record, or of what a correlator found only what it answers for and who found it. */
export type Head =
  | { ok: true; record: Exclude<LogRecord, { type: 'correlation' }> | CorrelationHead }
  | Extract<Decoded, { ok: false }>

/** What is needed of a correlation record to judge whether it counts. */
export type CorrelationHead = Pick<CorrelationRecord, 'type' | 'input' | 'owner'>

/** As decodeEntry, for readers that do not look into what was found: that is large, and is not parsed. */
export function decodeHead(entry: StoredEntry, partition: string, defaults: ArrivalDefaults): Head {
  const match = correlationHead(entry)
  if (!match) return decodeEntry(entry, partition, defaults)
  const [, from, to, until, owner = ''] = match
  const input = { from: Number(from), to: Number(to), ...(until && { until: Number(until) }) }
  return { ok: true, record: { type: 'correlation', input, owner } }
}

/** As much of an entry's value as decodeHead looks at: all of it but for what was found. */
export function headOf(entry: StoredEntry): Uint8Array {
  const { value } = entry
  return value.length > HEAD_BYTES && isFinding(entry) && correlationHead(entry)
    ? value.subarray(0, HEAD_BYTES)
    : value
}

function correlationHead({ value }: StoredEntry): RegExpExecArray | null {
  const head = Buffer.from(value.buffer, value.byteOffset, Math.min(HEAD_BYTES, value.length))
  return CORRELATION_HEAD.exec(head.toString('latin1'))
}
