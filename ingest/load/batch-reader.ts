import type { Batch, Consumer, StoredEntry } from '../log/log.ts'

/**
 * How large a batch may be, how long one of at most `fewRecords` is filled up after its first record, and how long a
 * read waits. After a batch of more than `fewRecords` the next one is filled up until `intervalMs` after that one.
 */
export interface BatchLimits {
  maxRecords: number
  maxBytes: number
  lingerMs: number
  fewRecords: number
  intervalMs: number
  waitMs: number
}

/** Reads batches of one partition each, filled up with what comes shortly after their first record. */
export interface BatchReader {
  /** The next batch, or undefined when nothing came. `hurry` does not wait for more. */
  next(hurry: boolean): Promise<Batch | undefined>
  /** What comes next of the partition begins here. */
  seek(partition: string, offset: number): void
}

/** A reader of what `consumer` is given; records below `nextOffset` of their partition are left out. */
export function batchReader(
  consumer: Consumer,
  limits: BatchLimits,
  nextOffset: (partition: string) => number,
): BatchReader {
  /** What came while a batch was being filled that it does not go on with. */
  let ahead: Batch | undefined
  /** Batches are handed out from then on, in milliseconds as the process counts them. */
  let nextFrom = -Infinity

  async function take(maxRecords: number, maxBytes: number, waitMs: number): Promise<Batch | undefined> {
    const batch = ahead ?? (await consumer.read({ maxRecords, maxBytes, waitMs }))
    ahead = undefined
    if (!batch) return undefined
    // The partition may have been given away and back meanwhile, with another place to go on.
    const next = nextOffset(batch.partition)
    return { ...batch, entries: batch.entries.filter(({ offset }) => offset >= next) }
  }

  return {
    async next(hurry) {
      const batch = await take(limits.maxRecords, limits.maxBytes, limits.waitMs)
      let last = batch?.entries.at(-1)
      if (!batch || !last) return undefined
      const lingerMs = batch.entries.length > limits.fewRecords ? 0 : limits.lingerMs
      const deadline = Math.max(performance.now() + lingerMs, nextFrom)
      let bytes = bytesOf(batch.entries)
      while (batch.entries.length < limits.maxRecords && bytes < limits.maxBytes) {
        const waitMs = hurry ? 0 : deadline - performance.now()
        if (waitMs <= 0) break
        // What was read already must not get lost; if reading fails for good, the next batch will tell.
        const more = await consumer
          .read({
            maxRecords: limits.maxRecords - batch.entries.length,
            maxBytes: limits.maxBytes - bytes,
            waitMs,
          })
          .catch(() => undefined)
        if (!more) break
        if (more.partition !== batch.partition || more.entries[0]?.offset !== last.offset + 1) {
          ahead = more
          break
        }
        for (const entry of more.entries) batch.entries.push(entry)
        last = more.entries.at(-1) ?? last
        bytes += bytesOf(more.entries)
      }
      const many = batch.entries.length > limits.fewRecords
      nextFrom = many ? performance.now() + limits.intervalMs : -Infinity
      return batch
    },
    seek(partition, offset) {
      if (ahead?.partition === partition) ahead = undefined
      consumer.seek(partition, offset)
    },
  }
}

function bytesOf(entries: StoredEntry[]): number {
  return entries.reduce((sum, { value }) => sum + value.length, 0)
}
