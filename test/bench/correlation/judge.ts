import type { IncidentState } from '../../../schema/records/correlation.ts'
import type { Grouping } from './baselines/grouping.ts'
import type { Case } from './case.ts'
import { typeOf } from './chronic.ts'
import { judgeIncidents, type Purity } from './measures/incidents.ts'
import { comparePartitions, type Likeness } from './measures/partition.ts'
import type { Found, FoundAlert } from './replay.ts'

/** How alerts were grouped, held against the truth. */
export interface GroupingFigures extends Purity {
  alerts: Likeness
  /** Without the chronic ones. */
  telling: Likeness
  events: Likeness
  /** The events of those that are not chronic. */
  tellingEvents: Likeness
  /** 1 - notifications / events. */
  reduction: number
}

/** The incident that each alert is in. */
export type Places = ReadonlyMap<string, string>

/** Where the correlator put the alerts. */
export function placesOf({ alerts }: Found): Places {
  return new Map(alerts.flatMap(({ id, incidentId }) => (incidentId === undefined ? [] : [[id, incidentId]])))
}

/** The correlator's own grouping, held against the truth. */
export function judgeCorrelator(given: Case, found: Found, chronic: ReadonlySet<string>): GroupingFigures {
  const told = new Set(found.notifications.map(({ incidentId }) => incidentId))
  // What was told of an incident that went into another one was told of that one.
  for (const id of [...told]) told.add(survivorOf(found.incidents, id))
  return judgeGrouping(given, found, placesOf(found), chronic, {
    told: (id) => told.has(id),
    notifications: found.notifications.length,
  })
}

/** A baseline's grouping of the same alerts; each of its groups is told to a person once. */
export function judgeBaseline(
  given: Case,
  found: Found,
  grouping: Grouping,
  chronic: ReadonlySet<string>,
): GroupingFigures {
  const places = grouping(found.alerts, given)
  return judgeGrouping(given, found, places, chronic, {
    told: () => true,
    notifications: new Set(places.values()).size,
  })
}

/** Compares where alerts are with the faults that they belong to. An alert belongs where its first event does. */
function judgeGrouping(
  { faultOf }: Case,
  { alerts, events }: Found,
  places: Places,
  chronic: ReadonlySet<string>,
  { told, notifications }: { told: (incident: string) => boolean; notifications: number },
): GroupingFigures {
  const compare = (list: readonly FoundAlert[], parts: (alert: FoundAlert) => readonly string[]) => {
    const noise = new Set<string>()
    const placed = list.flatMap((alert) =>
      parts(alert).flatMap((event) => {
        const found = places.get(alert.id) ?? `alone ${alert.id}`
        const fault = faultOf.get(event)
        if (fault !== undefined) return { truth: fault, found }
        // The same noise again in the same incident is no further mistake.
        const truth = `noise ${typeOf(alert.name, alert.entity)} in ${found}`
        if (noise.has(truth)) return []
        noise.add(truth)
        return { truth, found }
      }),
    )
    return comparePartitions(placed)
  }
  const first = ({ events }: FoundAlert) => events.slice(0, 1)
  const telling = alerts.filter(({ name, entity }) => !chronic.has(typeOf(name, entity)))
  return {
    alerts: compare(alerts, first),
    telling: compare(telling, first),
    events: compare(alerts, ({ events }) => events),
    tellingEvents: compare(telling, ({ events }) => events),
    ...judgeIncidents(
      alerts.map((alert) => ({
        fault: faultOf.get(alert.events[0] ?? ''),
        incident: places.get(alert.id),
      })),
      told,
    ),
    reduction: 1 - notifications / events,
  }
}

/** The incident that holds most alerts of each fault; of equal ones the first that began. */
export function mainIncidents({ faultOf }: Case, found: Found): Map<string, IncidentState> {
  const counts = new Map<string, Map<string, number>>()
  for (const { events, incidentId } of found.alerts) {
    const fault = faultOf.get(events[0] ?? '')
    if (fault === undefined || incidentId === undefined) continue
    const of = counts.get(fault) ?? new Map<string, number>()
    counts.set(fault, of.set(incidentId, (of.get(incidentId) ?? 0) + 1))
  }
  const main = new Map<string, IncidentState>()
  for (const [fault, of] of counts) {
    const [most] = [...of].sort(([, a], [, b]) => b - a)
    const incident = most && found.incidents.get(most[0])
    if (incident) main.set(fault, incident)
  }
  return main
}

function survivorOf(incidents: ReadonlyMap<string, IncidentState>, id: string): string {
  const into = incidents.get(id)?.mergedInto
  return into === undefined ? id : survivorOf(incidents, into)
}
