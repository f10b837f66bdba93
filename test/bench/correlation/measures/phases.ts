import type { LabelledFault } from '../../datasets/dataset.ts'
import type { FoundAlert } from '../replay.ts'

/** How the phases of an attack came to people's attention. */
export interface Phases {
  phases: number
  /** Phases of which no event is in an incident that anybody was ever told of. */
  hidden: string[]
  /** Phases with no notification, while they lasted, of an incident that holds one of their events. */
  late: string[]
  /** Phases with an incident, told to people, whose events are of that phase for the most part. */
  own: number
}

/** A notification may come this much after the last event of a phase. */
const SOON_MS = 5 * 60_000

/** Holds notifications (epoch milliseconds) against phases. */
export function judgePhases(
  faults: readonly LabelledFault[],
  alerts: readonly FoundAlert[],
  notifications: readonly { incidentId: string; at: number }[],
): Phases {
  const incidentOf = new Map<string, string>()
  const sizes = new Map<string, number>()
  for (const { incidentId, events } of alerts) {
    if (incidentId === undefined) continue
    for (const event of events) incidentOf.set(event, incidentId)
    sizes.set(incidentId, (sizes.get(incidentId) ?? 0) + events.length)
  }
  const told = new Map<string, number[]>()
  for (const { incidentId, at } of notifications) told.set(incidentId, [...(told.get(incidentId) ?? []), at])
  const result: Phases = { phases: faults.length, hidden: [], late: [], own: 0 }
  for (const { id, startsAt, endsAt, alerts } of faults) {
    const counts = new Map<string, number>()
    for (const event of alerts) {
      const incident = incidentOf.get(event)
      if (incident !== undefined && told.has(incident)) counts.set(incident, (counts.get(incident) ?? 0) + 1)
    }
    const times = [...counts.keys()].flatMap((incident) => told.get(incident) ?? [])
    if (times.length === 0) result.hidden.push(id)
    else if (!times.some((at) => at >= startsAt && at <= endsAt + SOON_MS)) result.late.push(id)
    if ([...counts].some(([incident, count]) => count > (sizes.get(incident) ?? 0) / 2)) result.own++
  }
  return result
}
