import { link } from '../group/link.ts'
import { regroup } from '../group/membership.ts'
import { neighboursOf } from '../group/neighbours.ts'
import { point } from '../group/rings.ts'
import { between, enter, leave } from '../indexes.ts'
import type { AlertNode } from '../state.ts'
import { downstreamOf } from '../topology.ts'
import type { Stage, Work } from '../work.ts'
import { attach } from './attach.ts'

/**
 * Groups alerts into incidents: each alert points to the one that it most likely belongs to, and what hangs
 * together is an incident. Where an alert points depends only on which alerts there are, never on the order in
 * which they came, so the incidents do not either.
 */
export const group: Stage = {
  name: 'group',
  run(work) {
    const { scope, indexes, relink } = work
    for (const id of neighboursOf(work, work.removed)) relink.add(id)
    for (const gone of work.removed) {
      leave(indexes, gone)
      // Neither frozen nor free to link: it only has to let go of what it points to.
      gone.frozen = false
      gone.held = true
      link(work, gone)
      point(work, gone, undefined)
      scope.incidents.get(gone.incidentId ?? '')?.alertIds.delete(gone.id)
    }
    const came = [...relink].map((id) => scope.alerts.get(id)).filter((alert) => alert !== undefined)
    for (const alert of came) {
      if (alert.held) leave(indexes, alert)
      else enter(indexes, scope, alert)
    }
    for (const id of neighboursOf(work, came)) relink.add(id)
    for (const [id, from] of work.ended) for (const other of begunSince(work, id, from)) relink.add(other)
    const starts = [...relink].map((id) => scope.alerts.get(id)?.start).filter((start) => start !== undefined)
    work.suspicions.clear()
    work.relinkFrom = starts.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY)
    work.relinkTo = starts.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY)
    const moved = new Set<string>()
    for (const id of relink) {
      const alert = scope.alerts.get(id)
      if (alert && (link(work, alert) || isUnsettled(work, alert))) moved.add(id)
    }
    attach(work, moved)
    if (moved.size > 0 || work.removed.length > 0) regroup(work, moved)
    for (const id of work.alerts) {
      const incident = scope.alerts.get(id)?.incidentId
      if (incident !== undefined) work.incidents.add(incident)
    }
  },
}

/** The alerts that may point to this one and began while it was on, or was thought to be. */
function* begunSince({ scope, indexes }: Work, id: string, from: number): Generator<string> {
  const alert = scope.alerts.get(id)
  if (!alert) return
  yield* scope.series.get(alert.fingerprint)?.alertIds ?? []
  if (alert.entityId === undefined) return
  for (const entity of [alert.entityId, ...downstreamOf(scope.topology, alert.entityId).keys()])
    for (const other of between(indexes.byEntity.get(entity), from, Number.POSITIVE_INFINITY)) yield other.id
}

/** Whether an alert's place must be settled although it points where it did. */
function isUnsettled(work: Work, { id, held, incidentId }: AlertNode): boolean {
  return work.moved.has(id) || held === (incidentId !== undefined)
}
