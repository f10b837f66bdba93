import { createRandom } from '../../../../ingest/demo/random.ts'
import { toTimestamp } from '../../../../schema/records/time.ts'
import { byTime, type Dataset, type LabelledFault } from '../../datasets/dataset.ts'

const MINUTE_MS = 60_000
/** How long a fault counts as active: what most of the set last. */
const ACTIVE_MS = 10 * MINUTE_MS

/** The faults alone of which this is true, with their alerts. */
export function onlyFaults(dataset: Dataset, keep: (fault: LabelledFault) => boolean): Dataset {
  const faults = dataset.faults.filter(keep)
  const kept = new Set(faults.flatMap(({ alerts }) => alerts))
  return { ...dataset, faults, alerts: dataset.alerts.filter(({ externalId }) => kept.has(externalId)) }
}

/** The same faults, in an order left to the seed, one beginning every so often that so many are active at once. */
export function severalAtOnce(dataset: Dataset, atOnce: number, seed: string): Dataset {
  const every = ACTIVE_MS / atOnce
  return beginAt(dataset, seed, (index, chance) => (index + chance) * every)
}

/** The same faults in pairs: the two begin within one minute, and hours from the next pair. */
export function pairsInOneMinute(dataset: Dataset, seed: string): Dataset {
  return beginAt(
    dataset,
    seed,
    (index, chance) => Math.floor(index / 2) * 180 * MINUTE_MS + (index % 2) * chance * MINUTE_MS,
  )
}

/** Moves each fault with its alerts; `startOf` is told its place and a random number, and says when it begins. */
function beginAt(
  dataset: Dataset,
  seed: string,
  startOf: (index: number, chance: number) => number,
): Dataset {
  const random = createRandom(`overlap/${seed}`)
  const first = Math.min(...dataset.faults.map(({ startsAt }) => startsAt))
  const shiftOf = new Map<string, number>()
  const faults = random.shuffled(dataset.faults).map((fault, index) => {
    const shift = Math.round(first + startOf(index, random.next())) - fault.startsAt
    for (const alert of fault.alerts) shiftOf.set(alert, shift)
    return { ...fault, startsAt: fault.startsAt + shift, endsAt: fault.endsAt + shift }
  })
  const alerts = dataset.alerts.map((alert) => {
    const later = (at: string) => toTimestamp(Date.parse(at) + (shiftOf.get(alert.externalId) ?? 0))
    return {
      ...alert,
      at: later(alert.at),
      ...(typeof alert.endsAt === 'string' && { endsAt: later(alert.endsAt) }),
    }
  })
  return { ...dataset, faults, alerts: byTime(alerts) }
}
