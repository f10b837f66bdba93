import type { LogRecord } from '../../../schema/records/record.ts'
import { type Authority, counts } from '../../log/authority.ts'
import { type ArrivalDefaults, decodeEntry } from '../../log/decode-entry.ts'
import type { Log, StoredEntry } from '../../log/log.ts'
import { misrouted } from '../../log/misrouted.ts'
import { alertRows } from './alert.ts'
import { changeRows } from './change.ts'
import { claimRows } from './claim.ts'
import { correlationRows } from './correlation.ts'
import { rejectRows, undecodableRows } from './reject.ts'
import type { LogPosition, TableRows } from './table-rows.ts'
import { topologyRows } from './topology.ts'

/** The rows of one record, which has this offset on this partition. */
export function rowsOf(record: LogRecord, partition: string, offset: number): TableRows {
  const position: LogPosition = { log_partition: partition, log_offset: offset }
  switch (record.type) {
    case 'alert':
      return alertRows(record, position)
    case 'change':
      return changeRows(record, position)
    case 'topology':
      return topologyRows(record, position)
    case 'reject':
      return rejectRows(record, position)
    case 'correlation':
      return correlationRows(record, position)
    case 'claim':
      return claimRows(record, position)
    case 'command':
    case 'tick':
      // A command's row comes with its effect, in a correlation record; ticks leave nothing.
      return {}
  }
}

/** What an entry's rows depend on besides the entry. */
export interface EntryContext {
  log: Pick<Log, 'partitionOf'>
  partition: string
  arrivalDefaults: ArrivalDefaults
  /** Whose findings count at the entry. */
  authority: Authority
}

/**
 * The rows of a partition's next entry; one that cannot be understood becomes a reject. Findings that do not count
 * have none, nor have records that lie on the wrong partition. The authority is moved on past the entry.
 */
export function rowsOfEntry(entry: StoredEntry, context: EntryContext): TableRows {
  const { log, partition, arrivalDefaults, authority } = context
  const scope = entry.key || arrivalDefaults.scope
  const position: LogPosition = { log_partition: partition, log_offset: entry.offset }
  const decoded = decodeEntry(entry, partition, arrivalDefaults)
  if (!decoded.ok) return undecodableRows(entry, decoded, scope, position)
  const { record } = decoded
  if (!counts(authority, record) || misrouted(log, partition, entry.offset, record)) return {}
  try {
    return rowsOf(record, partition, entry.offset)
  } catch (error) {
    // The shape of correlation records is not checked when they are decoded, and others can write to the log.
    const reason = `not a whole ${record.type} record: ${error instanceof Error ? error.message : error}`
    return undecodableRows(entry, { reason, path: '' }, scope, position)
  }
}
