import { type Decoded, decodeRecord } from '../../schema/records/record.ts'
import type { StoredEntry } from './log.ts'

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
  const { scope, clockToleranceMs } = defaults
  const arrival = { at: entry.appendedAt, scope: entry.key || scope, clockToleranceMs }
  return decodeRecord(entry.value, arrival, `${partition}-${entry.offset}`)
}
