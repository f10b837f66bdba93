import type { StatusReading } from './status.ts'

/** How far behind the pane is: the last readings that the estimate needs. */
export interface DelayState {
  reading: StatusReading
  /** When all that was accepted was last answered for, or progress was last seen. */
  progressAt: number
  /** Milliseconds that a record waits, as of the last reading. */
  waitMs: number
}

/**
 * Takes in one more reading of the status. Without a backlog, what is shown is as old as the answer took to come.
 * With one, a record waits for the backlog divided by the rate at which records are answered for (Little, 1961);
 * while nothing is answered for, it waits since that began.
 */
export function readDelay(previous: DelayState | undefined, reading: StatusReading): DelayState {
  const answerMs = reading.answeredAt - reading.askedAt
  const backlog = behind(reading)
  // While the log cannot be read nobody knows the backlog; the status says so in words.
  if (backlog === undefined) return previous ?? { reading, progressAt: reading.answeredAt, waitMs: answerMs }
  if (backlog === 0) return { reading, progressAt: reading.answeredAt, waitMs: answerMs }
  if (!previous) return { reading, progressAt: reading.answeredAt, waitMs: answerMs }
  const elapsed = reading.answeredAt - previous.reading.answeredAt
  const done = reading.status.log.records - backlog - answered(previous.reading)
  if (elapsed > 0 && done > 0) {
    return { reading, progressAt: reading.answeredAt, waitMs: (backlog * elapsed) / done + answerMs }
  }
  return { reading, progressAt: previous.progressAt, waitMs: reading.answeredAt - previous.progressAt }
}

function behind({ status: { lag } }: StatusReading): number | undefined {
  return lag && Math.max(lag.loaded, lag.correlated)
}

function answered(reading: StatusReading): number {
  return reading.status.log.records - (behind(reading) ?? 0)
}
