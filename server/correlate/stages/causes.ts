import { changesNear, rankChanges } from '../causes/changes.ts'
import { profile } from '../causes/profile.ts'
import { rankCauses } from '../causes/rank.ts'
import { titleOf } from '../causes/title.ts'
import type { IncidentNode } from '../state.ts'
import type { Stage, Work } from '../work.ts'

/** Ranks what may have caused each touched incident, and the changes behind it, and names it. */
export const rank: Stage = {
  name: 'rank causes',
  run(work) {
    for (const id of work.incidents) {
      const incident = work.scope.incidents.get(id)
      if (incident && incident.alertIds.size > 0) rankIncident(work, incident)
    }
  },
}

function rankIncident(work: Work, incident: IncidentNode): void {
  const { scope, indexes, settings } = work
  const symptoms = profile(scope, incident)
  const near = changesNear(scope, indexes, symptoms, settings.changeWindowMs)
  const shape = JSON.stringify([
    scope.topology.version,
    [...symptoms.values()].map(({ id, first, alerts, severity, head }) => [
      id,
      first,
      alerts,
      severity,
      head.id,
    ]),
    near.map(({ change }) => change.id),
    incident.alertIds.size,
  ])
  if (shape === incident.shape) return
  incident.shape = shape
  incident.causes = rankCauses(scope, symptoms, near)
  incident.suspects = rankChanges(scope, near, incident.causes[0]?.entity.name)
  incident.title = titleOf(scope, incident, symptoms, incident.causes)
}
