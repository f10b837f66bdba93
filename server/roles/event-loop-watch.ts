import { type OwnProblem, stuckProblem } from './problem-words.ts'

const EVERY_MS = 1000
/** Standing still for less is work. */
const STUCK_MS = 5000
const REMEMBERED_MS = 60_000

/** Notices when this process stood still. */
export interface EventLoopWatch {
  problems(): OwnProblem[]
  stop(): void
}

/** Watches how late a timer of one second comes; `monotonic` is in milliseconds. */
export function watchEventLoop(monotonic: () => number): EventLoopWatch {
  let last = monotonic()
  let stuck = { at: Number.NEGATIVE_INFINITY, ms: 0 }
  const timer = setInterval(() => {
    const now = monotonic()
    const ms = now - last - EVERY_MS
    last = now
    if (ms >= STUCK_MS && (ms > stuck.ms || now - stuck.at > REMEMBERED_MS)) stuck = { at: now, ms }
  }, EVERY_MS)
  timer.unref()
  return {
    problems: () => (monotonic() - stuck.at > REMEMBERED_MS ? [] : [stuckProblem(stuck.ms)]),
    stop: () => clearInterval(timer),
  }
}
