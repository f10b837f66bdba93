/** What the time is in a scope. */
export interface ScopeClock {
  /** Epoch milliseconds of "now" in the scope. */
  now: () => number
  /** Set when the scope holds a replay: its newest event, which is taken as now. */
  replayedTo?: number
}

/** An event that arrived this much after it happened (milliseconds) came from a replay. */
const REPLAY_AFTER_MS = 15 * 60_000

/**
 * The clock of a scope. Where the newest event arrived long after it happened, the scope holds a replay (of last
 * month, or the demo), and its newest event is taken as now; otherwise now is the viewer's clock, also when the
 * scope has been quiet for long.
 */
export function scopeClock(
  newest: { at: string; receivedAt: string } | null,
  clock: () => number,
): ScopeClock {
  if (!newest) return { now: clock }
  const at = Date.parse(newest.at)
  const late = Date.parse(newest.receivedAt) - at
  if (!(late > REPLAY_AFTER_MS)) return { now: clock }
  return { now: () => at, replayedTo: at }
}
