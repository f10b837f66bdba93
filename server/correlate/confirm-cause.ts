import type { CommandRecord } from '../../schema/records/command.ts'
import type { Cause, IncidentState } from '../../schema/records/correlation.ts'
import { confidences } from './causes/confidence.ts'
import { lessonId } from './identity.ts'
import { knownAlerts } from './known-alerts.ts'
import { confirm, confirmationOf } from './learn/confirmations.ts'
import { end } from './lessons/keep.ts'
import type { Lesson } from './lessons/lesson.ts'
import type { IncidentNode } from './state.ts'
import { thousandths } from './thousandths.ts'
import type { Work } from './work.ts'

type Order = Pick<CommandRecord, 'id' | 'by'>

/**
 * Takes in which thing an operator says was the cause of an incident. Returns why that cannot be, or undefined when it
 * was done.
 */
export function confirmCause(
  work: Work,
  incident: IncidentNode,
  entity: string,
  order: Order,
): string | undefined {
  const { scope } = work
  const alerts = knownAlerts(scope, incident.alertIds)
  const known = scope.topology.nodes.has(entity) || alerts.some(({ entityId }) => entityId === entity)
  if (!known) return unknown(entity)
  learnCause(work, incident.id, entity, order)
  rankAnew(work, incident.id)
  return undefined
}

/** Takes back what was said of an incident's cause; returns why that cannot be, or undefined when it was done. */
export function retractCause(work: Work, incidentId: string, { by }: Order): string | undefined {
  const said = confirmationOf(work.scope, incidentId)
  if (!said) return 'nobody has said what its cause was'
  forgetCause(work, said, by)
  return undefined
}

/** Takes back what was said of a cause. */
export function forgetCause(work: Work, said: Lesson, by: Order['by']): void {
  end(work, said, 'taken_back', by)
  rankAnew(work, said.incidentId)
}

/**
 * The same of an incident that was forgotten, as it was last sent out. It is sent out again with that cause first; one
 * of its candidates or a thing in the topology.
 */
export function confirmPastCause(
  work: Work,
  past: IncidentState,
  entity: string,
  order: Order,
): string | undefined {
  const node = work.scope.topology.nodes.get(entity)?.node
  const known = past.causes.find((cause) => cause.entity.name === entity)
  if (!known && !node) return unknown(entity)
  learnCause(work, past.id, entity, order)
  rankAnew(work, past.id)
  const cause: Cause = known ?? {
    entity: { type: node?.type ?? 'unknown', name: entity },
    score: 0,
    confidence: 1,
    reasons: [],
  }
  const others = byScore(past).filter((other) => other.entity.name !== entity)
  const causes = [{ ...cause, confidence: 1, confirmedBy: order.by.name }, ...others]
  work.output.incidents.set(past.id, { ...past, causes })
  return undefined
}

/** Takes back what was said of the cause of an incident that was forgotten, as it was last sent out. */
export function retractPastCause(work: Work, past: IncidentState, order: Order): string | undefined {
  const error = retractCause(work, past.id, order)
  if (error === undefined) work.output.incidents.set(past.id, { ...past, causes: byScore(past) })
  return error
}

/** Causes as they would stand if nobody had confirmed one. */
function byScore({ causes, counts }: IncidentState): Cause[] {
  const sorted = [...causes].sort((a, b) => b.score - a.score)
  const weighed = sorted.map(({ score, reasons }) => ({
    score,
    reach: reasons.find(({ kind }) => kind === 'coverage')?.weight ?? 0,
  }))
  const confidence = confidences(weighed, counts.entities === 1)
  return sorted.map(({ confirmedBy: _said, ...cause }, place) => ({
    ...cause,
    confidence: thousandths(confidence[place] ?? 0),
  }))
}

function unknown(entity: string): string {
  return `${entity} is neither in the topology nor alerts in this incident`
}

function learnCause(work: Work, incidentId: string, entity: string, { id, by }: Order): void {
  const { scope } = work
  const lesson = { id: lessonId(scope.name, id, `cause ${entity}`), by, at: scope.clock, commandId: id }
  confirm(work, { ...lesson, incidentId, entity })
}

/** What was a cause before bears on every incident that is not over for good. People say so rarely, so this may cost. */
function rankAnew({ scope, incidents }: Work, about: string | undefined): void {
  for (const incident of scope.incidents.values()) {
    if (incident.status === 'merged' || (incident.learned && incident.id !== about)) continue
    incident.shape = 0
    incidents.add(incident.id)
  }
}
