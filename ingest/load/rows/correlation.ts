import type { CommandResult } from '../../../schema/records/command.ts'
import type {
  AlertState,
  CorrelationRecord,
  EventDecision,
  IncidentLink,
  IncidentState,
  Notification,
} from '../../../schema/records/correlation.ts'
import type { LessonState } from '../../../schema/records/lesson.ts'
import type { SilenceState } from '../../../schema/records/silence.ts'
import type { Row } from '../../database/database.ts'
import type { LogPosition, TableRows } from './table-rows.ts'
import { databaseMinute, databaseTime, maybeDatabaseTime } from './time.ts'

/** What the correlator found: the last state of everything that changed. */
export function correlationRows(record: CorrelationRecord, position: LogPosition): TableRows {
  const { from, to } = record.input
  return {
    correlations: [{ owner: record.owner ?? '', input_from: from, input_to: to, ...position }],
    event_decisions: record.events.map((decision) => decisionRow(decision, position)),
    event_minutes: minuteRows(record.events, position),
    alerts: [
      ...record.alerts.map((alert) => alertRow(alert, position)),
      ...record.removedAlerts.map((removed) => removedAlertRow(removed, position)),
    ],
    links: record.links.map((link) => linkRow(link, position)),
    incidents: record.incidents.map((incident) => incidentRow(incident, position)),
    notifications: record.notifications.map((notification) => notificationRow(notification, position)),
    silences: record.silences.map((silence) => silenceRow(silence, position)),
    lessons: (record.lessons ?? []).map((lesson) => lessonRow(lesson, position)),
    commands: record.commands.map((command) => commandRow(command, position)),
  }
}

function decisionRow(decision: EventDecision, position: LogPosition): Row {
  return {
    scope: decision.scope,
    at: databaseTime(decision.at),
    event_offset: decision.offset,
    source: decision.source,
    outcome: decision.outcome,
    held_by: decision.heldBy ?? '',
    alert_id: decision.alertId ?? '',
    ...position,
  }
}

/** Events per minute; repeated deliveries count nowhere, and moved decisions were counted when first decided. */
function minuteRows(decisions: EventDecision[], position: LogPosition): Row[] {
  const rows = new Map<string, Row & { events: number }>()
  for (const { scope, at, source, outcome, heldBy, moved } of decisions) {
    if (outcome === 'repeated_delivery' || moved) continue
    const key = { scope, minute: databaseMinute(at), source, outcome, held_by: heldBy ?? '' }
    // With their lengths, no two scopes and sources read the same.
    const name = `${scope.length} ${source.length} ${scope}${source} ${key.minute} ${outcome} ${key.held_by}`
    const row = rows.get(name)
    if (row) row.events++
    else rows.set(name, { ...key, events: 1, ...position })
  }
  return [...rows.values()]
}

function alertRow(alert: AlertState, position: LogPosition): Row {
  return {
    scope: alert.scope,
    id: alert.id,
    fingerprint: alert.fingerprint,
    status: alert.status,
    severity: alert.severity,
    name: alert.name,
    summary: alert.summary ?? '',
    source: alert.source,
    sources: alert.sources,
    service: alert.service ?? '',
    entity_type: alert.entity?.type ?? '',
    entity_name: alert.entity?.name ?? '',
    entity_rule: alert.entityBy?.rule ?? '',
    entity_label: alert.entityBy?.label ?? '',
    entity_said: alert.entityBy?.name ?? '',
    starts_at: databaseTime(alert.startsAt),
    ends_at: maybeDatabaseTime(alert.endsAt),
    last_event_at: databaseTime(alert.lastEventAt),
    events: alert.events,
    flapping: alert.flapping,
    suppressed_kind: alert.suppressedBy?.kind ?? '',
    suppressed_id: alert.suppressedBy?.id ?? '',
    suppressed_text: alert.suppressedBy?.text ?? '',
    labels: alert.labels,
    annotations: alert.annotations,
    url: alert.url ?? '',
    incident_id: alert.incidentId ?? '',
    is_deleted: 0,
    ...position,
  }
}

