import { setTimeout as delay, setImmediate } from 'node:timers/promises'
import type { Batch, Log } from '../../ingest/log/log.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import type { Logger } from '../logger.ts'
import type { Correlation, CorrelationHost, CorrelationOptions, Place } from './correlation/host.ts'
import { logHost } from './correlation/log-host.ts'
import { looksCritical } from './looks-critical.ts'
import { oneAtATime } from './one-at-a-time.ts'

/** What the correlate role needs. Times are milliseconds. */
export interface CorrelateRole extends Omit<CorrelationOptions, 'maxRecordBytes'> {
  log: Log
  snapshots: SnapshotStore
  /** Where the work is done: in this thread (createCorrelation) or in one of its own (startCorrelationThread). */
  correlate: (host: CorrelationHost, options: CorrelationOptions, onEnd: () => void) => Correlation
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
  /** Goes on by these settings; resolves when every partition that it holds was claimed anew with them. */
  adopt(settings: CorrelationSettings): Promise<void>
  /** Finishes the batch in hand, saves the state and stops. */
  stop(): Promise<void>
}

/** The correlators' consumer group. Its places on the log tell how far correlation is. */
export const CORRELATOR_GROUP = 'correlate'

const READ = { maxRecords: 5_000, maxBytes: 8 * 1024 * 1024, waitMs: 250 }
/**
 * After a batch that took less than this, correlating rests for as long as it took: what comes meanwhile is one batch,
 * and an alert of a large batch costs half as much as one of a small one.
 */
const SHORT_BATCH_MS = 50
/** A restart reads the log again from the last snapshot: these bound how much of it. */
const RECORDS_PER_SNAPSHOT = 60_000
const SNAPSHOT_EVERY_MS = 60_000
/**
 * Saving a large state takes long, and for a part of it correlating waits: the time between two saves is this many times
 * as long as one, so that fewer than one alert in a hundred waits for it; but a restart reads again what came since.
 */
const LEAST_TIMES_ITS_COST = 120
const LONGEST_PAUSE_MS = 10 * 60_000
/** How often others are told how far correlation is. */
const COMMIT_EVERY_MS = 500
/** And again though nothing changed, for a late commit of a member that was slow may have set the place back. */
const COMMIT_AGAIN_MS = 30_000
const RETRY_MS = 500
/** A partition that another has by now is forgotten; one whose membership was late only comes back sooner. */
const RELEASE_AFTER_MS = 60_000

/** A partition that this process claimed. */
interface Claim extends Omit<Place, 'position'> {
  owner: string
  /** When the last tick was due, by the clock that never goes back. */
  tickedAt: number
  /** Since when it is not certainly this process's, if it is not. */
  lostAt: number | undefined
}

/**
 * Starts to correlate what is on the log. Findings of a batch go back to its partition as one record, each
 * exactly once: a partition is claimed, what was answered for before the claim is taken in again silently, and
 * what anyone else appends after it is void.
 */
