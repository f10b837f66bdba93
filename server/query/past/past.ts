import type { Database } from '../../../ingest/database/database.ts'
import type { PastInput } from '../../preview/replay.ts'
import type { Range } from '../range.ts'
import { pastChanges } from './past-changes.ts'
import { newestEvents, pastEvents } from './past-events.ts'
import { pastSilences } from './past-silences.ts'
import { topologyNow } from './topology-now.ts'

/** A stretch of the past as it came in. Times are epoch milliseconds. */
export interface PastStretch extends Range {
  events: number
  changes: number
  /** There was more than is replayed. */
  cut: boolean
  /** All that came in, with the estate as it is said to be now. */
  pages(): AsyncIterable<readonly PastInput[]>
}

/** The newest `most` events of a range, with the changes, silences and topology that belong to them. */
export async function readPast(
  database: Database,
  scope: string | undefined,
  range: Range,
  most: number,
): Promise<PastStretch> {
  const { from, events, cut } = await newestEvents(database, scope, range, most)
  const stretch = { from, to: range.to }
  const [changes, silences, topology] = await Promise.all([
    pastChanges(database, scope, stretch),
    pastSilences(database, scope),
    topologyNow(database, scope),
  ])
  return {
    ...stretch,
    events,
    changes: changes.inputs.length,
    cut: cut || changes.cut || silences.cut || topology.cut,
    async *pages() {
      yield [...topology.inputs, ...silences.inputs, ...changes.inputs]
      yield* pastEvents(database, scope, stretch)
    },
  }
}
