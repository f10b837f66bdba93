import type { CommandRecord, Fired } from '../../../schema/records/command.ts'
import { MOST_TYPES_TAUGHT } from '../../../schema/records/lesson.ts'
import { isSameType, typeOf } from '../alert-type.ts'
import { weighCandidates } from '../group/link.ts'
import { compareAlerts, lessonId } from '../identity.ts'
import { alertsInOrder } from '../known-alerts.ts'
import type { AlertNode, IncidentNode } from '../state.ts'
import type { Work } from '../work.ts'
import { learn } from './keep.ts'
import type { Taught } from './lesson.ts'

/** Each type of alert is learned about with so many things. */
const MOST_OTHERS = 16
/** So many of the alerts that stay are asked whether they could be joined to what leaves. */
const MOST_LOOKED_AT = 100

/** Who teaches by which command, or undefined where nothing is to be learned: of what is no person's, and of what takes back. */
export function teacherOf(work: Work, { id, by, command }: CommandRecord): Teacher | undefined {
  if (by.kind !== 'person' || ('undoes' in command && command.undoes)) return undefined
  return { commandId: id, by, at: work.scope.clock }
}

/** Who teaches, by which command, and when (epoch milliseconds of event time). */
export type Teacher = Required<Pick<Taught, 'commandId' | 'by' | 'at'>> & { commandId: string }

/**
 * Learns that these alerts of an incident do not belong to what stays in it: to the things to which the evidence would
 * join them, or that it would join to them; of an alert that was said not to be part and that nothing ties, to the
 * likeliest cause. To be called while all still hang together.
 */
export function teachApart(
  work: Work,
  teacher: Teacher,
  kind: 'split' | 'not_part',
  incident: IncidentNode,
  out: readonly AlertNode[],
): void {
  const leaving = new Set(out.map(({ id }) => id))
  const drawn = drawnTo(work, incident, leaving)
  const cause = incident.causes[0]?.entity.name
  const learned = new Map<string, { alert: AlertNode; others: Set<string> }>()
  for (const alert of [...out].sort(compareAlerts)) {
    if (alert.entityId === undefined) continue
    const others = cutFrom(work, incident, alert, leaving, drawn)
    if (others.size === 0 && kind === 'not_part' && cause !== undefined && cause !== alert.entityId)
      others.add(cause)
    if (others.size === 0) continue
    const type = typeOf(alert.detail.name, alert.entityId)
    const known = learned.get(type)
    if (known) for (const other of others) known.others.add(other)
    else if (learned.size < MOST_TYPES_TAUGHT) learned.set(type, { alert, others })
  }
  for (const { alert, others } of learned.values()) {
    learn(work, {
      ...of(work, teacher, kind, alert),
      incidentId: incident.id,
      others: [...others].slice(0, MOST_OTHERS).map((entity) => ({ entity })),
    })
  }
}

/** The things of what stays to which an alert could have been joined, the likeliest first, and that could be joined to it. */
function cutFrom(
  work: Work,
  incident: IncidentNode,
  alert: AlertNode,
  leaving: ReadonlySet<string>,
  drawn: ReadonlyMap<string, readonly AlertNode[]>,
): Set<string> {
  const { scope, indexes } = work
  const others = new Set<string>()
  const add = (other: AlertNode | undefined) => {
    if (!other || !incident.alertIds.has(other.id) || leaving.has(other.id)) return
    if (other.entityId !== undefined && !isSameType(alert, other)) others.add(other.entityId)
  }
  add(scope.alerts.get(alert.parent?.to ?? ''))
  for (const { to } of weighCandidates(work, alert)) add(scope.alerts.get(to))
  for (const child of alertsInOrder(scope, indexes.children.get(alert.id) ?? [])) add(child)
  for (const other of drawn.get(alert.id) ?? []) add(other)
  return others
}

/** Of what stays the alerts, some hundred at most, that could have been joined to each of those that leave. */
function drawnTo(
  work: Work,
  { alertIds }: IncidentNode,
  leaving: ReadonlySet<string>,
): Map<string, AlertNode[]> {
  const drawn = new Map<string, AlertNode[]>()
  const staying = alertsInOrder(work.scope, alertIds).filter(({ id }) => !leaving.has(id))
  for (const alert of staying.slice(0, MOST_LOOKED_AT)) {
    for (const { to } of weighCandidates(work, alert))
      if (leaving.has(to)) drawn.set(to, [...(drawn.get(to) ?? []), alert])
  }
  return drawn
}

/** Learns that incidents belong together: what each began with belongs to what the one they are put into began with. */
export function teachTogether(
  work: Work,
  teacher: Teacher,
  into: IncidentNode,
  others: Iterable<IncidentNode>,
): void {
  const head = headOf(work, into)
  if (head?.entityId === undefined) return
  for (const incident of others) {
    const alert = headOf(work, incident)
    if (alert?.entityId === undefined || isSameType(alert, head)) continue
    learn(work, {
      ...of(work, teacher, 'merge', alert),
      incidentId: into.id,
      others: [{ alert: head.detail.name, entity: head.entityId }],
    })
  }
}

/**
 * Learns that what may be two faults is one: what the one began with (`apart`) belongs to what the other began with, or
 * to what fires there where both are the same type. Returns the lesson's id.
 */
export function teachOneFault(
  work: Work,
  teacher: Teacher,
  incident: IncidentNode,
  apart: AlertNode,
  left: AlertNode,
): string {
  const { entityId: entity, detail } = left
  const taught = of(work, teacher, 'keep_together', apart)
  const other = entity !== undefined && { ...(!isSameType(apart, left) && { alert: detail.name }), entity }
  learn(work, { ...taught, incidentId: incident.id, others: other ? [other] : [] })
  return taught.id
}

/** The first alert of an incident that is not chronic, or else the first. */
function headOf({ scope }: Work, { alertIds }: IncidentNode): AlertNode | undefined {
  const alerts = alertsInOrder(scope, alertIds)
  return alerts.find(({ chronic }) => !chronic) ?? alerts[0]
}

/** What fired, and in which incident. */
export type NoiseSample = Fired & { incidentId?: string | undefined }

/**
 * Learns that alerts like these, the first in time first, are noise: of their names on their things, or on all things of
 * their services. Returns why nothing can be learned, or undefined.
 */
export function teachNoise(
  work: Work,
  teacher: Teacher,
  on: 'entity' | 'service',
  samples: readonly NoiseSample[],
): string | undefined {
  const learned = new Map<string, Taught>()
  for (const { alert, critical, incidentId, ...places } of samples) {
    const place = places[on]
    if (place === undefined) continue
    const type = typeOf(alert, place)
    const known = learned.get(type)
    if (!known && learned.size === MOST_TYPES_TAUGHT) continue
    learned.set(type, {
      ...teacher,
      id: lessonId(work.scope.name, teacher.commandId, `noise ${alert} ${place}`),
      kind: 'noise',
      alert,
      incidentId: known?.incidentId ?? incidentId,
      [on]: place,
      critical: critical || (known?.critical ?? false),
    })
  }
  if (learned.size === 0) return `none of these alerts names a ${on === 'entity' ? 'thing' : 'service'}`
  for (const taught of learned.values()) learn(work, taught)
  return undefined
}

function of(
  { scope }: Work,
  teacher: Teacher,
  kind: Taught['kind'],
  { detail, entityId }: AlertNode,
): Taught {
  const id = lessonId(scope.name, teacher.commandId, `${kind} ${detail.name} ${entityId ?? ''}`)
  return { ...teacher, id, kind, alert: detail.name, entity: entityId }
}
