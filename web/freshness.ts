import { shortDuration } from './format/duration.ts'
import { moment } from './format/time.ts'
import type { Connection } from './stream.ts'

/** How fresh the pane is, in words; `since` (epoch milliseconds) when it hears nothing more. */
export interface Freshness {
  level: 'connecting' | 'live' | 'behind' | 'stale'
  words: string
  since?: number
}

const BEHIND_MS = 10_000
const STALE_MS = 60_000

/** How fresh the pane is: behind from 10 s on, stale from 60 s on or when the connection broke that long ago. */
export function freshness(connection: Connection, waitMs: number | undefined, now: number): Freshness {
  if (connection.state === 'broken') {
    const { since } = connection
    const words = `Not live since ${moment(since, now, true)}`
    return { level: now - since >= STALE_MS ? 'stale' : 'behind', words, since }
  }
  if (connection.state === 'connecting' || waitMs === undefined)
    return { level: 'connecting', words: 'Connecting' }
  if (waitMs < BEHIND_MS) return { level: 'live', words: `Live, ${shortDuration(waitMs)} behind` }
  const level = waitMs >= STALE_MS ? 'stale' : 'behind'
  return { level, words: `${shortDuration(waitMs)} behind` }
}