export async function startCorrelating(role: CorrelateRole): Promise<RunningCorrelator> {
  const { log, logger, monotonic } = role
  const claims = new Map<string, Claim>()
  /** Where partitions are, also while they are being claimed anew. */
  const places = new Map(await log.committed(CORRELATOR_GROUP))
  const committed = new Map<string, number>()
  let stopping = false
  let lastCommit = monotonic()
  let committedAllAt = monotonic()
  let lastSnapshot = monotonic()
  let snapshotCost = 0
  /** States are being saved, one after the other, while correlating goes on. */
  let saving: Promise<void> | undefined
  let savingNow: { name: string; done: Promise<void> } | undefined
  /** Settings to go on by, and whoever waits for that. */
  let wanted: CorrelationSettings | undefined
  const waitingForSettings: (() => void)[] = []
  /** A partition is not claimed anew while its entries are being taken in. */
  const inTurn = oneAtATime()
  const host = logHost({
    log,
    snapshots: role.snapshots,
    logger,
    holds,
    onAnswered: (name, owner, position) => {
      if (claims.get(name)?.owner === owner) moveOn(name, position)
    },
    onLost: (name, owner) => {
      if (claims.get(name)?.owner === owner) claims.delete(name)
    },
  })
  const correlation = role.correlate(
    host,
    {
      settings: role.settings,
      arrivalDefaults: role.arrivalDefaults,
      maxRecordBytes: log.maxRecordBytes,
    },
    () => claims.clear(),
  )
  const startAt = (name: string) => inTurn(() => claim(name))
  const consumer = await log.consumer(CORRELATOR_GROUP, startAt, looksCritical)
  const running = consume()
  const ticking = setInterval(() => {
    for (const [name, claimed] of claims) {
      tick(name, claimed).catch((error: unknown) => logger.warn({ error }, 'a tick could not be appended'))
    }
  }, role.tickMs)

  async function claim(name: string): Promise<number> {
    claims.delete(name)
    // A save under way must not end after one of the new claim.
    await savedNow(name)
    const owner = role.newId()
    const { lost, position, sinceSnapshot } = await correlation.claim(name, owner)
    if (lost) {
      logger.error(
        { partition: name },
        'the saved state is of a format that this program does not know; it is made anew from what the log still has',
      )
    }
    logger.info({ partition: name, position, owner }, 'correlating from here')
    claims.set(name, { sinceSnapshot, owner, tickedAt: monotonic(), lostAt: undefined })
    places.set(name, position)
    return position
  }

  function holds(name: string): boolean {
    return consumer.holding().includes(name)
  }

  async function tick(name: string, claimed: Claim): Promise<void> {
    const now = monotonic()
    const before = claimed.tickedAt
    const elapsedMs = Math.round(now - before)
    claimed.tickedAt = now
    if (elapsedMs <= 0 || !holds(name)) return
    try {
      await correlation.tick(name, elapsedMs)
    } catch (error) {
      // The next tick tells this time as well.
      claimed.tickedAt -= now - before
      throw error
    }
  }

  async function consume(): Promise<void> {
    while (!stopping) {
      try {
        const batch = await consumer.read(READ)
        const began = monotonic()
        if (batch) await inTurn(() => takeBatch(batch))
        // A turn of the event loop, lest a log that answers at once (a closed one) starve everything else.
        else await setImmediate()
        const took = monotonic() - began
        await inTurn(keepUp)
        if (took < SHORT_BATCH_MS) await delay(took)
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
      move(name, claimed, place)
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

  function move(name: string, claimed: Claim, { position, sinceSnapshot }: Place): void {
    claimed.sinceSnapshot = sinceSnapshot
    moveOn(name, position)
  }

  /** Notes where a partition is. That may become known late, when it has moved on already. */
  function moveOn(name: string, position: number): void {
    places.set(name, Math.max(places.get(name) ?? 0, position))
  }

  async function release(name: string): Promise<void> {
    claims.delete(name)
    await savedNow(name)
    places.delete(name)
    await correlation.release(name)
  }

  /** Claims what it lost hold of for a moment only, says how far it is, and begins to save the states now and then. */
  async function keepUp(): Promise<void> {
    await adoptSettings()
    for (const name of consumer.holding()) {
      if (!claims.has(name)) consumer.seek(name, await claim(name))
    }
    if (!wanted) for (const done of waitingForSettings.splice(0)) done()
    const now = monotonic()
    for (const [name, claimed] of claims) {
      claimed.lostAt = holds(name) ? undefined : (claimed.lostAt ?? now)
      if (claimed.lostAt !== undefined && now - claimed.lostAt > RELEASE_AFTER_MS) await release(name)
    }
    if (now - lastCommit >= COMMIT_EVERY_MS) {
      lastCommit = now
      if (now - committedAllAt >= COMMIT_AGAIN_MS) {
        committedAllAt = now
        committed.clear()
      }
      for (const name of claims.keys()) await commit(name)
    }
    const pause = Math.min(snapshotCost * LEAST_TIMES_ITS_COST, LONGEST_PAUSE_MS)
    if (saving || now - lastSnapshot < pause) return
    const least = now - lastSnapshot >= SNAPSHOT_EVERY_MS ? 1 : RECORDS_PER_SNAPSHOT
    const ready = [...claims].filter(([name, { sinceSnapshot }]) => holds(name) && sinceSnapshot >= least)
    if (ready.length === 0) return
    saving = saveAll(ready).then((areSaved) => {
      lastSnapshot = monotonic()
      if (areSaved) snapshotCost = lastSnapshot - now
      saving = undefined
    })
  }

  /** Saves the states of these claims, as far as they still hold; false when one could not be saved. */
  async function saveAll(claimed: Iterable<[string, Claim]>): Promise<boolean> {
    let areSaved = true
    for (const [name, claim] of claimed) {
      if (claims.get(name) !== claim) continue
      const done = save(name, claim).catch((error: unknown) => {
        areSaved = false
        const message = 'the state could not be saved; the log has what it is made of'
        logger.warn({ error, partition: name }, message)
      })
      savingNow = { name, done }
      await done
      savingNow = undefined
    }
    return areSaved
  }

  /** Resolves when a partition's state is not being saved. */
  async function savedNow(name: string): Promise<void> {
    if (savingNow?.name === name) await savingNow.done
  }

  /** Lets go of the claims, so that they are made anew by the settings wanted, if any. */
  async function adoptSettings(): Promise<void> {
    if (!wanted) return
    const settings = wanted
    await correlation.adopt(settings)
    for (const name of claims.keys()) {
      if (holds(name)) claims.delete(name)
      else await release(name)
    }
    if (wanted === settings) wanted = undefined
  }

  async function commit(name: string): Promise<void> {
    const position = places.get(name)
    if (position === undefined || !holds(name) || committed.get(name) === position) return
    try {
      await consumer.commit(name, position)
      committed.set(name, position)
    } catch (error) {
      logger.warn({ error, partition: name }, 'the place on the log could not be committed')
    }
  }

  async function save(name: string, claimed: Claim): Promise<void> {
    if (holds(name)) move(name, claimed, await correlation.save(name))
  }

  return {
    positions: () => new Map(places),
    adopt(settings) {
      wanted = settings
      return new Promise((resolve) => {
        waitingForSettings.push(resolve)
      })
    },
    async stop() {
      stopping = true
      clearInterval(ticking)
      await running
      await saving
      await saveAll(claims)
      for (const name of claims.keys()) await commit(name)
      await consumer.close()
      await correlation.close()
    },
  }
}
