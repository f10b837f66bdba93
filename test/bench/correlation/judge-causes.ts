import { type Counts, mostAlerts, mostOverUsual } from './baselines/causes.ts'
import { holdersOf } from './baselines/neighbourhood.ts'
import type { Case, CaseFault } from './case.ts'
import { mainIncidents } from './judge.ts'
import type { Shown } from './measures/calibration.ts'
import { type Hit, judgeRanking, type Ranking } from './measures/cause.ts'
import type { Told } from './operator.ts'
import type { Found } from './replay.ts'

/** How well each fault's cause was named, by the fault's id. */
export type Hits = Map<string, Hit>

/** What counts as the true cause of a fault. */
export type Right = (fault: CaseFault) => ReadonlySet<string>

/** The true entity and nothing else. */
export const exactly: Right = ({ rootEntity }) => new Set(rootEntity === undefined ? [] : [rootEntity])

/** The true entity, its service or its host. */
export function orItsHolder({ topology }: Case): Right {
  const holders = [holdersOf(topology, 'part_of'), holdersOf(topology, 'runs_on')]
  return ({ rootEntity: root }) =>
    new Set(
      root === undefined ? [] : [root, ...holders.map((of) => of(root)).filter((id) => id !== undefined)],
    )
}

/** The correlator's causes of the incident that holds most of a fault; none where there is no such incident. */
export function correlatorHits(given: Case, found: Found, right: Right): Hits {
  const main = mainIncidents(given, found)
  return judge(given, right, ({ id }) => (main.get(id)?.causes ?? []).map(({ entity }) => [entity.name]))
}

/** The causes that were told of each fault's incident when it was looked at. */
export function toldHits(given: Case, told: Told, right: Right): Hits {
  return judge(given, right, ({ id }) => (told.get(id)?.causes ?? []).map(({ entity }) => [entity.name]))
}

/**
 * The leading causes as they were shown of incidents with an alert of a fault; right is the root of the fault that has
 * the most alerts in it, of equal ones of the first. Incidents of noise have no cause that could be right.
 */
export function shownCauses({ faults, faultOf }: Case, { alerts, incidents }: Found): Shown[] {
  const counts = new Map<string, Map<string, number>>()
  for (const { events, incidentId } of alerts) {
    const fault = faultOf.get(events[0] ?? '')
    if (fault === undefined || incidentId === undefined) continue
    const of = counts.get(incidentId) ?? new Map<string, number>()
    counts.set(incidentId, of.set(fault, (of.get(fault) ?? 0) + 1))
  }
  const rootOf = new Map(faults.map(({ id, rootEntity }) => [id, rootEntity]))
  return [...counts].flatMap(([id, of]) => {
    const [most] = [...of].sort(([, a], [, b]) => b - a)
    const [lead] = incidents.get(id)?.causes ?? []
    if (!lead || !most) return []
    return { confidence: lead.confidence, right: lead.entity.name === rootOf.get(most[0]) }
  })
}

/** The changes that the correlator suspects in the same incident, for faults that a change caused. */
export function changeHits(given: Case, found: Found): Hits {
  const main = mainIncidents(given, found)
  const caused = given.faults.filter(({ changeId }) => changeId !== undefined)
  return judge(
    { ...given, faults: caused },
    ({ changeId }) => new Set(changeId === undefined ? [] : [changeId]),
    ({ id }) => (main.get(id)?.changes ?? []).map((change) => [change.id]),
  )
}

/** The simple baselines, which are told which alert events belong to a fault. */
export function baselineHits(given: Case, right: Right): Record<string, Hits> {
  const counts = countsOf(given)
  const all = given.faults.map(({ id }) => counts.get(id) ?? new Map())
  const of = ({ id }: CaseFault): Counts => counts.get(id) ?? new Map()
  return {
    'most alerts': judge(given, right, (fault) => mostAlerts(of(fault))),
    'most alerts over the usual number': judge(given, right, (fault) => mostOverUsual(of(fault), all)),
    'any entity, by chance': judge(given, right, () => [(given.topology?.nodes ?? []).map(({ id }) => id)]),
  }
}

function judge({ faults }: Case, right: Right, ranking: (fault: CaseFault) => Ranking): Hits {
  return new Map(faults.map((fault) => [fault.id, judgeRanking(ranking(fault), right(fault))]))
}

function countsOf({ alerts, faultOf }: Case): Map<string, Map<string, number>> {
  const counts = new Map<string, Map<string, number>>()
  for (const { externalId, entity } of alerts) {
    const fault = faultOf.get(externalId)
    if (fault === undefined || !entity) continue
    const of = counts.get(fault) ?? new Map<string, number>()
    counts.set(fault, of.set(entity.name, (of.get(entity.name) ?? 0) + 1))
  }
  return counts
}
