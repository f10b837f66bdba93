import { setImmediate } from 'node:timers/promises'
import type { ArrivalDefaults } from '../../ingest/log/decode-entry.ts'
import type { Batch, Log } from '../../ingest/log/log.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import type { Logger } from '../logger.ts'
import { type CorrelatedPartition, claimPartition } from './correlated-partition.ts'

/** What the correlate role needs. Times are milliseconds. */
export interface CorrelateRole {
  log: Log
  snapshots: SnapshotStore
  settings: CorrelationSettings
  arrivalDefaults: ArrivalDefaults
  tickMs: number
  /** A clock that never goes back, for the time between ticks. */
  monotonic: () => number
  newId: () => string
  logger: Logger
  /** Told after each batch: the next offset to correlate and how long the batch took. */
  onProgress?: (partition: string, offset: number, took: number) => void
}

/** A running correlate role. */
export interface RunningCorrelator {
  /** The next offset to be correlated of each partition that is its own. */
  positions(): ReadonlyMap<string, number>
  /** Finishes the batch in hand, saves the state and stops. */
  stop(): Promise<void>
}

/** The correlators' consumer group. Its places on the log tell how far correlation is. */
export const CORRELATOR_GROUP = 'correlate'

const READ = { maxRecords: 5_000, maxBytes: 8 * 1024 * 1024, waitMs: 250 }
/** A restart reads the log again from the last snapshot: these bound how much of it. */
const RECORDS_PER_SNAPSHOT = 10_000
const SNAPSHOT_EVERY_MS = 30_000
/** A large state takes long to save: the time between two is at least this many times as long. */
const LEAST_TIMES_ITS_COST = 20
/** How often others are told how far correlation is. */
const COMMIT_EVERY_MS = 500
const RETRY_MS = 500

/**
 * Starts to correlate what is on the log. Findings of a batch go back to its partition as one record, each
 * exactly once: a partition is claimed, what was answered for before the claim is taken in again silently, and
 * what anyone else appends after it is void.
 */
export async function startCorrelating(role: CorrelateRole): Promise<RunningCorrelator> {
  const { logger, monotonic } = role
  const partitions = new Map<string, CorrelatedPartition>()
  const committed = new Map<string, number>()
  let stopping = false
  let lastCommit = monotonic()
  let lastSnapshot = monotonic()
  let snapshotCost = 0
  /** A partition is not claimed anew while its entries are being taken in. */
  let inHand: Promise<unknown> = Promise.resolve()
  const consumer = await role.log.consumer(CORRELATOR_GROUP, (name) => oneAtATime(() => claim(name)))
  const running = consume()
  const ticking = setInterval(() => {
    for (const partition of partitions.values()) {
      partition.tick().catch((error: unknown) => logger.warn({ error }, 'a tick could not be appended'))
    }
  }, role.tickMs)

  function oneAtATime<T>(action: () => Promise<T>): Promise<T> {
    const result = inHand.then(action, action)
    inHand = result.catch(() => undefined)
    return result
  }

  async function claim(name: string): Promise<number> {
    const kept = partitions.get(name)?.keep()
    partitions.delete(name)
    const claimed = await claimPartition(role, name, kept, () => holds(name))
    partitions.set(name, claimed)
    return claimed.position()
  }

  function holds(name: string): boolean {
    return consumer.holding().includes(name)
  }

  async function consume(): Promise<void> {
    while (!stopping) {
      try {
        const batch = await consumer.read(READ)
        if (batch) await oneAtATime(() => takeBatch(batch))
        // A turn of the event loop, lest a log that answers at once (a closed one) starve everything else.
        else await setImmediate()
        await oneAtATime(keepUp)
      } catch (error) {
        logger.error({ error }, 'correlating failed; trying again')
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
      }
    }
  }

  async function takeBatch({ partition: name, entries }: Batch): Promise<void> {
    const partition = partitions.get(name)
    if (!partition) return
    const began = monotonic()
    try {
      switch (await partition.take(entries)) {
        case 'surveyed':
          consumer.seek(name, partition.position())
          break
        case 'taken':
          role.onProgress?.(name, partition.position(), monotonic() - began)
          break
        case 'fenced':
          logger.warn({ partition: name }, 'another correlator claimed the partition')
          // One that was stopped for long may have claimed what is no longer its own: then it is claimed anew.
          if (holds(name)) consumer.seek(name, await claim(name))
          else partitions.delete(name)
      }
    } catch (error) {
      // Whatever was half done: the next claim begins from the last snapshot.
      partitions.delete(name)
      throw error
    }
  }

  /** Claims what it lost hold of for a moment only, says how far it is, and saves the states now and then. */
  async function keepUp(): Promise<void> {
    for (const name of consumer.holding()) {
      if (!partitions.has(name)) consumer.seek(name, await claim(name))
    }
    const now = monotonic()
    if (now - lastCommit >= COMMIT_EVERY_MS) {
      lastCommit = now
      for (const partition of partitions.values()) await commit(partition)
    }
    if (now - lastSnapshot < snapshotCost * LEAST_TIMES_ITS_COST) return
    const least = now - lastSnapshot >= SNAPSHOT_EVERY_MS ? 1 : RECORDS_PER_SNAPSHOT
    const ready = [...partitions.values()].filter((partition) => partition.sinceSnapshot() >= least)
    if (ready.length === 0) return
    for (const partition of ready) await save(partition)
    lastSnapshot = monotonic()
    snapshotCost = lastSnapshot - now
  }

  async function commit(partition: CorrelatedPartition): Promise<void> {
    const { name } = partition
    const position = partition.position()
    if (!holds(name) || committed.get(name) === position) return
    try {
      await consumer.commit(name, position)
      committed.set(name, position)
    } catch (error) {
      logger.warn({ error, partition: name }, 'the place on the log could not be committed')
    }
  }

  async function save(partition: CorrelatedPartition): Promise<void> {
    if (holds(partition.name)) await partition.save()
  }

  return {
    positions: () => new Map([...partitions].map(([name, partition]) => [name, partition.position()])),
    async stop() {
      stopping = true
      clearInterval(ticking)
      await running
      for (const partition of partitions.values()) {
        await save(partition)
        await commit(partition)
      }
      await consumer.close()
    },
  }
}
