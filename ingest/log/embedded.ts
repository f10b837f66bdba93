import { join } from 'node:path'
import { requireSpace } from './disk-space.ts'
import { embeddedConsumer } from './embedded-consumer.ts'
import { type Change, openEmbeddedStore } from './embedded-store.ts'
import { groupCommit } from './group-commit.ts'
import { type Consumer, type Entry, type Log, LogUnavailableError } from './log.ts'
import { heldFrom, nextCut, type Retention } from './retention.ts'
import { openSnapshotFiles } from './snapshot-files.ts'
import type { SnapshotStore } from './snapshots.ts'
import { createTail } from './tail.ts'

/** What the embedded log needs of the outside. */
export interface EmbeddedLogOptions {
  /** The folder that holds the log; lock it first (lockDataDirectory). */
  dataDir: string
  /** Epoch milliseconds. */
  clock: () => number
  /** UUIDs. */
  newId: () => string
  retention: Retention
}

/** The embedded log, with the snapshots of its readers' states. */
export interface EmbeddedLog extends Log {
  readonly transport: 'embedded'
  /** Its only partition. */
  readonly partition: string
  readonly snapshots: SnapshotStore
  /** What it holds, in bytes. */
  bytes(): number
  /** What readers may need as of now is kept, also when they have read on, until the returned function is called. */
  hold(): () => void
  /** Writes what it holds at one moment, with the groups' places, into a new folder: a `dataDir`/log. */
  copyTo(folder: string): Promise<void>
  /** Removes what the retention does not keep, in small steps. Call it every minute or so. */
  trim(): Promise<void>
}

/** Records in one transaction: some tens of milliseconds to write. */
const MAX_RECORDS_PER_COMMIT = 10_000
const MAX_RECORDS_PER_TRIM = 2_000
const MAX_KEY_BYTES = 65_535
/** It would hold larger ones, but a reader has to hold each as a whole. */
const MAX_RECORD_BYTES = 33_554_432

/**
 * What goes back into a partition (appendTo) may take up this much more than the retention's size: readers must
 * be able to write what they found, or they could never read on and free the log.
 */
const RESERVE = 1.25

/** What was appended last is kept in memory for readers that keep up, which is most of the time all of them. */
const TAIL_BYTES = 32 * 1024 * 1024

type Work =
  | { kind: 'append'; entries: Entry[] }
  | { kind: 'commit'; group: string; offset: number }
  | { kind: 'trim'; maxBytes: number }

/**
 * Opens the embedded log: one partition on LMDB in `dataDir`/log, snapshots in `dataDir`/snapshots. Appends that
 * come together share one transaction and one sync. Throws when the files cannot be opened.
 */
