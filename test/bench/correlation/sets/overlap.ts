import { createRandom, type Random } from '../../../../ingest/demo/random.ts'
import { toTimestamp } from '../../../../schema/records/time.ts'
import { byTime, type Dataset, type LabelledFault } from '../../datasets/dataset.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS
/** What most faults of the set last; what is over sooner is not active together with what begins minutes later. */
const LASTING_MS = 10 * MINUTE_MS
/** Faults that are to be active at once begin within half of that. */
const WAVE_MS = LASTING_MS / 2
/** From one wave to the next: all alerts of the first are over long before. */
const BETWEEN_MS = 3 * HOUR_MS

/** The faults alone of which this is true, with their alerts. */
export function onlyFaults(dataset: Dataset, keep: (fault: LabelledFault) => boolean): Dataset {
  const faults = dataset.faults.filter(keep)
  const kept = new Set(faults.flatMap(({ alerts }) => alerts))
  return { ...dataset, faults, alerts: dataset.alerts.filter(({ externalId }) => kept.has(externalId)) }
}

/** The faults that last, in waves of so many that are all active at once: they begin within five minutes. */
export function waves(dataset: Dataset, atOnce: number, seed: string): Dataset {
  return inGroups(dataset, atOnce, WAVE_MS, seed)
}

/** The faults that last, in pairs: the two begin within one minute. */
export function pairsInOneMinute(dataset: Dataset, seed: string): Dataset {
  return inGroups(dataset, 2, MINUTE_MS, seed)
}

/** All faults in a steady stream (a Poisson process) in which so many are active on average, counting ten minutes each. */
export function stream(dataset: Dataset, atOnce: number, seed: string): Dataset {
  let begins = 0
  return beginAt(dataset, seed, (_index, random) => {
    begins -= (LASTING_MS / atOnce) * Math.log(1 - random.next())
    return begins
  })
}

/** Faults that last in groups of this size, each begun within so long and hours from the next one. */
function inGroups(dataset: Dataset, size: number, withinMs: number, seed: string): Dataset {
  const lasting = onlyFaults(dataset, ({ startsAt, endsAt }) => endsAt - startsAt >= LASTING_MS)
  return beginAt(
    lasting,
    seed,
    (index, random) =>
      Math.floor(index / size) * BETWEEN_MS + (index % size === 0 ? 0 : random.next() * withinMs),
  )
}

/** Moves each fault with its alerts, in an order left to the seed; `startOf` is told its place and says when it begins. */
function beginAt(
  dataset: Dataset,
  seed: string,
  startOf: (index: number, random: Random) => number,
): Dataset {
  const random = createRandom(`overlap/${seed}`)
  const first = Math.min(...dataset.faults.map(({ startsAt }) => startsAt))
  const shiftOf = new Map<string, number>()
  const faults = random.shuffled(dataset.faults).map((fault, index) => {
    const shift = Math.round(first + startOf(index, random)) - fault.startsAt
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
