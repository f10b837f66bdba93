import type { Log } from '../../ingest/log/log.ts'
import type { Lag } from '../../schema/api/status.ts'

/** Tells the next offset of a partition that a stage has not done. */
export type StagePlace = (partition: string) => number

/** Asks where the stages are on the log. */
export interface Stages {
  loaded(): Promise<StagePlace>
  correlated(): Promise<StagePlace>
}

/** Where a partition ends, and the next offset of it that each stage has not done. */
export interface PartitionPlaces {
  partition: string
  end: number
  loaded: number
  correlated: number
}

/** A stage's place as its consumer group committed it: for stages that run in other processes too. */
export function committedPlace(log: Log, group: string): () => Promise<StagePlace> {
  return async () => {
    const places = await log.committed(group)
    return (partition) => places.get(partition) ?? 0
  }
}

/**
 * Where the stages are in each partition. Correlation is read before the log's end and loading after it: what
 * correlation found is on the log before it moves on, so that no lag in both means that all is answered for.
 */
export async function measurePlaces(log: Log, stages: Stages): Promise<PartitionPlaces[]> {
  const correlated = await stages.correlated()
  const partitions = await log.partitions()
  const loaded = await stages.loaded()
  return partitions.map(({ partition, start, end }) => ({
    partition,
    end,
    loaded: Math.max(start, loaded(partition)),
    correlated: Math.max(start, correlated(partition)),
  }))
}

/** How many records each stage has not done. */
export function lagOf(places: readonly PartitionPlaces[]): Lag {
  const lag: Lag = { loaded: 0, correlated: 0 }
  for (const { end, loaded, correlated } of places) {
    lag.loaded += Math.max(0, end - loaded)
    lag.correlated += Math.max(0, end - correlated)
  }
  return lag
}
