/** A burst is so many different signs in so short a time (fewer where nothing came for the time of `SLOW_MS`), ... */
const BURST_MS = 10_000
const BURST_SIGNS = 5
const BURST_AFTER_CALM = 2
/** ... so much faster than they came in the last minute, ... */
const SLOW_MS = 60_000
const FASTER = 2.5
const FASTER_PER_SECOND = 0.05
/** ... and so long after the last fault began: what a fault does at once, it does within that. */
const APART_MS = 90_000
/** So soon after the last fault began, one more alert makes no burst begin another. */
export const NO_ONSET_MS = APART_MS - BURST_MS

/** An alert as far as it tells that a fault begins: when (epoch ms), and what of which thing. */
export interface Sign {
  start: number
  /** Alerts of one class on one thing say the same within a burst, however many they are. */
  what: string
}

/**
 * When new faults begin among alerts that hang together, given in the order of their starts: at the first alert of each
 * burst but of what the first alert began. The rates are those of an onset detector with two windows, as in change
 * detection by short-term over long-term average.
 */
export function onsetsIn(signs: readonly Sign[]): number[] {
  const onsets: number[] = []
  const latest = new Map<string, number>()
  const starts: number[] = []
  let last = signs[0]?.start ?? 0
  let fastFrom = 0
  let slowFrom = 0
  for (const { start: at, what } of signs) {
    const before = latest.get(what)
    if (before !== undefined && before > at - BURST_MS) continue
    latest.set(what, at)
    starts.push(at)
    while ((starts[fastFrom] ?? at) <= at - BURST_MS) fastFrom++
    while ((starts[slowFrom] ?? at) <= at - SLOW_MS) slowFrom++
    const fast = starts.length - fastFrom
    const began = starts[fastFrom] ?? at
    const calm = fastFrom === slowFrom
    if (fast < (calm ? BURST_AFTER_CALM : BURST_SIGNS) || began - last < APART_MS) continue
    const perSecond = fast / (BURST_MS / 1000)
    const usual = (starts.length - slowFrom) / (SLOW_MS / 1000)
    if (perSecond <= FASTER * usual + FASTER_PER_SECOND) continue
    onsets.push(began)
    last = began
  }
  return onsets
}