export async function openEmbeddedLog(options: EmbeddedLogOptions): Promise<EmbeddedLog> {
  const { clock, retention } = options
  const folder = join(options.dataDir, 'log')
  const store = await openEmbeddedStore(folder, options.newId)
  const snapshots = await openSnapshotFiles(join(options.dataDir, 'snapshots'), clock)
  const partition = `embedded-${store.identity}-0`
  const readers = new Map<string, Consumer[]>()
  const waiters = new Set<() => void>()
  const holds = new Set<{ from: number }>()
  const tail = createTail(TAIL_BYTES)
  const commits = groupCommit(write, MAX_RECORDS_PER_COMMIT, recordsOf)
  let open = true
  let lastArrival = 0

  function notify() {
    for (const wake of waiters) wake()
    waiters.clear()
  }

  async function changed(ms: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined
    let wake = () => {}
    await new Promise<void>((resolve) => {
      wake = resolve
      waiters.add(wake)
      timer = setTimeout(resolve, ms)
    })
    clearTimeout(timer)
    waiters.delete(wake)
  }

  /** The offset from which on readers may need records. */
  function needed(): number {
    const places = new Map([...store.places(), ...snapshots.places(partition)])
    const reading = new Set([...readers.keys(), ...snapshots.used()])
    return heldFrom(store.extent(), places, reading, retention, clock())
  }

  function cut(maxBytes: number) {
    const held = Math.min(needed(), ...[...holds].map(({ from }) => from))
    return nextCut(store, held, retention, maxBytes, clock(), MAX_RECORDS_PER_TRIM)
  }

  async function write(work: Work[]): Promise<void> {
    // The wall clock may be set back; arrivals never go back.
    lastArrival = Math.max(lastArrival, clock())
    const change: Change = { append: [], appendedAt: lastArrival, commits: [] }
    for (const item of work) {
      if (item.kind === 'append') for (const entry of item.entries) change.append.push(entry)
      else if (item.kind === 'commit') {
        change.commits.push({ group: item.group, place: { offset: item.offset, at: lastArrival } })
      } else {
        const removeBelow = cut(item.maxBytes)
        if (removeBelow) change.removeBelow = removeBelow
      }
    }
    try {
      requireSpace(folder, bytesOf(change))
      await store.write(change)
    } catch (error) {
      throw unavailable(error)
    }
    if (change.append.length === 0) return
    tail.add(change.append, store.extent().end - change.append.length, change.appendedAt)
    notify()
  }

  async function makeRoom(entries: Entry[], limit: number): Promise<void> {
    let needed = 0
    for (const { value } of entries) needed += value.length
    while (store.extent().bytes + needed > limit) {
      const before = store.extent().start
      await commits.add([{ kind: 'trim', maxBytes: limit - needed }])
      if (store.extent().start === before) {
        throw new LogUnavailableError(
          `The log is full: it holds ${store.extent().bytes} bytes that its readers have not read yet. It takes records again when they catch up; retention.logBytes (${retention.bytes}) makes it larger.`,
        )
      }
    }
  }

  async function append(entries: Entry[], limit: number): Promise<void> {
    if (!open) throw new LogUnavailableError('The log is closed.')
    if (entries.length === 0) return
    for (const { key } of entries) {
      if (Buffer.byteLength(key) > MAX_KEY_BYTES) {
        throw new RangeError(`A record's key is longer than ${MAX_KEY_BYTES} bytes.`)
      }
    }
    await makeRoom(entries, limit)
    await commits.add([{ kind: 'append', entries }])
  }

  return {
    transport: 'embedded',
    maxRecordBytes: MAX_RECORD_BYTES,
    partition,
    snapshots,
    bytes: () => store.extent().bytes,
    hold() {
      const held = { from: needed() }
      holds.add(held)
      return () => holds.delete(held)
    },
    copyTo: (folder) => store.copyTo(folder),
    append: (entries) => append(entries, retention.bytes),
    partitionOf: () => partition,
    async appendTo(to, entries) {
      if (to !== partition) throw new Error(`This log has the partition ${partition}, not ${to}.`)
      await append(entries, retention.bytes * RESERVE)
    },
    async consumer(group, startAt) {
      if (!open) throw new LogUnavailableError('The log is closed.')
      const members = readers.get(group) ?? []
      readers.set(group, members)
      const consumer = embeddedConsumer(
        {
          partition,
          extent: store.extent,
          read: (from, to, maxBytes) => tail.read(from, to, maxBytes) ?? store.read(from, to, maxBytes),
          committed: () => store.places().get(group)?.offset ?? 0,
          commit: (offset) => commits.add([{ kind: 'commit', group, offset }]),
          isAssigned: () => members[0] === consumer,
          changed,
          closed() {
            const index = members.indexOf(consumer)
            if (index >= 0) members.splice(index, 1)
            if (members.length === 0) readers.delete(group)
            notify()
          },
        },
        startAt,
      )
      members.push(consumer)
      return consumer
    },
    async partitions() {
      const { start, end } = store.extent()
      return [{ partition, start, end }]
    },
    async committed(group) {
      return new Map([[partition, store.places().get(group)?.offset ?? 0]])
    },
    async trim() {
      while (open && cut(retention.bytes)) {
        const before = store.extent().start
        await commits.add([{ kind: 'trim', maxBytes: retention.bytes }])
        if (store.extent().start === before) return
      }
    },
    async close() {
      if (!open) return
      open = false
      for (const consumer of [...readers.values()].flat()) await consumer.close()
      await commits.idle()
      await store.close()
    },
  }
}

function recordsOf(work: Work): number {
  return work.kind === 'append' ? work.entries.length : 1
}

function bytesOf({ append }: Change): number {
  return append.reduce((sum, { value }) => sum + value.length, 0)
}

function unavailable(error: unknown): LogUnavailableError {
  const reason = error instanceof Error ? error.message : String(error)
  return new LogUnavailableError(
    `The log could not be written (${reason}). Nothing of this was kept; free space on its disk or mend it, and send again.`,
    { cause: error },
  )
}
