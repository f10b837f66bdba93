import type { Command, CommandRecord, CommandResult } from '../../schema/records/command.ts'
import type { IncidentState } from '../../schema/records/correlation.ts'
import { alertsInOrder, incidentsOf } from './known-alerts.ts'
import { type NoiseSample, teacherOf, teachNoise } from './lessons/teach.ts'
import type { AlertNode, IncidentNode } from './state.ts'
import type { Work } from './work.ts'

type On = 'entity' | 'service'
type Order<Kind> = Extract<Command, { kind: Kind }>

const NO_PERSON = 'only people say what is noise'

/** Takes it that alerts are noise. Returns why that cannot be learned, or undefined. */
export function markNoise(
  work: Work,
  { alertIds, on }: Order<'mark_noise'>,
  record: CommandRecord,
  result: CommandResult,
): string | undefined {
  const teacher = teacherOf(work, record)
  if (!teacher) return NO_PERSON
  const alerts = alertsInOrder(work.scope, new Set(alertIds))
  if (alerts.length === 0)
    return 'these alerts were over for so long that they are forgotten; mark them when they fire again'
  result.incidentIds.push(...incidentsOf(alerts))
  return teachNoise(work, teacher, on, samplesOf(alerts))
}

/**
 * Takes it that an incident is noise with all of its alerts. There is nothing left to be open for, so it is resolved as by
 * hand, and what begins later and is not noise opens it again. Returns why that cannot be, or undefined.
 */
export function markIncidentNoise(
  work: Work,
  incident: IncidentNode,
  on: On,
  record: CommandRecord,
): string | undefined {
  const teacher = teacherOf(work, record)
  if (!teacher) return NO_PERSON
  const alerts = alertsInOrder(work.scope, incident.alertIds)
  const error = teachNoise(work, teacher, on, samplesOf(alerts))
  if (error === undefined && incident.status !== 'resolved')
    incident.override = { status: 'resolved', at: work.scope.clock }
  return error
}

/** The same of an incident that was forgotten, as it was last sent out, by what fired in it. */
export function markPastNoise(
  work: Work,
  past: IncidentState,
  { on, fired = [] }: Order<'mark_incident_noise'>,
  record: CommandRecord,
): string | undefined {
  const teacher = teacherOf(work, record)
  if (!teacher) return NO_PERSON
  const samples = fired.map((one) => ({ ...one, incidentId: past.id }))
  const error = teachNoise(work, teacher, on, samples)
  if (error === undefined) work.output.incidents.set(past.id, past)
  return error
}

function samplesOf(alerts: readonly AlertNode[]): NoiseSample[] {
  return alerts.map(({ detail, entityId, severity, incidentId }) => ({
    alert: detail.name,
    ...(entityId !== undefined && { entity: entityId }),
    ...(detail.service !== undefined && { service: detail.service }),
    critical: severity === 'critical',
    incidentId,
  }))
}