/** Undoes an alert. */
function removedAlertRow(removed: CorrelationRecord['removedAlerts'][number], position: LogPosition): Row {
  return {
    scope: removed.scope,
    id: removed.id,
    starts_at: databaseTime(removed.startsAt),
    is_deleted: 1,
    ...position,
  }
}

function linkRow(link: IncidentLink, position: LogPosition): Row {
  return {
    scope: link.scope,
    incident_id: link.incidentId,
    alert_id: link.alertId,
    joined_by: JSON.stringify(link.joinedBy),
    is_deleted: link.removed ? 1 : 0,
    ...position,
  }
}

function incidentRow(incident: IncidentState, position: LogPosition): Row {
  return {
    scope: incident.scope,
    id: incident.id,
    status: incident.status,
    merged_into: incident.mergedInto ?? '',
    severity: incident.severity,
    title: incident.title,
    started_at: databaseTime(incident.startedAt),
    updated_at: databaseTime(incident.updatedAt),
    resolved_at: maybeDatabaseTime(incident.resolvedAt),
    acknowledged_by: incident.acknowledgedBy ?? '',
    event_count: incident.counts.events,
    alert_count: incident.counts.alerts,
    entity_count: incident.counts.entities,
    services: incident.services,
    causes: JSON.stringify(incident.causes),
    changes: JSON.stringify(incident.changes),
    two_faults: incident.twoFaults ? JSON.stringify(incident.twoFaults) : '',
    near_misses: JSON.stringify(incident.nearMisses),
    actions: JSON.stringify(incident.actions),
    ...position,
  }
}

function notificationRow(notification: Notification, position: LogPosition): Row {
  return {
    scope: notification.scope,
    at: databaseTime(notification.at),
    incident_id: notification.incidentId,
    reason: notification.reason,
    severity: notification.severity,
    ...position,
  }
}

function silenceRow(silence: SilenceState, position: LogPosition): Row {
  return {
    scope: silence.scope,
    id: silence.id,
    matchers: JSON.stringify(silence.matchers),
    starts_at: databaseTime(silence.startsAt),
    ends_at: databaseTime(silence.endsAt),
    recurrence: silence.recurrence ? JSON.stringify(silence.recurrence) : '',
    comment: silence.comment,
    created_by: silence.createdBy,
    updated_at: databaseTime(silence.updatedAt),
    ...position,
  }
}

function lessonRow(lesson: LessonState, position: LogPosition): Row {
  const { ended } = lesson
  return {
    scope: lesson.scope,
    id: lesson.id,
    kind: lesson.kind,
    by_kind: lesson.by.kind,
    by_name: lesson.by.name,
    at: databaseTime(lesson.at),
    command_id: lesson.commandId ?? '',
    incident_id: lesson.incidentId ?? '',
    alert: lesson.alert ?? '',
    entity: lesson.entity ?? '',
    service: lesson.service ?? '',
    others: JSON.stringify(lesson.others),
    critical: lesson.critical ?? false,
    decided: lesson.decided,
    last_decided_at: maybeDatabaseTime(lesson.lastDecidedAt),
    ended_at: maybeDatabaseTime(ended?.at),
    ended_why: ended?.why ?? '',
    ended_by_kind: ended?.by?.kind ?? '',
    ended_by_name: ended?.by?.name ?? '',
    ...position,
  }
}

function commandRow(result: CommandResult, position: LogPosition): Row {
  return {
    scope: result.scope,
    id: result.id,
    kind: result.command.kind,
    by_kind: result.by.kind,
    by_name: result.by.name,
    received_at: databaseTime(result.receivedAt),
    at: databaseTime(result.at),
    command: JSON.stringify(result.command),
    incident_ids: result.incidentIds,
    error: result.error ?? '',
    ...position,
  }
}
