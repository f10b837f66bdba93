import { setImmediate } from 'node:timers/promises'
import { TABLES } from '../../schema/tables/tables.ts'
import type { Database } from '../database/database.ts'
import type { Authority } from '../log/authority.ts'
import type { ArrivalDefaults } from '../log/decode-entry.ts'
import type { Batch, Consumer, Log } from '../log/log.ts'
import { type Assignment, openAssignment } from './assignments.ts'
import { type BatchReader, batchReader } from './batch-reader.ts'
import type { RecordRows } from './inserts.ts'
import { type LoadProgress, loadProgress } from './progress.ts'
import { rowsOfEntry } from './rows/rows-of.ts'
import { type BatchInHand, tableWriter } from './write-table.ts'

/** Where the loader says what it does. */
export interface LoaderLogger {
  info(details: object, message: string): void
  warn(details: object, message: string): void
}

/** What one batch took. */
export interface LoadedBatch {
  partition: string
  /** The first offset that is not in the database yet. */
  offset: number
  records: number
  rows: number
  /** Milliseconds since its first record arrived on the log. */
  age: number
}

/** What the loader needs of the outside. */
export interface LoaderOptions {
  log: Log
  database: Database
  arrivalDefaults: ArrivalDefaults
  /** Epoch milliseconds. */
  clock: () => number
  logger: LoaderLogger
  /** Told after each batch. */
  onProgress?: (batch: LoadedBatch) => void
}

/** A running loader. */
export interface Loader extends LoadProgress {
  /** Loads what is on the log now, unless the database fails, commits and stops. Safe to call twice. */
  stop(): Promise<void>
}

/** The loader's consumer group. */
export const LOADER_GROUP = 'load'

/** Records of a batch at most: some tables may hold nothing yet of the last one. */
export const LOADER_BATCH = 10_000
/**
 * A read's wait bounds how long a stop takes. What an insert costs hardly depends on its rows, and a batch takes some
 * seven: under a steady load the interval makes them fewer. A person's command does not wait for it.
 */
const LIMITS = {
  maxRecords: LOADER_BATCH,
  maxBytes: 16 * 1024 * 1024,
  lingerMs: 50,
  fewRecords: 50,
  intervalMs: 200,
  waitMs: 250,
}
/** Records made into rows between two turns of the event loop: some milliseconds. */
const RECORDS_PER_TURN = 200
const SAY_AGAIN_MS = 30_000
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000

/**
 * Starts to write what is on the log into the database, each row exactly once (but for those that
 * later ones of their batch replace): what a table holds already is
 * skipped by offset, and an insert that failed is repeated with the same rows and token. While the database
 * fails, the log keeps the rest. `log` and `database` stay the caller's to close, after stop().
 */
