import type { Entry, StoredEntry } from './log.ts'

/** The newest records of a log, kept in memory: readers that keep up need not ask the store. */
export interface Tail {
  /** Adds what was just made durable; the first of it has this offset. */
  add(entries: readonly Entry[], offset: number, appendedAt: number): void
  /**
   * Records from `from` up to `to` (exclusive) or until `maxBytes` is passed, but at least one; undefined when they
   * are older than what is kept.
   */
  read(from: number, to: number, maxBytes: number): StoredEntry[] | undefined
}

/** What a record takes up besides its value. */
const OVERHEAD_BYTES = 200

/** Whether values are small pieces of memory that is otherwise not theirs, and would be kept whole for them. */
function isWasteful(entries: readonly Entry[]): boolean {
  const memory = new Set<ArrayBufferLike>()
  let own = 0
  for (const { value } of entries) {
    memory.add(value.buffer)
    own += value.length
  }
  let whole = 0
  for (const { byteLength } of memory) whole += byteLength
  return whole > 2 * own
}

/** A copy in memory of its own; a buffer, as what is read from the store. */
function copyOf(value: Uint8Array): Buffer {
  const copy = Buffer.allocUnsafeSlow(value.length)
  copy.set(value)
  return copy
}

/** A tail of at most so many bytes. */
export function createTail(maxBytes: number): Tail {
  let kept: StoredEntry[] = []
  /** Of `kept`, this is the first that counts; the rest is cut off now and then. */
  let first = 0
  let bytes = 0

  function trim(): void {
    while (bytes > maxBytes && first < kept.length)
      bytes -= (kept[first++]?.value.length ?? 0) + OVERHEAD_BYTES
    if (first < kept.length / 2) return
    kept = kept.slice(first)
    first = 0
  }

  return {
    add(entries, offset, appendedAt) {
      const last = kept.at(-1)
      if (last && last.offset + 1 !== offset) {
        kept = []
        first = 0
        bytes = 0
      }
      const wasteful = isWasteful(entries)
      for (const [i, { key, value }] of entries.entries()) {
        kept.push({ offset: offset + i, appendedAt, key, value: wasteful ? copyOf(value) : value })
        bytes += value.length + OVERHEAD_BYTES
      }
      trim()
    },
    read(from, to, maxBytes) {
      const start = kept[first]?.offset
      if (start === undefined || from < start) return undefined
      const found: StoredEntry[] = []
      let size = 0
      for (let i = first + from - start; i < kept.length; i++) {
        const entry = kept[i]
        if (!entry || entry.offset >= to) break
        size += entry.value.length
        if (found.length > 0 && size > maxBytes) break
        found.push(entry)
      }
      return found
    },
  }
}
