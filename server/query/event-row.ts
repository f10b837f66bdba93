import type { EventView } from '../../schema/api/alert.ts'
import { type Decision, eventKey } from './event-key.ts'
import { toRfc3339 } from './time.ts'

/** Columns of `events` that make an event. */
export const EVENT_COLUMNS = `scope, at, received_at, source, external_id, fingerprint, status, severity, name, summary,
  service, entity_type, entity_name, labels, annotations, url, time_corrected, log_partition, log_offset`

/** A row of EVENT_COLUMNS. */
export interface EventRow {
  scope: string
  at: string
  received_at: string
  source: string
  external_id: string
  fingerprint: string
  status: string
  severity: string
  name: string
  summary: string
  service: string
  entity_type: string
  entity_name: string
  labels: Record<string, string>
  annotations: Record<string, string>
  url: string
  time_corrected: string
  log_partition: string
  log_offset: number
}

/** The event of a row, with what was decided about it and the incident of its alert. */
export function toEvent(
  row: EventRow,
  decision: Decision | undefined,
  incidentId: string | undefined,
): EventView {
  return {
    id: eventKey(row),
    ...(decision?.alert_id && { alertId: decision.alert_id }),
    ...(incidentId && { incidentId }),
    ...(row.external_id && { externalId: row.external_id }),
    at: toRfc3339(row.at),
    receivedAt: toRfc3339(row.received_at),
    status: row.status,
    severity: row.severity,
    name: row.name,
    source: row.source,
    scope: row.scope,
    ...(row.service && { service: row.service }),
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    ...(row.summary && { summary: row.summary }),
    fingerprint: row.fingerprint,
    labels: row.labels,
    annotations: row.annotations,
    ...(decision && { outcome: decision.outcome }),
    ...(decision?.held_by && { heldBy: decision.held_by }),
    ...(row.time_corrected && { timeCorrected: row.time_corrected }),
    ...(row.url && { url: row.url }),
  }
}
