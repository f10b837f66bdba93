import { changesNear, rankChanges } from '../causes/changes.ts'
import { shapeOf } from '../causes/profile.ts'
import { rankCauses } from '../causes/rank.ts'
import { titleOf } from '../causes/title.ts'
import { twoFaultsIn } from '../causes/two-faults.ts'
import { hashQuickly } from '../identity.ts'
import { schedule } from '../indexes.ts'
import { noteDecidedCause } from '../lessons/decided-cause.ts'
import { unrule } from '../lessons/rulings.ts'
import type { IncidentNode } from '../state.ts'
import { type RankedFor, tallyOf, updateTallies } from '../tally.ts'
import type { Tally } from '../tally-sums.ts'
import { stepAfter } from '../timers.ts'
import type { Stage, Work } from '../work.ts'

/** Ranks what may have caused each touched incident, and the changes behind it, and names it. */
export const rank: Stage = {
  name: 'rank causes',
  run(work) {
    updateTallies(work)
    const repointed = incidentsOf(work, [work.changed, work.pointed, work.weighed])
    for (const id of repointed) work.incidents.add(id)
    for (const id of work.incidents) {
      const incident = work.scope.incidents.get(id)
      if (incident && incident.alertIds.size > 0) {
        rankIncident(work, incident, repointed)
        // Also of one that has the alerts again that it had when it was ranked.
        noteDecidedCause(work, incident, work.tallies.get(id)?.first.start ?? incident.startedAt)
      } else unrule(work, id)
    }
  },
}

function rankIncident(work: Work, incident: IncidentNode, repointed: ReadonlySet<string>): void {
  const { scope, indexes, settings } = work
  const tally = tallyOf(work, incident)
  if (!tally) return
  work.tallies.set(incident.id, tally)
  const { symptoms } = tally
  const near = changesNear(scope, indexes, symptoms, settings.changeWindowMs)
  const changes = near.map(({ change }) => change.id)
  const by = hashQuickly([scope.topology.version, ...changes, ...tally.services].join(' '))
  const rankedFor = isLarge(incident) ? { alerts: tally.alerts, by: outlineOf(tally, by) } : undefined
  if (rankedFor && isPutOff(work, incident, rankedFor)) return
  const shape = hashQuickly([shapeOf(symptoms.values()), tally.alerts, by].join(' '))
  if (shape === incident.shape) {
    if (repointed.has(incident.id)) incident.twoFaults = twoFaultsIn(work, incident)
    return
  }
  if (rankedFor) indexes.tallies.ranked.set(incident.id, rankedFor)
  incident.shape = shape
  incident.causes = rankCauses(scope, symptoms, tally.coverage, near, incident.id)
  incident.suspects = rankChanges(scope, near, incident.causes[0]?.entity.name)
  incident.title = titleOf(scope, incident, tally, incident.causes)
  incident.twoFaults = twoFaultsIn(work, incident)
}

/** The incidents of these alerts. */
function incidentsOf({ scope }: Work, lists: readonly Iterable<string>[]): Set<string> {
  const found = new Set<string>()
  for (const alerts of lists) {
    for (const id of alerts) {
      const incident = scope.alerts.get(id)?.incidentId
      if (incident !== undefined) found.add(incident)
    }
  }
  return found
}

/** From so many alerts on, a few more on the same things rarely tell more of the cause, and ranking costs. */
const LARGE = 200

/** Whether ranking the causes of an incident may be put off. */
export function isLarge({ alertIds }: Pick<IncidentNode, 'alertIds'>): boolean {
  return alertIds.size >= LARGE
}

/** By so much, as a share, it must have grown to be ranked before its time. */
const GROWN = 0.05

/** A hash of what, when it changes, has a large incident ranked again at once; `others` is of what else its causes rest on. */
function outlineOf({ first, severity, symptoms }: Tally, others: number): number {
  return hashQuickly([others, first.id, severity, symptoms.size].join(' '))
}

/**
 * Whether ranking a large incident can wait until the next step of time, when it is done however its alerts came: it has
 * grown by a few alerts on things that alerted before, and is otherwise what it was.
 */
function isPutOff({ scope, indexes }: Work, { id, shape }: IncidentNode, now: RankedFor): boolean {
  const before = indexes.tallies.ranked.get(id)
  if (shape === 0 || !before || before.by !== now.by) return false
  const grown = now.alerts / before.alerts - 1
  if (grown <= 0 || grown >= GROWN) return false
  schedule(indexes, stepAfter(scope.clock), { kind: 'causes', id })
  return true
}

/** Ranks the causes of an incident that waited for it; called when its timer is due. */
export function rankNow({ scope, indexes, incidents, weighed }: Work, id: string): void {
  indexes.tallies.ranked.delete(id)
  const incident = scope.incidents.get(id)
  if (!incident) return
  incidents.add(id)
  // Whatever moved in it meanwhile may have put it back to what it was ranked as, with other pointers.
  const [some] = incident.alertIds
  if (some !== undefined) weighed.add(some)
}
