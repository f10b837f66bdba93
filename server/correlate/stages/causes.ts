import { changesNear, rankChanges } from '../causes/changes.ts'
import { rankCauses } from '../causes/rank.ts'
import { titleOf } from '../causes/title.ts'
import { hashQuickly } from '../identity.ts'
import type { IncidentNode } from '../state.ts'
import { tallyOf, updateTallies } from '../tally.ts'
import type { Stage, Work } from '../work.ts'

/** Ranks what may have caused each touched incident, and the changes behind it, and names it. */
export const rank: Stage = {
  name: 'rank causes',
  run(work) {
    updateTallies(work)
    for (const id of work.incidents) {
      const incident = work.scope.incidents.get(id)
      if (incident && incident.alertIds.size > 0) rankIncident(work, incident)
    }
  },
}

function rankIncident(work: Work, incident: IncidentNode): void {
  const { scope, indexes, settings } = work
  const tally = tallyOf(work, incident)
  if (!tally) return
  work.tallies.set(incident.id, tally)
  const { symptoms } = tally
  const near = changesNear(scope, indexes, symptoms, settings.changeWindowMs)
  const changes = near.map(({ change }) => change.id)
  const shape = hashQuickly(
    [tally.shape, tally.alerts, scope.topology.version, ...changes, ...tally.services].join(' '),
  )
  if (shape === incident.shape) return
  incident.shape = shape
  incident.causes = rankCauses(scope, symptoms, tally.coverage, near, incident.id)
  incident.suspects = rankChanges(scope, near, incident.causes[0]?.entity.name)
  incident.title = titleOf(scope, incident, tally, incident.causes)
}
