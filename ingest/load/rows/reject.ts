import type { RejectRecord } from '../../../schema/records/reject.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import { MAX_INPUT_BYTES, type StoredEntry } from '../../log/log.ts'
import type { LogPosition, TableRows } from './table-rows.ts'
import { databaseTime, maybeDatabaseTime } from './time.ts'

/** A reject is one row of `rejects`; the same id again (it was retried) replaces it. */
export function rejectRows(record: RejectRecord, position: LogPosition): TableRows {
  return {
    rejects: [
      {
        scope: record.scope,
        id: record.id,
        source: record.source,
        route: record.route,
        content_type: record.contentType,
        received_at: databaseTime(record.receivedAt),
        reason: record.reason,
        path: record.path,
        body_base64: record.bodyBase64,
        status: record.status,
        retried_at: maybeDatabaseTime(record.retriedAt),
        ...position,
      },
    ],
  }
}

/**
 * A log entry that could not be understood becomes a reject with its raw bytes, named by its place on the log; of what
 * is larger than any record only the beginning.
 */
export function undecodableRows(
  entry: StoredEntry,
  failure: { reason: string; path: string },
  scope: string,
  position: LogPosition,
): TableRows {
  const record: RejectRecord = {
    type: 'reject',
    id: `${position.log_partition}-${position.log_offset}`,
    scope,
    source: 'log',
    route: '',
    contentType: 'application/octet-stream',
    receivedAt: toTimestamp(entry.appendedAt),
    reason: failure.reason,
    path: failure.path,
    bodyBase64: Buffer.from(entry.value.subarray(0, MAX_INPUT_BYTES)).toString('base64'),
    status: 'open',
  }
  return rejectRows(record, position)
}