export function startLoader(options: LoaderOptions): Loader {
  const { log, database, logger, clock } = options
  const progress = loadProgress()
  const assignments = new Map<string, Assignment>()
  const stopping = new AbortController()
  let saidAllAt = performance.now()
  const writeTable = tableWriter({ ...options, retry })
  const running = run()

  async function run(): Promise<void> {
    const consumer = await retry('opening the log', () => log.consumer(LOADER_GROUP, startAt))
    if (!consumer) return
    const reader = batchReader(consumer, LIMITS, (partition) => assignments.get(partition)?.next ?? 0)
    try {
      while (!stopping.signal.aborted) {
        const batch = await next(reader)
        // Records after those that could not be loaded must not be loaded before them.
        if (batch && !(await load(consumer, reader, batch))) return
        if (!batch) await commit(consumer)
      }
      await drain(consumer, reader)
    } finally {
      await consumer.close()
    }
  }

  async function startAt(partition: string): Promise<number> {
    const assignment = await openAssignment(log, LOADER_GROUP, database, partition, LOADER_BATCH)
    assignments.set(partition, assignment)
    progress.move(partition, assignment.next)
    logger.info({ partition, start: assignment.next }, 'loading from here')
    return assignment.next
  }

  /** False when stopping and the database fails. */
  async function load(consumer: Consumer, reader: BatchReader, batch: Batch): Promise<boolean> {
    const { partition } = batch
    const assignment = assignments.get(partition)
    if (!assignment) return true
    // The partition may have been given away and back while the batch was filled: another loader did the rest.
    const entries = batch.entries.filter(({ offset }) => offset >= assignment.next)
    const [first, last] = [entries[0], entries.at(-1)]
    if (!first || !last) return true
    // Asked for once more; if they do not come then, there are none: others' transactions leave gaps.
    if (first.offset > assignment.next && assignment.missingAt !== assignment.next) {
      assignment.missingAt = assignment.next
      reader.seek(partition, assignment.next)
      return true
    }
    const ours = () => assignments.get(partition) === assignment && consumer.holding().includes(partition)
    const authority = { ...assignment.authority }
    const tables = await toRows({ partition, entries }, assignment, authority)
    const hand: BatchInHand = { partition, entries, id: assignment.id, ours }
    let rows = 0
    for (const { name } of TABLES) {
      const records = tables.get(name) ?? []
      const done = await writeTable(name, records, hand)
      if (done === 'stopped') return false
      if (done === 'lost') return giveBack(reader, partition, assignment)
      for (const record of records) rows += record.rows.length
    }
    const offset = last.offset + 1
    assignment.authority = authority
    assignment.next = offset
    progress.move(partition, offset)
    const age = clock() - first.appendedAt
    options.onProgress?.({ partition, offset, records: entries.length, rows, age })
    await commit(consumer)
    return true
  }

  /**
   * Says how far it is, now and then also if nothing changed: a late commit of a member that was slow may have set the
   * place back. What could not be said is said later; until then a restart skips what the tables hold.
   */
  async function commit(consumer: Consumer): Promise<void> {
    const isDue = performance.now() - saidAllAt > SAY_AGAIN_MS
    if (isDue) saidAllAt = performance.now()
    for (const partition of consumer.holding()) {
      const assignment = assignments.get(partition)
      if (!assignment || (assignment.committed === assignment.next && !isDue)) continue
      const { next } = assignment
      try {
        await consumer.commit(partition, next)
        assignment.committed = next
      } catch (error) {
        logger.warn({ partition, error: messageOf(error) }, 'the place on the log could not be committed')
      }
    }
  }

  /**
   * Another loader may have taken the partition over: two that insert the same records in other batches would
   * count them twice. Whoever holds it next asks the tables what is there; if that is this one, from here on.
   */
  async function giveBack(reader: BatchReader, partition: string, assignment: Assignment): Promise<true> {
    logger.warn({ partition }, 'the partition is not certainly ours; a batch is not loaded further')
    if (assignments.get(partition) === assignment) {
      const reopened = await retry('asking the database', () => startAt(partition))
      if (reopened !== undefined) reader.seek(partition, reopened)
    }
    await pause(FIRST_RETRY_MS, stopping.signal)
    return true
  }

  async function toRows(
    { partition, entries }: Batch,
    { held }: Assignment,
    authority: Authority,
  ): Promise<Map<string, RecordRows[]>> {
    const tables = new Map<string, RecordRows[]>()
    const context = { log, partition, arrivalDefaults: options.arrivalDefaults, authority }
    for (const [index, entry] of entries.entries()) {
      if (index % RECORDS_PER_TURN === RECORDS_PER_TURN - 1) await setImmediate()
      const found = rowsOfEntry(entry, context)
      for (const [table, rows] of Object.entries(found)) {
        if (rows.length === 0 || entry.offset <= (held.get(table) ?? -1)) continue
        const records = tables.get(table)
        if (records) records.push({ offset: entry.offset, rows })
        else tables.set(table, [{ offset: entry.offset, rows }])
      }
    }
    return tables
  }

  function next(reader: BatchReader): Promise<Batch | undefined> {
    return retry('reading the log', () => reader.next(stopping.signal.aborted))
  }

  /** Loads what is on the log now. */
  async function drain(consumer: Consumer, reader: BatchReader): Promise<void> {
    const ends = new Map((await log.partitions()).map(({ partition, end }) => [partition, end]))
    const behind = () =>
      consumer.holding().some((name) => progress.loadedOffset(name) < (ends.get(name) ?? 0))
    while (behind()) {
      const batch = await next(reader)
      if (!batch || !(await load(consumer, reader, batch))) return
    }
  }

  /** Tries until it succeeds; when stopping, once, and then undefined: the log keeps what was not loaded. */
  async function retry<T>(doing: string, action: () => Promise<T>): Promise<T | undefined> {
    for (let wait = FIRST_RETRY_MS; ; wait = Math.min(LONGEST_RETRY_MS, wait * 2)) {
      try {
        return await action()
      } catch (error) {
        const details = { doing, error: messageOf(error), againInMs: wait }
        logger.warn(details, 'loading failed; the log keeps the records')
        if (stopping.signal.aborted) return undefined
        await pause(wait, stopping.signal)
      }
    }
  }

  return {
    loadedOffset: progress.loadedOffset,
    onLoaded: progress.onLoaded,
    waitLoaded: progress.waitLoaded,
    async stop() {
      stopping.abort()
      await running
    },
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

/** Waits, at most until the signal. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done, { once: true })
    function done() {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
  })
}
