import type { Database } from '../../ingest/database/database.ts'
import { newestEvent } from './newest-event.ts'

/** A range of event time in epoch milliseconds, `from` inclusive, `to` exclusive. */
export interface Range {
  from: number
  to: number
}

const DAY_MS = 86_400_000

/**
 * The range that a question without one means: the last 24 hours of event time, up to and with the scope's
 * newest event or correction, or up to `now` when there is none.
 */
export async function givenOrLastDay(
  database: Database,
  asked: { scope?: string | undefined; from?: number | undefined; to?: number | undefined },
  now: number,
): Promise<Range> {
  const newest = asked.to === undefined ? await newestEvent(database, asked.scope) : undefined
  const to = asked.to ?? Math.max((newest ?? now) + 1, asked.from ?? 0)
  return { from: asked.from ?? to - DAY_MS, to }
}
