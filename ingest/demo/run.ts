import { createClient, realSleep, type Sleep } from '../replay/client.ts'
import { closeDemo, findEarlierDemo } from './earlier.ts'
import { createPlayer, type Player } from './player.ts'
import { DEMO_DAY_MS } from './script.ts'
import { createTimeline } from './timeline.ts'

/** How far the demo has come. */
export interface DemoProgress {
  phase: 'catching_up' | 'live'
  /** Event time reached, epoch milliseconds. */
  reached: number
  /** Share of the past that is played, 0 to 1. */
  share: number
  /** Records posted so far. */
  records: number
}

/** Where and how to play the demo. */
export interface DemoOptions {
  /** Address of the Barograph. */
  url: string
  /** Epoch milliseconds. */
  clock: () => number
  /** Ends it. */
  signal: AbortSignal
  token?: string
  seed?: string | number
  fetch?: typeof fetch
  sleep?: Sleep
  onProgress?: (progress: DemoProgress) => void
}

const DEFAULT_SEED = 7
/** How long playing the past day takes. */
const CATCH_UP_MS = 55_000
const STEP_MS = 250
const LIVE_STEP_MS = 5_000
/** A demo of which the scripted day ended at most this long ago is taken up again. */
const TAKE_UP_MS = 12 * 3_600_000
/** Posted again when a demo is taken up, for what was under way when it stopped. */
const OVERLAP_MS = 60_000
/** Starts are whole multiples of this. */
const START_GRID_MS = 5 * 60_000

/**
 * Plays the demo into a running Barograph through its public API: the past day in about a minute, then on in real
 * time until the signal is aborted. A demo that was played there lately is taken up where it stopped, so that nothing
 * comes twice. Throws ServerError when the Barograph cannot be reached or refuses what it is given.
 */
export async function startDemo(options: DemoOptions): Promise<void> {
  const { clock, signal, seed = DEFAULT_SEED, sleep = realSleep } = options
  const client = createClient({ ...options, sleep })
  try {
    const earlier = await findEarlierDemo(client, seed)
    const now = clock()
    const takenUp = earlier && now - (earlier.start + DEMO_DAY_MS) < TAKE_UP_MS ? earlier : undefined
    const start = takenUp?.start ?? Math.floor((now - DEMO_DAY_MS) / START_GRID_MS) * START_GRID_MS
    if (earlier && !takenUp) await closeDemo(client, seed, earlier, start)
    const from = takenUp ? takenUp.reached - OVERLAP_MS : start
    const timeline = createTimeline(seed, start)
    timeline.take(from)
    const player = createPlayer(client, timeline, start, (ms) => sleep(ms, signal))
    await player.begin(from)
    await catchUp(options, player, from, now - from, sleep)
    for (;;) {
      await sleep(LIVE_STEP_MS, signal)
      const reached = clock()
      await player.playUntil(reached)
      options.onProgress?.({ phase: 'live', reached, share: 1, records: player.posted() })
    }
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function catchUp(
  { clock, signal, onProgress }: DemoOptions,
  player: Player,
  from: number,
  past: number,
  sleep: Sleep,
): Promise<void> {
  const speed = Math.max(1, DEMO_DAY_MS / CATCH_UP_MS)
  const began = clock()
  for (let reached = from; reached < clock() - LIVE_STEP_MS; ) {
    const ahead = from + (clock() - began + STEP_MS) * speed
    reached = Math.min(ahead, clock())
    await player.playUntil(reached)
    const share = Math.min(1, (reached - from) / Math.max(1, past))
    onProgress?.({ phase: 'catching_up', reached, share, records: player.posted() })
    // A slow Barograph is not hurried: then the demo lags behind its pace, and catches up afterwards.
    await sleep(began + (reached - from) / speed - clock(), signal)
  }
}
