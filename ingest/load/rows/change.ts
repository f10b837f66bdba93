import type { ChangeRecord } from '../../../schema/records/change.ts'
import type { LogPosition, TableRows } from './table-rows.ts'
import { databaseTime, maybeDatabaseTime } from './time.ts'

/** A change is one row of `changes`; the same id again replaces it. */
export function changeRows(record: ChangeRecord, position: LogPosition): TableRows {
  return {
    changes: [
      {
        scope: record.scope,
        id: record.id,
        source: record.source,
        kind: record.kind,
        at: databaseTime(record.at),
        ended_at: maybeDatabaseTime(record.endedAt),
        by: record.by,
        entity_type: record.entity?.type ?? '',
        entity_name: record.entity?.name ?? '',
        service: record.service ?? '',
        summary: record.summary,
        version: record.version ?? '',
        url: record.url ?? '',
        risk: String(record.risk ?? ''),
        received_at: databaseTime(record.receivedAt),
        time_corrected: record.timeCorrected ?? '',
        ...position,
      },
    ],
  }
}
