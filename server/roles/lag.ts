import type { Log } from '../../ingest/log/log.ts'

/** Records accepted that are not in the database yet, and that are not correlated yet. */
export interface Lag {
  loaded: number
  correlated: number
}

/** Tells the next offset of a partition that a stage has not done. */
export type StagePlace = (partition: string) => number

/** Asks where the stages are on the log. */
export interface Stages {
  loaded(): Promise<StagePlace>
  correlated(): Promise<StagePlace>
}

/** A stage's place as its consumer group committed it: for stages that run in other processes too. */
export function committedPlace(log: Log, group: string): () => Promise<StagePlace> {
  return async () => {
    const places = await log.committed(group)
    return (partition) => places.get(partition) ?? 0
  }
}

/**
 * How far each stage is behind the log's end. Correlation is read before the log's end and loading after it:
 * what correlation found is on the log before it moves on, so that 0 and 0 mean that all is answered for.
 */
export async function measureLag(log: Log, stages: Stages): Promise<Lag> {
  const correlated = await stages.correlated()
  const partitions = await log.partitions()
  const loaded = await stages.loaded()
  const lag: Lag = { loaded: 0, correlated: 0 }
  for (const { partition, start, end } of partitions) {
    lag.correlated += Math.max(0, end - Math.max(start, correlated(partition)))
    lag.loaded += Math.max(0, end - Math.max(start, loaded(partition)))
  }
  return lag
}

/** How many records the log ever had. */
export async function recordsEver(log: Log): Promise<number> {
  return (await log.partitions()).reduce((sum, { end }) => sum + end, 0)
}

/** A record that has waited for this long makes its stage late. */
const LATE_MS = 10_000
/** How long the log's ends are remembered; who is later than that is at least that late. */
const REMEMBERED_MS = 15 * 60_000

/**
 * Watches the lag, as measured every second or so, and says in words which stages are late. A stage is as late as
 * the oldest record that waits for it is old: a busy stage that keeps up is not late, however much comes in.
 */
export function createLagWatch(clock: () => number) {
  const named = { loaded: 'The database is', correlated: 'Correlation is' }
  let ends: { at: number; end: number }[] = []
  let last: Lag & { end: number } = { loaded: 0, correlated: 0, end: 0 }
  return {
    /** `end` is how many records the log ever had. */
    note(lag: Lag, end: number): void {
      const now = clock()
      last = { ...lag, end }
      ends = [...ends.filter(({ at }) => now - at < REMEMBERED_MS), { at: now, end }]
    },
    problems(): string[] {
      const found: string[] = []
      for (const stage of ['loaded', 'correlated'] as const) {
        const waiting = last[stage]
        const oldest = ends.find(({ end }) => end > last.end - waiting)
        const late = oldest ? clock() - oldest.at : 0
        if (waiting === 0 || late < LATE_MS) continue
        found.push(`${named[stage]} ${Math.round(late / 1000)} s late: ${waiting} records wait`)
      }
      return found
    },
  }
}
