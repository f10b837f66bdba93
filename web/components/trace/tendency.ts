import type { Sample } from './paper.ts'

/** Where the pressure is going, as on a weather report. */
export type Tendency = 'steady' | 'rising' | 'rising fast' | 'falling' | 'falling fast'

const OVER_MS = 10 * 60_000
const CALM = 5

/**
 * The tendency at the end of a series of rates: the change over 10 min (or over one bucket where buckets are
 * longer) against what it was then; under 10 % is steady, over 50 % is fast. Each end is the mean of 3 min, and
 * rates that are both under 5 are steady, because one event more or less says nothing.
 */
export function tendency(samples: readonly Sample[], bucketMs: number): Tendency {
  const last = samples.at(-1)
  if (!last) return 'steady'
  const over = Math.max(OVER_MS, bucketMs)
  const width = Math.max(bucketMs, 3 * 60_000)
  const now = mean(samples, last.at - width, last.at)
  const then = mean(samples, last.at - over - width, last.at - over)
  if (now === undefined || then === undefined || (now < CALM && then < CALM)) return 'steady'
  const change = then === 0 ? 1 : (now - then) / then
  if (Math.abs(change) < 0.1) return 'steady'
  const fast = Math.abs(change) > 0.5 ? ' fast' : ''
  return `${change > 0 ? 'rising' : 'falling'}${fast}` as Tendency
}

function mean(samples: readonly Sample[], after: number, until: number): number | undefined {
  const within = samples.filter((sample) => sample.at > after && sample.at <= until)
  if (within.length === 0) return undefined
  return within.reduce((sum, sample) => sum + sample.value, 0) / within.length
}
