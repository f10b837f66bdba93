import type { Incident } from '../../schema/api/incident.ts'
import type { Severity } from '../../schema/severity.ts'
import { toRfc3339 } from './time.ts'

/** Columns of `incidents` that make an incident without its links. */
export const INCIDENT_COLUMNS = `scope, id, status, merged_into, severity, title, started_at, updated_at, resolved_at,
  acknowledged_by, event_count, alert_count, entity_count, services, causes, changes, two_faults, actions`

/** A row of INCIDENT_COLUMNS. */
export interface IncidentRow {
  scope: string
  id: string
  status: Incident['status']
  merged_into: string
  severity: Severity
  title: string
  started_at: string
  updated_at: string
  resolved_at: string | null
  acknowledged_by: string
  event_count: number
  alert_count: number
  entity_count: number
  services: string[]
  causes: string
  changes: string
  /** JSON, or empty. */
  two_faults: string
  actions: string
}

/** The incident of a row, but for its links, and for more than `suspects` causes and changes. */
function toIncident(row: IncidentRow, suspects?: number): Omit<Incident, 'links'> {
  const actions = readList<Incident['actions'][number]>(row.actions)
  const assigned = actions.findLast(({ kind }) => kind === 'assign')
  return {
    id: row.id,
    scope: row.scope,
    status: row.status,
    ...(row.merged_into && { mergedInto: row.merged_into }),
    severity: row.severity,
    title: row.title,
    startedAt: toRfc3339(row.started_at),
    updatedAt: toRfc3339(row.updated_at),
    ...(row.resolved_at && { resolvedAt: toRfc3339(row.resolved_at) }),
    ...(row.acknowledged_by && { acknowledgedBy: row.acknowledged_by }),
    ...(assigned?.text && { assignedTo: assigned.text }),
    counts: { events: row.event_count, alerts: row.alert_count, entities: row.entity_count },
    services: row.services,
    causes: readList<Incident['causes'][number]>(row.causes).slice(0, suspects),
    changes: readList<Incident['changes'][number]>(row.changes).slice(0, suspects),
    ...(row.two_faults && { twoFaults: twoFaultsOf(row.two_faults, suspects) }),
    actions,
  }
}

/** Lists say that there may be two faults, but not by which alerts. */
function twoFaultsOf(json: string, suspects: number | undefined): Incident['twoFaults'] {
  const found: NonNullable<Incident['twoFaults']> = JSON.parse(json)
  return suspects === undefined ? found : { ...found, alertIds: [] }
}

/**
 * JSON of the incident of a row, but for its links: withLinks() puts these in. Of causes and changes at most
 * `suspects` where that is given.
 */
export function incidentJson(row: IncidentRow, suspects?: number): string {
  return JSON.stringify(toIncident(row, suspects))
}

/** JSON of an incident (as incidentJson gives it) and of its links made one. */
export function withLinks(incident: string, links: string): string {
  return `${incident.slice(0, -1)},"links":${links}}`
}

/** A JSON array column; the loader wrote it from a checked record, so its shape is taken as given. */
export function readList<T>(json: string): T[] {
  return json === '' ? [] : JSON.parse(json)
}
