import type { Log } from '../../ingest/log/log.ts'

/** Records accepted that are not in the database yet, and that are not correlated yet. */
export interface Lag {
  loaded: number
  correlated: number
}

/** Where the stages are on the log: the next offset of a partition that they have not done. */
export interface Stages {
  loaded(partition: string): number
  correlated(): ReadonlyMap<string, number>
}

/**
 * How far each stage is behind the log's end. Correlation is read before the log's end and loading after it:
 * what correlation found is on the log before it moves on, so that 0 and 0 mean that all is answered for.
 */
export async function measureLag(log: Log, stages: Stages): Promise<Lag> {
  const correlated = new Map(stages.correlated())
  const lag: Lag = { loaded: 0, correlated: 0 }
  for (const { partition, start, end } of await log.partitions()) {
    lag.correlated += Math.max(0, end - Math.max(start, correlated.get(partition) ?? 0))
    lag.loaded += Math.max(0, end - Math.max(start, stages.loaded(partition)))
  }
  return lag
}

/** Behind for this long without a break, a stage is late and says so. */
const LATE_MS = 10_000

/** Watches the lag and says in words which stages are late. */
export function createLagWatch(clock: () => number) {
  const since: Record<keyof Lag, number | undefined> = { loaded: undefined, correlated: undefined }
  const named = { loaded: 'The database is', correlated: 'Correlation is' }
  let last: Lag = { loaded: 0, correlated: 0 }
  return {
    note(lag: Lag): void {
      last = lag
      for (const stage of ['loaded', 'correlated'] as const) {
        since[stage] = lag[stage] === 0 ? undefined : (since[stage] ?? clock())
      }
    },
    problems(): string[] {
      const found: string[] = []
      for (const stage of ['loaded', 'correlated'] as const) {
        const behind = clock() - (since[stage] ?? clock())
        if (behind < LATE_MS) continue
        found.push(`${named[stage]} ${Math.round(behind / 1000)} s late: ${last[stage]} records wait`)
      }
      return found
    },
  }
}
