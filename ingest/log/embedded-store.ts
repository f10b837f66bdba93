import { mkdir } from 'node:fs/promises'
import { type Database, open } from 'lmdb'
import { arrivalOf, decodeEntry, encodeEntries } from './entry-bytes.ts'
import type { Entry, StoredEntry } from './log.ts'

/** What a store holds: records with offsets `start` (inclusive) to `end` (exclusive), `bytes` in all. */
export interface Extent {
  start: number
  end: number
  bytes: number
}

/** One atomic, durable change of the store. */
export interface Change {
  append: Entry[]
  /** When they came, in epoch milliseconds. */
  appendedAt: number
  /** Groups and the offsets that they commit. */
  commits: { group: string; place: Place }[]
  /** Removes records below this offset, which hold `bytes`. */
  removeBelow?: { offset: number; bytes: number }
}

/** A group's next offset, and when it was committed in epoch milliseconds. */
export interface Place {
  offset: number
  at: number
}

/** The embedded log's file: one partition of records, the groups' places and the log's identity. */
export interface EmbeddedStore {
  /** Eight hex digits that no other log has. */
  readonly identity: string
  /** As of the last durable change. */
  extent(): Extent
  places(): Map<string, Place>
  /** Resolves when the change is on disk, synced. When it rejects, nothing of it was done. Not for concurrent use. */
  write(change: Change): Promise<void>
  /** Records from `from` up to `to` (exclusive) or until `maxBytes` is passed, but at least one if there is one. */
  read(from: number, to: number, maxBytes: number): StoredEntry[]
  /** Arrival and size of the records from `from` to `to` (exclusive), in order. */
  sizes(from: number, to: number): Iterable<{ offset: number; appendedAt: number; bytes: number }>
  /** Writes what the store holds at one moment into a new folder, from which it can be opened. */
  copyTo(folder: string): Promise<void>
  close(): Promise<void>
}

/** What a record costs beside its own bytes: its key and its place in a page. */
const RECORD_OVERHEAD = 24

/** Address space set aside for the file; it takes up no memory, and the file grows as records come. */
const MAP_BYTES = 64 * 1024 ** 3

/**
 * Opens the store in `folder`, which is made if it is not there. `newIdentity` gives a UUID for a new log.
 * Throws when the files cannot be opened.
 */
export async function openEmbeddedStore(folder: string, newIdentity: () => string): Promise<EmbeddedStore> {
  const root = open({
    path: folder,
    maxDbs: 3,
    mapSize: MAP_BYTES,
    // A commit must be synced when it resolves, and no reader may see what a power cut could take back.
    overlappingSync: false,
    // Each batch is a transaction of its own here; with event turn batching, a failed commit also rejects a
    // promise that nobody holds, which ends the process.
    eventTurnBatching: false,
  })
  const records: Database<Buffer, number> = root.openDB('records', { encoding: 'binary' })
  const groups: Database<Place, string> = root.openDB('groups', { encoding: 'json' })
  const meta: Database<unknown, string> = root.openDB('meta', { encoding: 'json' })

  let identity = meta.get('identity')
  if (typeof identity !== 'string') {
    identity = newIdentity().replaceAll('-', '').slice(0, 8)
    await commit(root, () => {
      meta.put('identity', identity)
      meta.put('extent', { start: 0, end: 0, bytes: 0 } satisfies Extent)
    })
  }
  // Written by this file alone, in the transaction above and in `write`.
  let extent = meta.get('extent') as Extent

  return {
    identity: identity as string,
    extent: () => extent,
    places: () => new Map([...groups.getRange()].map(({ key, value }) => [key, value])),
    async write(change) {
      const next = { ...extent }
      const encoded = encodeEntries(change.append, change.appendedAt)
      await commit(root, () => {
        for (const bytes of encoded) {
          records.put(next.end++, bytes)
          next.bytes += bytes.length + RECORD_OVERHEAD
        }
        for (const { group, place } of change.commits) groups.put(group, place)
        if (change.removeBelow) {
          for (let offset = next.start; offset < change.removeBelow.offset; offset++) records.remove(offset)
          next.start = change.removeBelow.offset
          next.bytes -= change.removeBelow.bytes
        }
        meta.put('extent', next)
      })
      extent = next
    },
    read(from, to, maxBytes) {
      const entries: StoredEntry[] = []
      let bytes = 0
      for (const { key, value } of records.getRange({ start: from, end: to })) {
        bytes += value.length
        if (entries.length > 0 && bytes > maxBytes) break
        entries.push(decodeEntry(value, key))
      }
      return entries
    },
    *sizes(from, to) {
      for (const { key, value } of records.getRange({ start: from, end: to })) {
        yield { offset: key, appendedAt: arrivalOf(value), bytes: value.length + RECORD_OVERHEAD }
      }
    },
    async copyTo(folder) {
      await mkdir(folder)
      await root.backup(folder, true)
    },
    close: () => root.close(),
  }
}

async function commit(root: { batch(action: () => void): Promise<boolean> }, action: () => void) {
  try {
    await root.batch(action)
  } catch (error) {
    throw await causeOf(error)
  }
}

/** LMDB rejects with a general error that holds a promise which rejects with the cause. */
async function causeOf(error: unknown): Promise<unknown> {
  if (!(error instanceof Error) || !('commitError' in error)) return error
  try {
    await error.commitError
  } catch (cause) {
    return cause
  }
  return error
}
