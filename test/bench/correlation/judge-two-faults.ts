import type { Case } from './case.ts'
import { comparePartitions } from './measures/partition.ts'
import type { Found } from './replay.ts'

/** Of incidents that were said, or not, to hold two faults, held against the truth. Counts of incidents. */
export interface SaidOfTwo {
  /** With alerts of a fault. */
  incidents: number
  /** That hold alerts of two. */
  two: number
  /** Of which it was said, also of those without any fault. */
  said: number
  /** Said, and there are two. */
  truly: number
  /** Said, and the offered split parts them: what most alerts of each side belong to are different faults. */
  parted: number
  /** Pairwise F1 over all alerts as they are, and were every offer taken. */
  before: number
  after: number
}

/** What was said in the end of incidents that may hold two faults. An alert belongs where its first event does. */
export function judgeTwoFaults({ faultOf }: Case, { alerts, incidents }: Found): SaidOfTwo {
  const figures: SaidOfTwo = { incidents: 0, two: 0, said: 0, truly: 0, parted: 0, before: 0, after: 0 }
  const faults = new Map<string, Map<string, string | undefined>>()
  for (const { id, incidentId, events } of alerts) {
    if (incidentId === undefined) continue
    const of = faults.get(incidentId) ?? new Map<string, string | undefined>()
    faults.set(incidentId, of.set(id, faultOf.get(events[0] ?? '')))
  }
  const splits = new Map<string, string>()
  for (const [id, of] of faults) {
    const two = new Set([...of.values()].filter((fault) => fault !== undefined)).size
    if (two > 0) figures.incidents++
    if (two > 1) figures.two++
    const offer = incidents.get(id)?.twoFaults
    if (!offer) continue
    figures.said++
    if (two > 1) figures.truly++
    const apart = new Set(offer.alertIds)
    for (const alert of apart) splits.set(alert, `split from ${id}`)
    const [one, other] = [true, false].map((inside) =>
      mostOf([...of].flatMap(([alert, fault]) => (apart.has(alert) === inside ? [fault] : []))),
    )
    if (one !== undefined && other !== undefined && one !== other) figures.parted++
  }
  const f1 = (place: (alert: Found['alerts'][number]) => string | undefined) =>
    comparePartitions(
      alerts.flatMap((alert) => {
        const truth = faultOf.get(alert.events[0] ?? '')
        return truth === undefined ? [] : [{ truth, found: place(alert) ?? `alone ${alert.id}` }]
      }),
    ).f1
  figures.before = f1(({ incidentId }) => incidentId)
  figures.after = f1(({ id, incidentId }) => splits.get(id) ?? incidentId)
  return figures
}

/** What occurs most; of equal ones the first. Undefined where that is no fault. */
function mostOf(faults: readonly (string | undefined)[]): string | undefined {
  const counts = new Map<string | undefined, number>()
  for (const fault of faults) counts.set(fault, (counts.get(fault) ?? 0) + 1)
  return [...counts].sort(([, a], [, b]) => b - a)[0]?.[0]
}
