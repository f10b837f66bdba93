import { link } from '../group/link.ts'
import { regroup } from '../group/membership.ts'
import { placeSuitors } from '../group/near-misses.ts'
import { neighboursOf, neighboursOfEnded } from '../group/neighbours.ts'
import { point } from '../group/rings.ts'
import { enter, isMisplaced, leave } from '../indexes.ts'
import { forgetOneFault } from '../lessons/one-fault.ts'
import { unrule } from '../lessons/rulings.ts'
import type { AlertNode } from '../state.ts'
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
    const { scope, relink } = work
    reindex(work)
    for (const gone of work.removed) {
      // Neither frozen nor free to link: it only has to let go of what it points to.
      gone.frozen = false
      gone.held = true
      link(work, gone)
      point(work, gone, undefined)
      placeSuitors(work.indexes, scope, gone.id)
      unrule(work, gone.id)
      forgetOneFault(scope, gone.id)
      scope.incidents.get(gone.incidentId ?? '')?.alertIds.delete(gone.id)
    }
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

/** Brings the indexes up to date and finds all whose link may be another by it, by where alerts were and where they are. */
function reindex(work: Work): void {
  const { scope, indexes, relink, removed } = work
  const changed = [...work.changed].map((id) => scope.alerts.get(id)).filter((alert) => alert !== undefined)
  const moving = new Map([...removed, ...changed].map((alert) => [alert.id, alert]))
  const leaving = [...removed, ...changed.filter((alert) => isMisplaced(indexes, alert))]
  for (const id of neighboursOf(work, leaving, moving)) relink.add(id)
  for (const alert of leaving) leave(indexes, alert)
  for (const alert of changed) {
    if (!alert.held) enter(indexes, scope, alert)
    relink.add(alert.id)
  }
  for (const id of neighboursOf(work, changed, moving)) relink.add(id)
  const ended: [AlertNode, number][] = []
  for (const [id, since] of work.ended) {
    const alert = scope.alerts.get(id)
    if (alert) ended.push([alert, since])
  }
  for (const id of neighboursOfEnded(work, ended)) relink.add(id)
}

/** Whether an alert's place must be settled although it points where it did. */
function isUnsettled(work: Work, { id, held, incidentId }: AlertNode): boolean {
  return work.moved.has(id) || held === (incidentId !== undefined)
}
