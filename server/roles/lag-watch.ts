import type { StageStatus } from '../../schema/api/status.ts'
import type { PartitionPlaces } from './lag.ts'

/** A record that has waited for this long makes its stage late. */
const LATE_MS = 10_000
/** A late stage that does not move for this long is stopped: longer than a large batch takes on a busy machine. */
const STOPPED_MS = 30_000
/** A measurement that is older tells nothing. */
const OUTDATED_MS = 10_000
/** Ends of a partition that are remembered; beyond it every second one is forgotten, and times get coarser. */
const MOST_ENDS = 1000

const STAGES = [
  { stage: 'load', place: 'loaded' },
  { stage: 'correlate', place: 'correlated' },
] as const

type PlaceName = (typeof STAGES)[number]['place']

/** What is known of a partition. */
interface Watched extends PartitionPlaces {
  /** When its end was first seen to be so far, oldest first: as long as a stage has that before it. */
  ends: { at: number; end: number }[]
  /** When a stage was last seen to move on, or to have nothing to do. */
  movedAt: Record<PlaceName, number>
}

/** Watches how far the stages are. */
export interface LagWatch {
  /** Takes a measurement in, as made every second or so. */
  note(places: readonly PartitionPlaces[]): void
  stages(): StageStatus[]
}

/**
 * Watches the stages partition by partition. A stage is as late as the oldest record that waits for it is known to
 * have waited: a busy stage that keeps up is not late, however much comes in. `monotonic` is in milliseconds.
 */
export function createLagWatch(monotonic: () => number): LagWatch {
  const partitions = new Map<string, Watched>()
  let measuredAt = Number.NEGATIVE_INFINITY

  function noteOne(places: PartitionPlaces, now: number): void {
    const known = partitions.get(places.partition)
    const ends = known?.ends ?? []
    if (places.end > (ends.at(-1)?.end ?? 0)) ends.push({ at: now, end: places.end })
    const done = Math.min(places.loaded, places.correlated)
    while (ends[0] && ends[0].end <= done) ends.shift()
    const moved = (name: PlaceName) =>
      known && places[name] === known[name] && places[name] < places.end && known[name] < known.end
        ? known.movedAt[name]
        : now
    partitions.set(places.partition, {
      ...places,
      ends: ends.length > MOST_ENDS ? ends.filter((_, index) => index % 2 === 0) : ends,
      movedAt: { loaded: moved('loaded'), correlated: moved('correlated') },
    })
  }

  function statusOf({ stage, place }: (typeof STAGES)[number], now: number): StageStatus {
    let waiting = 0
    let oldest = now
    let lastMove = Number.NEGATIVE_INFINITY
    for (const partition of partitions.values()) {
      const behind = partition.end - partition[place]
      if (behind <= 0) continue
      waiting += behind
      oldest = Math.min(oldest, partition.ends.find(({ end }) => end > partition[place])?.at ?? now)
      lastMove = Math.max(lastMove, partition.movedAt[place])
    }
    const lateMs = now - oldest
    const late = now - lastMove >= STOPPED_MS ? 'stopped' : 'late'
    const state = now - measuredAt >= OUTDATED_MS ? 'unknown' : lateMs >= LATE_MS ? late : 'ok'
    return { stage, waiting, lateSeconds: Math.round(lateMs / 1000), state }
  }

  return {
    note(places) {
      const now = monotonic()
      measuredAt = now
      const there = new Set(places.map(({ partition }) => partition))
      for (const name of partitions.keys()) if (!there.has(name)) partitions.delete(name)
      for (const one of places) noteOne(one, now)
    },
    stages() {
      const now = monotonic()
      return STAGES.map((stage) => statusOf(stage, now))
    },
  }
}
