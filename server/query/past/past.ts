import type { Database } from '../../../ingest/database/database.ts'
import type { PastInput } from '../../preview/replay.ts'
import type { Range } from '../range.ts'
import { pastChanges } from './past-changes.ts'
import { type PastWanted, pastEvents, slices } from './past-events.ts'
import { pastSilences } from './past-silences.ts'
import { topologyNow } from './topology-now.ts'
import { isTouched, type Touch } from './touched.ts'

/** What of the past came of reading it. Times are epoch milliseconds. */
export interface PastRead extends Range {
  /** Events of the stretch. */
  events: number
  changes: number
  /** There was more than is replayed. */
  cut: boolean
  /** Events of what a change touches, where only these are replayed. */
  touched?: number
}

/** A stretch of the past as it came in. */
export interface PastStretch {
  /** All that came in, with the estate as it is said to be now; what was read is known when it is over. */
  pages(): AsyncIterable<readonly PastInput[]>
  read: PastRead
}

/** How much is read. */
export interface PastLimits {
  /** Events of the range that are looked through, the newest of them. */
  looked: number
  /** Events that say something new, which are replayed. */
  replayed: number
  /** Of more events than this only those that a change touches are replayed, where it is known what that is. */
  whole: number
}

/** Events that are looked through at once. */
const PER_SLICE = 25_000

/** The newest events of a range, with the changes, silences and topology that belong to them. */
export async function readPast(
  database: Database,
  scope: string | undefined,
  range: Range,
  limits: PastLimits,
  touch: Touch | undefined,
): Promise<PastStretch> {
  const perSlice = Math.min(PER_SLICE, limits.looked)
  const all = await slices(database, { scope, range }, perSlice)
  const total = all.reduce((sum, { events }) => sum + events, 0)
  const only = touch && total > limits.whole ? isTouched(touch, scope, range) : undefined
  const wanted: PastWanted = { scope, range, only }
  const found = only ? await slices(database, wanted, perSlice) : all
  const [changes, silences, topology] = await Promise.all([
    pastChanges(database, scope, range),
    pastSilences(database, scope),
    topologyNow(database, scope),
  ])
  const read: PastRead = {
    ...range,
    events: total,
    changes: changes.inputs.length,
    cut: changes.cut || silences.cut || topology.cut,
  }
  return {
    read,
    async *pages() {
      yield [...topology.inputs, ...silences.inputs, ...changes.inputs]
      let looked = 0
      let replayed = 0
      for (const slice of found) {
        if (looked > 0 && (looked + slice.events > limits.looked || replayed > limits.replayed)) {
          // What was replayed begins where the slice before did.
          read.cut = true
          read.from = slice.to
          break
        }
        looked += slice.events
        for await (const page of pastEvents(database, wanted, slice)) {
          replayed += page.length
          yield page
        }
      }
      if (only) read.touched = looked
      else read.events = looked
    },
  }
}
