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

/** A tail of at most so many bytes of values. */
export function createTail(maxBytes: number): Tail {
  let kept: StoredEntry[] = []
  /** Of `kept`, this is the first that counts; the rest is cut off now and then. */
  let first = 0
  let bytes = 0

  function trim(): void {
    while (bytes > maxBytes && first < kept.length) bytes -= kept[first++]?.value.length ?? 0
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
      for (const [i, { key, value }] of entries.entries()) {
        kept.push({ offset: offset + i, appendedAt, key, value })
        bytes += value.length
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
