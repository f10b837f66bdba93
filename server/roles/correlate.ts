import { setImmediate } from 'node:timers/promises'
import { type ArrivalDefaults, decodeEntry } from '../../ingest/log/decode-entry.ts'
import type { Consumer, Log, StoredEntry } from '../../ingest/log/log.ts'
import type { SnapshotStore } from '../../ingest/log/snapshots.ts'
import type { CorrelationRecord } from '../../schema/records/correlation.ts'
import { encodeRecord } from '../../schema/records/record.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import { type Correlator, createCorrelator, type Input } from '../correlate/correlate.ts'
import { createState, readState, writeState } from '../correlate/state.ts'
import type { Logger } from '../logger.ts'

/** What the correlate role needs. Times are milliseconds. */
export interface CorrelateRole {
  log: Log
  snapshots: SnapshotStore
  settings: CorrelationSettings
  arrivalDefaults: ArrivalDefaults
  tickMs: number
  /** A clock that never goes back, for the time between ticks. */
  monotonic: () => number
  logger: Logger
  /** Told after each batch: the next offset to correlate and how long the batch took. */
  onProgress?: (partition: string, offset: number, took: number) => void
}

/** A running correlate role. */
export interface RunningCorrelator {
  /** The next offset to be correlated of each partition. */
  positions(): ReadonlyMap<string, number>
  /** Finishes the batch in hand, saves the state and stops. */
  stop(): Promise<void>
}

const GROUP = 'correlate'
const SNAPSHOT = 'correlator'
const READ = { maxRecords: 5_000, maxBytes: 8 * 1024 * 1024, waitMs: 250 }
/** A restart reads the log again from the last snapshot: this bounds how much of it. */
const RECORDS_PER_SNAPSHOT = 50_000
const RETRY_MS = 500

interface Partition {
  correlator: Correlator
  /** The next offset to take in. */
  position: number
  /** Inputs before this offset were answered for by an earlier run: their findings are on the log already. */
  answered: number
  sinceSnapshot: number
  lastTick: number
}

/**
 * Starts to correlate what is on the log. Findings of a batch go back to its partition as one record, each
 * exactly once: after a restart the inputs since the last snapshot are taken in again, silently as far as the
 * log shows that they were answered for.
 */
export async function startCorrelating(role: CorrelateRole): Promise<RunningCorrelator> {
  const partitions = new Map<string, Partition>()
  const consumer = await role.log.consumer(GROUP, async (partition) => {
    const opened = await openPartition(role, partition)
    partitions.set(partition, opened)
    return opened.position
  })
  let stopping = false
  const running = consume(role, consumer, partitions, () => stopping)
  const ticking = setInterval(() => {
    tick(role, partitions).catch((error: unknown) =>
      role.logger.warn({ error }, 'a tick could not be appended'),
    )
  }, role.tickMs)
  return {
    positions: () => new Map([...partitions].map(([name, { position }]) => [name, position])),
    async stop() {
      stopping = true
      clearInterval(ticking)
      await running
      for (const [name, partition] of partitions) await save(role, consumer, name, partition)
      await consumer.close()
    },
  }
}

async function openPartition(role: CorrelateRole, name: string): Promise<Partition> {
  const snapshot = await role.snapshots.load(SNAPSHOT, name)
  const state = snapshot && readState(snapshot.bytes)
  const known = (await role.log.partitions()).find(({ partition }) => partition === name)
  const position = Math.max(state && snapshot ? snapshot.offset : 0, known?.start ?? 0)
  const answered = await answeredUntil(role, name, position, known?.end ?? position)
  role.logger.info({ partition: name, position, answered }, 'correlating from here')
  return {
    correlator: createCorrelator(state ?? createState(), role.settings),
    position,
    answered,
    sinceSnapshot: 0,
    lastTick: role.monotonic(),
  }
}

const CORRELATION_PREFIX = Buffer.from('{"type":"correlation"')

