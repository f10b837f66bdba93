import type { AlertRecord } from '../../../schema/records/alert.ts'
import type { LogPosition, TableRows } from './table-rows.ts'
import { databaseTime, maybeDatabaseTime } from './time.ts'

/** An alert event is one row of `events`. */
export function alertRows(record: AlertRecord, position: LogPosition): TableRows {
  return {
    events: [
      {
        scope: record.scope,
        at: databaseTime(record.at),
        received_at: databaseTime(record.receivedAt),
        source: record.source,
        external_id: record.externalId ?? '',
        fingerprint: record.fingerprint,
        status: record.status,
        severity: record.severity,
        name: record.name,
        summary: record.summary ?? '',
        description: record.description ?? '',
        starts_at: maybeDatabaseTime(record.startsAt),
        ends_at: maybeDatabaseTime(record.endsAt),
        service: record.service ?? '',
        entity_type: record.entity?.type ?? '',
        entity_name: record.entity?.name ?? '',
        labels: record.labels,
        annotations: record.annotations ?? {},
        url: record.url ?? '',
        time_corrected: record.timeCorrected ?? '',
        ...position,
      },
    ],
  }
}
