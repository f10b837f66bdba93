import { setImmediate } from 'node:timers/promises'
import { type Batch, type Entry, type Log, RecordTooLargeError } from '../../ingest/log/log.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import type { Logger } from '../logger.ts'
import type { CutFindings } from './correlation/cut-findings.ts'
import type { Correlation, CorrelationHost, CorrelationOptions, Place } from './correlation/host.ts'
import { looksCritical } from './looks-critical.ts'

/** What the correlate role needs. Times are milliseconds. */
export interface CorrelateRole extends Omit<CorrelationOptions, 'maxRecordBytes'> {
  log: Log
  snapshots: SnapshotStore
  /** Where the work is done: in this thread (createCorrelation) or in one of its own (startCorrelationThread). */
  correlate: (host: CorrelationHost, options: CorrelationOptions) => Correlation
  tickMs: number
  /** A clock that never goes back, for the time between ticks. */
  monotonic: () => number
  newId: () => string
  logger: Logger
  /** Told after each batch how long it took. */
  onBatch?: (took: number) => void
}

/** A running correlate role. */
export interface RunningCorrelator {
  /** The next offset to be correlated of each partition that is its own. */
  positions(): ReadonlyMap<string, number>
  /** Finishes the batch in hand, saves the state and stops. */
  stop(): Promise<void>
}

/** The name of the correlator's snapshots. */
export const CORRELATOR_SNAPSHOT = 'correlator'
/** The correlators' consumer group. Its places on the log tell how far correlation is. */
export const CORRELATOR_GROUP = 'correlate'

const READ = { maxRecords: 5_000, maxBytes: 8 * 1024 * 1024, waitMs: 250 }
/** A restart reads the log again from the last snapshot: these bound how much of it. */
const RECORDS_PER_SNAPSHOT = 60_000
const SNAPSHOT_EVERY_MS = 60_000
/**
 * Correlating waits while a state is saved, which takes long for a large one: the time between two is at least this
 * many times as long, so that fewer than one alert in a hundred waits for it.
 */
const LEAST_TIMES_ITS_COST = 120
/** How often others are told how far correlation is. */
const COMMIT_EVERY_MS = 500
const RETRY_MS = 500

/** A partition that this process claimed. */
interface Claim extends Place {
  owner: string
  /** When the last tick was due, by the clock that never goes back. */
  tickedAt: number
}

/** The partition was given to another while findings of this process were not on the log yet. */
class PartitionLostError extends Error {
  override readonly name = 'PartitionLostError'
}

/**
 * Starts to correlate what is on the log. Findings of a batch go back to its partition as one record, each
 * exactly once: a partition is claimed, what was answered for before the claim is taken in again silently, and
 * what anyone else appends after it is void.
 */
