import type { Alert } from '../../schema/api/alert.ts'
import type { EntityRule } from '../../schema/entity-by.ts'
import type { Severity } from '../../schema/severity.ts'
import { toRfc3339 } from './time.ts'

/** Columns of `alerts` that make an alert. */
export const ALERT_COLUMNS = `scope, id, fingerprint, status, severity, name, summary, source, sources, service,
  entity_type, entity_name, entity_rule, entity_label, entity_said, starts_at, ends_at, last_event_at, events, flapping,
  suppressed_kind, suppressed_id, suppressed_text, labels, annotations, url, incident_id`

/** A row of ALERT_COLUMNS. */
export interface AlertRow {
  scope: string
  id: string
  fingerprint: string
  status: Alert['status']
  severity: Severity
  name: string
  summary: string
  source: string
  sources: string[]
  service: string
  entity_type: string
  entity_name: string
  entity_rule: '' | EntityRule
  entity_label: string
  entity_said: string
  starts_at: string
  ends_at: string | null
  last_event_at: string
  events: number
  flapping: boolean
  suppressed_kind: '' | NonNullable<Alert['suppressedBy']>['kind']
  suppressed_id: string
  suppressed_text: string
  labels: Record<string, string>
  annotations: Record<string, string>
  url: string
  incident_id: string
}

/** The alert of a row. */
export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    fingerprint: row.fingerprint,
    scope: row.scope,
    status: row.status,
    severity: row.severity,
    name: row.name,
    ...(row.summary && { summary: row.summary }),
    source: row.source,
    sources: row.sources,
    ...(row.service && { service: row.service }),
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    ...(row.entity_rule && {
      entityBy: {
        rule: row.entity_rule,
        ...(row.entity_label && { label: row.entity_label }),
        ...(row.entity_said && { name: row.entity_said }),
      },
    }),
    startsAt: toRfc3339(row.starts_at),
    ...(row.ends_at && { endsAt: toRfc3339(row.ends_at) }),
    lastEventAt: toRfc3339(row.last_event_at),
    events: row.events,
    flapping: row.flapping,
    ...(row.suppressed_kind && {
      suppressedBy: { kind: row.suppressed_kind, id: row.suppressed_id, text: row.suppressed_text },
    }),
    labels: row.labels,
    annotations: row.annotations,
    ...(row.url && { url: row.url }),
    ...(row.incident_id && { incidentId: row.incident_id }),
  }
}
