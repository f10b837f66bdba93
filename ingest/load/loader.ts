import { setImmediate } from 'node:timers/promises'
import { TABLES } from '../../schema/tables/tables.ts'
import type { Database } from '../database/database.ts'
import type { ArrivalDefaults } from '../log/decode-entry.ts'
import type { Batch, Consumer, Log, StoredEntry } from '../log/log.ts'
import { cutInserts, type RecordRows } from './inserts.ts'
import { readPositions, startOffset, type TablePositions } from './positions.ts'
import { type LoadProgress, loadProgress } from './progress.ts'
import { rowsOfEntry } from './rows/rows-of.ts'

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

const MAX_RECORDS = 10_000
const MAX_BYTES = 16 * 1024 * 1024
const MAX_ROWS_PER_INSERT = 20_000
/** How long a batch is filled up after its first record. */
const LINGER_MS = 50
/** How long one read waits; it bounds how long a stop takes. */
const WAIT_MS = 250
/** Records made into rows between two turns of the event loop: some milliseconds. */
const RECORDS_PER_TURN = 200
const FIRST_RETRY_MS = 100
const LONGEST_RETRY_MS = 5_000

/**
 * Starts to write what is on the log into the database, each row exactly once: what a table holds already is
 * skipped by offset, and an insert that failed is repeated with the same rows and token. While the database
 * fails, the log keeps the rest. `log` and `database` stay the caller's to close, after stop().
 */
export function startLoader(options: LoaderOptions): Loader {
  const { log, database, logger, clock } = options
  const progress = loadProgress()
  const positions = new Map<string, TablePositions>()
  const stopping = new AbortController()
  /** A batch of another partition that came while one was being filled. */
  let ahead: Batch | undefined
  const running = run()

  async function run(): Promise<void> {
    const consumer = await retry('opening the log', () => log.consumer(LOADER_GROUP, startAt))
    if (!consumer) return
    try {
      while (!stopping.signal.aborted) {
        const batch = await next(consumer)
        // Records after those that could not be loaded must not be loaded before them.
        if (batch && !(await load(consumer, batch))) return
      }
      await drain(consumer)
    } finally {
      await consumer.close()
    }
  }

  async function startAt(partition: string): Promise<number> {
    const held = await readPositions(database, partition)
    positions.set(partition, held)
    const committed = (await log.committed(LOADER_GROUP)).get(partition) ?? 0
    const start = startOffset(committed, held, MAX_RECORDS)
    progress.move(partition, start)
    logger.info({ partition, start, committed }, 'loading from here')
    return start
  }

  function next(consumer: Consumer): Promise<Batch | undefined> {
    return retry('reading the log', () => fill(consumer))
  }

  /** The next batch: what is there, and what comes shortly after. */
  async function fill(consumer: Consumer): Promise<Batch | undefined> {
    const first =
      ahead ?? (await consumer.read({ maxRecords: MAX_RECORDS, maxBytes: MAX_BYTES, waitMs: WAIT_MS }))
    ahead = undefined
    if (!first) return undefined
    const deadline = performance.now() + LINGER_MS
    const batch: Batch = { partition: first.partition, entries: [...first.entries] }
    let bytes = bytesOf(first.entries)
    while (batch.entries.length < MAX_RECORDS && bytes < MAX_BYTES) {
      const waitMs = stopping.signal.aborted ? 0 : deadline - performance.now()
      if (waitMs <= 0) break
      const room = { maxRecords: MAX_RECORDS - batch.entries.length, maxBytes: MAX_BYTES - bytes }
      // What was read already must not get lost; if reading fails for good, the next batch will tell.
      const more = await consumer.read({ ...room, waitMs }).catch(() => undefined)
      if (!more) break
      if (more.partition !== batch.partition) {
        ahead = more
        break
      }
      batch.entries.push(...more.entries)
      bytes += bytesOf(more.entries)
    }
    return batch
  }

  /** False when stopping and the database fails. */
  async function load(consumer: Consumer, batch: Batch): Promise<boolean> {
    const { partition, entries } = batch
    const [first, last] = [entries[0], entries.at(-1)]
    if (!first || !last) return true
    const tables = await toRows(batch)
    let rows = 0
    for (const { name } of TABLES) {
      for (const insert of cutInserts(name, partition, tables.get(name) ?? [], MAX_ROWS_PER_INSERT)) {
        const done = await retry(`loading ${name}`, async () => {
          await database.insert(name, insert.rows, insert.token)
          return true
        })
        if (!done) return false
        rows += insert.rows.length
      }
    }
    const offset = last.offset + 1
    progress.move(partition, offset)
    const age = clock() - first.appendedAt
    options.onProgress?.({ partition, offset, records: entries.length, rows, age })
    try {
      await consumer.commit(partition, offset)
    } catch (error) {
      // The next batch commits more; until then a restart skips what the tables hold.
      logger.warn({ partition, error: messageOf(error) }, 'the place on the log could not be committed')
    }
    return true
  }

  async function toRows({ partition, entries }: Batch): Promise<Map<string, RecordRows[]>> {
    const held = positions.get(partition)
    const tables = new Map<string, RecordRows[]>()
    for (const [index, entry] of entries.entries()) {
      if (index % RECORDS_PER_TURN === RECORDS_PER_TURN - 1) await setImmediate()
      const found = rowsOfEntry(entry, partition, options.arrivalDefaults)
      for (const [table, rows] of Object.entries(found)) {
        if (rows.length === 0 || entry.offset <= (held?.get(table) ?? -1)) continue
        const records = tables.get(table)
        if (records) records.push({ offset: entry.offset, rows })
        else tables.set(table, [{ offset: entry.offset, rows }])
      }
    }
    return tables
  }

  /** Loads what is on the log now. */
  async function drain(consumer: Consumer): Promise<void> {
    const ends = new Map((await log.partitions()).map(({ partition, end }) => [partition, end]))
    const behind = () =>
      [...positions.keys()].some((name) => progress.loadedOffset(name) < (ends.get(name) ?? 0))
    while (behind()) {
      const batch = await next(consumer)
      if (!batch || !(await load(consumer, batch))) return
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

function bytesOf(entries: StoredEntry[]): number {
  return entries.reduce((sum, { value }) => sum + value.length, 0)
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