export async function startCorrelating(role: CorrelateRole): Promise<RunningCorrelator> {
  const { log, logger, monotonic } = role
  const claims = new Map<string, Claim>()
  const committed = new Map<string, number>()
  let stopping = false
  let lastCommit = monotonic()
  let lastSnapshot = monotonic()
  let snapshotCost = 0
  /** A partition is not claimed anew while its entries are being taken in. */
  let inHand: Promise<unknown> = Promise.resolve()
  const correlation = role.correlate(
    {
      append: (name, value) => log.appendTo(name, [{ key: '', value }]),
      appendFindings,
      forward,
      partitionsOf: async (scopes) => new Map(scopes.map((scope) => [scope, log.partitionOf(scope)])),
      loadSnapshot: (name) => role.snapshots.load(CORRELATOR_SNAPSHOT, name),
      saveSnapshot: (name, snapshot) => role.snapshots.save(CORRELATOR_SNAPSHOT, name, snapshot),
    },
    {
      settings: role.settings,
      arrivalDefaults: role.arrivalDefaults,
      maxRecordBytes: log.maxRecordBytes,
    },
  )
  const startAt = (name: string) => oneAtATime(() => claim(name))
  const consumer = await log.consumer(CORRELATOR_GROUP, startAt, looksCritical)
  const running = consume()
  const ticking = setInterval(() => {
    for (const [name, claimed] of claims) {
      tick(name, claimed).catch((error: unknown) => logger.warn({ error }, 'a tick could not be appended'))
    }
  }, role.tickMs)

  function oneAtATime<T>(action: () => Promise<T>): Promise<T> {
    const result = inHand.then(action, action)
    inHand = result.catch(() => undefined)
    return result
  }

  async function claim(name: string): Promise<number> {
    claims.delete(name)
    const owner = role.newId()
    const { lost, ...place } = await correlation.claim(name, owner)
    if (lost) {
      logger.error(
        { partition: name },
        'the saved state is of a format that this program does not know; it is made anew from what the log still has',
      )
    }
    logger.info({ partition: name, position: place.position, owner }, 'correlating from here')
    claims.set(name, { ...place, owner, tickedAt: monotonic() })
    return place.position
  }

  function holds(name: string): boolean {
    return consumer.holding().includes(name)
  }

  async function appendFindings(
    name: string,
    owner: string,
    found: CutFindings,
    upTo: number,
  ): Promise<boolean> {
    if (found.leftOut.length > 0) {
      logger.error(
        { partition: name, lists: found.leftOut },
        'findings larger than a record of the log were left out; a larger max.message.bytes of its topic lets them through',
      )
    }
    let values = found.values
    for (;;) {
      try {
        for (let value = values[0]; value; value = values[0]) {
          await log.appendTo(name, [{ key: '', value }])
          values = values.slice(1)
        }
        const claimed = claims.get(name)
        if (claimed?.owner === owner) move(claimed, { ...claimed, position: upTo })
        return true
      } catch (error) {
        if (error instanceof RecordTooLargeError) return false
        logger.warn({ error, partition: name }, 'findings could not be appended; trying again')
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
        if (holds(name)) continue
        if (claims.get(name)?.owner === owner) claims.delete(name)
        throw new PartitionLostError(`${name} is another's now`, { cause: error })
      }
    }
  }

  async function forward(entries: Entry[]): Promise<void> {
    try {
      await log.append(entries)
    } catch (error) {
      if (!(error instanceof RecordTooLargeError)) throw error
      if (entries.length > 1) for (const entry of entries) await forward([entry])
      else logger.error({ error, scope: entries[0]?.key }, 'a record could not be sent on to its partition')
    }
  }

  async function tick(name: string, claimed: Claim): Promise<void> {
    const now = monotonic()
    const elapsedMs = Math.round(now - claimed.tickedAt)
    claimed.tickedAt = now
    if (elapsedMs > 0 && holds(name)) await correlation.tick(name, elapsedMs)
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
    const claimed = claims.get(name)
    if (!claimed) return
    const began = monotonic()
    try {
      const { taken, ...place } = await correlation.take(name, entries)
      move(claimed, place)
      switch (taken) {
        case 'surveyed':
          consumer.seek(name, place.position)
          break
        case 'taken':
          role.onBatch?.(monotonic() - began)
          break
        case 'fenced':
          logger.warn({ partition: name }, 'another correlator claimed the partition')
          // One that was stopped for long may have claimed what is no longer its own: then it is claimed anew.
          if (holds(name)) consumer.seek(name, await claim(name))
          else await release(name)
      }
    } catch (error) {
      claims.delete(name)
      throw error
    }
  }

  /** Notes where a partition is. Places may become known late, by another way. */
  function move(claimed: Claim, { position, sinceSnapshot }: Place): void {
    claimed.sinceSnapshot = sinceSnapshot
    claimed.position = Math.max(claimed.position, position)
  }

  async function release(name: string): Promise<void> {
    claims.delete(name)
    await correlation.release(name)
  }

  /** Claims what it lost hold of for a moment only, says how far it is, and saves the states now and then. */
  async function keepUp(): Promise<void> {
    for (const name of consumer.holding()) {
      if (!claims.has(name)) consumer.seek(name, await claim(name))
    }
    const now = monotonic()
    if (now - lastCommit >= COMMIT_EVERY_MS) {
      lastCommit = now
      for (const [name, { position }] of claims) await commit(name, position)
    }
    if (now - lastSnapshot < snapshotCost * LEAST_TIMES_ITS_COST) return
    const least = now - lastSnapshot >= SNAPSHOT_EVERY_MS ? 1 : RECORDS_PER_SNAPSHOT
    const ready = [...claims].filter(([, { sinceSnapshot }]) => sinceSnapshot >= least)
    if (ready.length === 0) return
    for (const [name, claimed] of ready) await save(name, claimed)
    lastSnapshot = monotonic()
    snapshotCost = lastSnapshot - now
  }

  async function commit(name: string, position: number): Promise<void> {
    if (!holds(name) || committed.get(name) === position) return
    try {
      await consumer.commit(name, position)
      committed.set(name, position)
    } catch (error) {
      logger.warn({ error, partition: name }, 'the place on the log could not be committed')
    }
  }

  async function save(name: string, claimed: Claim): Promise<void> {
    if (!holds(name)) return
    move(claimed, await correlation.save(name))
  }

  return {
    positions: () => new Map([...claims].map(([name, { position }]) => [name, position])),
    async stop() {
      stopping = true
      clearInterval(ticking)
      await running
      for (const [name, claimed] of claims) {
        await save(name, claimed)
        await commit(name, claimed.position)
      }
      await consumer.close()
      await correlation.close()
    },
  }
}
