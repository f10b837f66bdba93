import { setImmediate } from 'node:timers/promises'
import type { EmbeddedStore } from './embedded-store.ts'
import type { Batch, Consumer, ReadOptions, StartAt, StoredEntry } from './log.ts'

/** What a consumer of the embedded log needs of it. */
export interface ConsumerHost {
  readonly partition: string
  readonly extent: EmbeddedStore['extent']
  readonly read: EmbeddedStore['read']
  committed(): number
  commit(offset: number): Promise<void>
  /** Whether it is this consumer's turn: one consumer of a group reads the only partition, the next one after it. */
  isAssigned(): boolean
  /** Resolves at the next change (records, consumers, close), at the latest after `ms`. */
  changed(ms: number): Promise<void>
  closed(): void
}

/** Records read in one go: some milliseconds of the event loop. */
const SLICE = 1000

/** A consumer of the embedded log's only partition. */
export function embeddedConsumer(host: ConsumerHost, startAt: StartAt | undefined): Consumer {
  let position: number | undefined
  let open = true

  async function waitForRecords(from: number, waitMs: number): Promise<boolean> {
    // A monotonic clock: the log's own clock may be a test's and need not move while waiting.
    const deadline = performance.now() + waitMs
    while (open) {
      if (host.isAssigned() && host.extent().end > from) return true
      const left = deadline - performance.now()
      if (left <= 0) return false
      await host.changed(left)
    }
    return false
  }

  async function readSlices(from: number, options: ReadOptions): Promise<StoredEntry[]> {
    const entries: StoredEntry[] = []
    const to = Math.min(host.extent().end, from + Math.max(1, options.maxRecords))
    let bytes = 0
    for (let next = from; next < to; ) {
      const slice = host.read(next, Math.min(to, next + SLICE), options.maxBytes - bytes)
      const last = slice.at(-1)
      if (!last) break
      for (const entry of slice) {
        bytes += entry.value.length
        if (entries.length > 0 && bytes > options.maxBytes) return entries
        entries.push(entry)
      }
      if (bytes >= options.maxBytes) return entries
      // A slice ends early where its bytes are at their bound, which counts a little more than the values.
      next = last.offset + 1
      if (next < to) await setImmediate()
    }
    return entries
  }

  return {
    async read(options): Promise<Batch | undefined> {
      if (position === undefined) {
        position = (await startAt?.(host.partition)) ?? host.committed()
        // A place past the end belongs to records that this log never held.
        position = Math.min(position, host.extent().end)
      }
      if (!(await waitForRecords(position, options.waitMs))) return undefined
      const from = Math.max(position, host.extent().start)
      const entries = await readSlices(from, options)
      const last = entries.at(-1)
      if (!open || !last) return undefined
      position = last.offset + 1
      return { partition: host.partition, entries }
    },
    seek(_partition, offset) {
      if (position !== undefined) position = offset
    },
    holding: () => (open && position !== undefined && host.isAssigned() ? [host.partition] : []),
    async commit(_partition, offset) {
      await host.commit(offset)
    },
    async close() {
      open = false
      host.closed()
    },
  }
}