/** Up to which input offset the log already has findings, as seen from `from` on. */
async function answeredUntil(role: CorrelateRole, name: string, from: number, end: number): Promise<number> {
  if (from >= end) return from
  const scan = await role.log.consumer(`${GROUP}-scan`, async (partition) =>
    partition === name ? from : undefined,
  )
  let answered = from
  try {
    for (let at = from; at < end; ) {
      const batch = await scan.read({ ...READ, waitMs: 1_000 })
      if (!batch) break
      if (batch.partition !== name) continue
      for (const entry of batch.entries) {
        at = entry.offset + 1
        if (Buffer.compare(entry.value.subarray(0, CORRELATION_PREFIX.length), CORRELATION_PREFIX) !== 0)
          continue
        const decoded = decodeEntry(entry, name, role.arrivalDefaults)
        if (decoded.ok && decoded.record.type === 'correlation') {
          answered = Math.max(answered, decoded.record.input.to)
        }
      }
    }
  } finally {
    await scan.close()
  }
  return answered
}

async function consume(
  role: CorrelateRole,
  consumer: Consumer,
  partitions: Map<string, Partition>,
  stopping: () => boolean,
): Promise<void> {
  while (!stopping()) {
    try {
      const batch = await consumer.read(READ)
      // A turn of the event loop, lest a log that answers at once (a closed one) starve everything else.
      if (!batch) {
        await setImmediate()
        continue
      }
      const partition = partitions.get(batch.partition)
      if (!partition) continue
      await takeBatch(role, batch.partition, partition, batch.entries)
      if (partition.sinceSnapshot >= RECORDS_PER_SNAPSHOT)
        await save(role, consumer, batch.partition, partition)
    } catch (error) {
      role.logger.error({ error }, 'correlating failed; trying again')
      await pause(RETRY_MS)
    }
  }
}

async function takeBatch(role: CorrelateRole, name: string, partition: Partition, entries: StoredEntry[]) {
  const began = role.monotonic()
  const fresh = entries.filter((entry) => entry.offset >= partition.position)
  const again = fresh.filter((entry) => entry.offset < partition.answered)
  const news = fresh.filter((entry) => entry.offset >= partition.answered)
  if (again.length > 0) partition.correlator.take(decode(role, name, again))
  if (news.length > 0) {
    const found = partition.correlator.take(decode(role, name, news))
    if (found) await append(role, name, found)
  }
  partition.position = (entries.at(-1)?.offset ?? partition.position - 1) + 1
  partition.sinceSnapshot += fresh.length
  role.onProgress?.(name, partition.position, role.monotonic() - began)
}

function decode(role: CorrelateRole, name: string, entries: StoredEntry[]): Input[] {
  const inputs: Input[] = []
  for (const entry of entries) {
    const { offset, appendedAt } = entry
    const decoded = decodeEntry(entry, name, role.arrivalDefaults)
    // What cannot be understood becomes a reject; the loader sees to that.
    if (decoded.ok && decoded.record.type !== 'correlation')
      inputs.push({ offset, appendedAt, record: decoded.record })
  }
  return inputs
}

/** The state has moved on with these findings, so they must get onto the log, however long it takes. */
async function append(role: CorrelateRole, name: string, found: CorrelationRecord): Promise<void> {
  const value = encodeRecord(found)
  for (;;) {
    try {
      await role.log.appendTo(name, [{ key: '', value }])
      return
    } catch (error) {
      role.logger.warn({ error }, 'findings could not be appended; trying again')
      await pause(RETRY_MS)
    }
  }
}

async function tick(role: CorrelateRole, partitions: Map<string, Partition>): Promise<void> {
  for (const [name, partition] of partitions) {
    const now = role.monotonic()
    const elapsedMs = Math.round(now - partition.lastTick)
    partition.lastTick = now
    if (elapsedMs <= 0 || !partition.correlator.waits()) continue
    await role.log.appendTo(name, [{ key: '', value: encodeRecord({ type: 'tick', elapsedMs }) }])
  }
}

async function save(
  role: CorrelateRole,
  consumer: Consumer,
  name: string,
  partition: Partition,
): Promise<void> {
  const offset = partition.position
  await role.snapshots.save(SNAPSHOT, name, { offset, bytes: writeState(partition.correlator.state) })
  // Only now may the log forget what came before.
  await consumer.commit(name, offset)
  partition.sinceSnapshot = 0
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
