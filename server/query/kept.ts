import type { Database } from '../../ingest/database/database.ts'

/** What was made of rows lately, by key, each with the place on the log that its rows came from. */
export interface Kept<T> {
  /** What was made of the rows of this key as of this place; undefined when it is not kept. */
  get(key: string, version: string): T | undefined
  /** Keeps a value, which takes up `size`, and lets go of those that were asked for longest ago. */
  set(key: string, version: string, value: T, size: number): void
}

/** Where on the log a row came from: rows of one key and one place are the same. */
export interface Versioned {
  log_partition: string
  log_offset: number
}

/** The place of a row as a version. */
export function versionOf({ log_partition, log_offset }: Versioned): string {
  return `${log_partition}:${log_offset}`
}

/**
 * Keeps what was made of the rows of each database that is asked, so that a list that is read again and again reads
 * anew only what changed. At most `maxSize` in all (in the unit of `set`), none larger than a quarter of it.
 */
export function keptOf<T>(maxSize: number): (database: Database) => Kept<T> {
  const all = new WeakMap<Database, Kept<T>>()
  return (database) => {
    const known = all.get(database)
    if (known) return known
    const made = createKept<T>(maxSize)
    all.set(database, made)
    return made
  }
}

function createKept<T>(maxSize: number): Kept<T> {
  const values = new Map<string, { version: string; value: T; size: number }>()
  let total = 0
  const forget = (key: string) => {
    total -= values.get(key)?.size ?? 0
    values.delete(key)
  }
  return {
    get(key, version) {
      const found = values.get(key)
      if (found?.version !== version) return undefined
      // The first of a Map is what was set longest ago.
      values.delete(key)
      values.set(key, found)
      return found.value
    },
    set(key, version, value, size) {
      forget(key)
      if (size > maxSize / 4) return
      values.set(key, { version, value, size })
      total += size
      for (const oldest of values.keys()) {
        if (total <= maxSize) break
        forget(oldest)
      }
    },
  }
}
