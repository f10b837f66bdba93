import type { Log } from '../../../ingest/log/log.ts'
import type { Place } from './place.ts'
import type { StreamEvent, ToEvents } from './stream-event.ts'

/** A client that was away for more records than this reads all again instead. */
const MAX_RECORDS = 20_000
/** A consumer group takes some seconds until it is arranged. */
const MAX_EMPTY_READS = 10
const READ = { maxRecords: 500, maxBytes: 8 * 1024 * 1024, waitMs: 1000 }

/**
 * Tells what the log holds after `from` up to and with `to`, in order. Returns false when it cannot: `from` is of
 * another log, older than what is kept, or too long ago.
 */
export async function replay(
  log: Log,
  group: string,
  from: Place,
  to: Place,
  eventsOf: ToEvents,
  tell: (events: StreamEvent[], place: Place) => void,
): Promise<boolean> {
  const kept = new Map((await log.partitions()).map(({ partition, start }) => [partition, start]))
  if ([...from.keys()].some((partition) => !to.has(partition))) return false
  const place = new Map<string, number>()
  let missing = 0
  for (const [partition, last] of to) {
    const start = kept.get(partition) ?? 0
    const seen = from.get(partition) ?? start - 1
    if (seen + 1 < start || seen > last) return false
    place.set(partition, seen)
    missing += last - seen
  }
  if (missing > MAX_RECORDS) return false
  return missing === 0 || readOn(log, group, place, to, eventsOf, tell)
}

async function readOn(
  log: Log,
  group: string,
  place: Map<string, number>,
  to: Place,
  eventsOf: ToEvents,
  tell: (events: StreamEvent[], place: Place) => void,
): Promise<boolean> {
  const isBehind = () => [...to].some(([partition, last]) => (place.get(partition) ?? 0) < last)
  const consumer = await log.consumer(group, async (partition) => (place.get(partition) ?? -1) + 1)
  try {
    let empty = 0
    while (isBehind()) {
      const batch = await consumer.read(READ)
      if (!batch && ++empty >= MAX_EMPTY_READS) return false
      if (!batch) continue
      for (const entry of batch.entries) {
        if (entry.offset > (to.get(batch.partition) ?? -1)) break
        place.set(batch.partition, entry.offset)
        tell(eventsOf(batch.partition, entry), new Map(place))
      }
    }
    return true
  } finally {
    await consumer.close()
  }
}
