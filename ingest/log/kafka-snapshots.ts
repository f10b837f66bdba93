import { promisify } from 'node:util'
import { gunzip, gzip } from 'node:zlib'
import type { Admin, KafkaMessage } from 'kafkajs'
import { type Appender, kafkaAppender } from './kafka-appender.ts'
import { ask } from './kafka-ask.ts'
import { type KafkaConnection, type Report, reasonOf } from './kafka-client.ts'
import { readPartition } from './kafka-partition-reader.ts'
import type { Renewable } from './kafka-renewable.ts'
import { ensureTopic } from './kafka-topics.ts'
import type { Entry } from './log.ts'
import type { Snapshot, SnapshotStore } from './snapshots.ts'

/** What the snapshots need of the log that they belong to. */
export interface KafkaSnapshotOptions {
  connection: KafkaConnection
  admins: Renewable<Admin>
  prefix: string
  /** As many as the log has. */
  partitions: number
  replication: number | undefined
  newId: () => string
  report: Report
  /** The number of a partition of the log; throws when it is none of its. */
  numberOf(partition: string): number
}

/** What a chunk says of itself: its key, as JSON. */
interface Chunk {
  /** The snapshot that it is part of. */
  id: string
  /** The snapshot's place in the log. */
  offset: number
  index: number
  count: number
}

interface Stored extends Snapshot {
  /** Where its first chunk lies. */
  at: number
}

/** What this process knows of a partition of a topic of snapshots. */
interface Known {
  /** Where the snapshot begins that it loaded or saved last. */
  at: number | undefined
  /** Before it, and at its end, there was nothing unknown. */
  from: number
  end: number
}

const compress = promisify(gzip)
const decompress = promisify(gunzip)
/** Brokers take batches of 1 MB unless told otherwise. */
const CHUNK_BYTES = 900_000
/** Speed before size: states are saved often and mostly read never. */
const COMPRESSION_LEVEL = 1
const CONFIG = { 'cleanup.policy': 'delete', 'retention.ms': '-1', 'retention.bytes': '-1' }

/**
 * Keeps snapshots on topics `<prefix>.snapshots.<name>`, that of partition n of the log on their partition n, each
 * cut into chunks. One counts when all its chunks are there; the one that reaches furthest is loaded. Saving deletes
 * what lies before the snapshot saved or loaded last, so a topic holds two of each partition. It rejects when another
 * process saved one that reaches further: whoever tries that has lost the partition and does not know it yet.
 */
export function openKafkaSnapshots(
  options: KafkaSnapshotOptions,
): SnapshotStore & { close(): Promise<void> } {
  const { connection, admins, prefix, partitions, replication, numberOf } = options
  const topics = new Map<string, Promise<Appender>>()
  /** By topic and partition. */
  const known = new Map<string, Known>()

  function topicOf(name: string): { topic: string; ready: Promise<Appender> } {
    const topic = `${prefix}.snapshots.${name}`
    const ready = topics.get(topic) ?? open(topic)
    topics.set(topic, ready)
    ready.catch(() => topics.delete(topic))
    return { topic, ready }
  }

  async function open(topic: string): Promise<Appender> {
    const wanted = { partitions, replication, config: CONFIG }
    const found = await admins.with((admin) => ensureTopic(admin, topic, wanted))
    if (found.partitions < partitions) {
      throw new Error(
        `Topic ${topic} has ${found.partitions} partitions and the log ${partitions}. Delete the topic: it is made anew, and states are rebuilt from the log.`,
      )
    }
    return kafkaAppender({
      connection,
      topic,
      maxBytesPerSend: CHUNK_BYTES,
      maxRecordBytes: CHUNK_BYTES,
      appended: () => {},
    })
  }

  async function extent(topic: string, partition: number): Promise<{ start: number; end: number }> {
    const offsets = await ask(admins, (admin) => admin.fetchTopicOffsets(topic))
    const own = offsets.find((one) => one.partition === partition)
    return { start: Number(own?.low ?? 0), end: Number(own?.high ?? 0) }
  }

  async function forgetBefore(topic: string, partition: number, offset: number): Promise<void> {
    try {
      await admins.with((admin) =>
        admin.deleteTopicRecords({ topic, partitions: [{ partition, offset: String(offset) }] }),
      )
    } catch (error) {
      options.report(`Old snapshots on topic ${topic} could not be deleted (${reasonOf(error)}).`, error)
    }
  }

  /** The best of what this process does not know yet. */
  async function news(topic: string, partition: number, from: number): Promise<[Stored | undefined, number]> {
    const { start, end } = await extent(topic, partition)
    const range = { topic, partition, start: Math.max(start, from), end }
    return [await latestOf(await readPartition(connection, range)), end]
  }

  return {
    async load(name, partition) {
      const { topic, ready } = topicOf(name)
      await ready
      const number = numberOf(partition)
      const [best, end] = await news(topic, number, 0)
      known.set(`${topic} ${number}`, { at: best?.at, from: end, end })
      return best && { offset: best.offset, bytes: best.bytes }
    },
    async save(name, partition, snapshot) {
      const { topic, ready } = topicOf(name)
      const appender = await ready
      const number = numberOf(partition)
      const place = `${topic} ${number}`
      const last = known.get(place)
      let { end } = await extent(topic, number)
      if (end !== last?.end) {
        const [best, now] = await news(topic, number, last?.from ?? 0)
        if (best && best.offset > snapshot.offset) {
          throw new Error(
            `A snapshot of ${partition} at ${snapshot.offset} comes too late: another process saved one at ${best.offset}.`,
          )
        }
        end = now
      }
      const chunks = await chunksOf(options.newId(), snapshot)
      await appender.append(number, chunks)
      known.set(place, { at: end, from: end, end: end + chunks.length })
      if (last?.at !== undefined) await forgetBefore(topic, number, last.at)
    },
    async close() {
      const appenders = await Promise.allSettled(topics.values())
      for (const opened of appenders) if (opened.status === 'fulfilled') await opened.value.close()
    },
  }
}

async function chunksOf(id: string, { offset, bytes }: Snapshot): Promise<Entry[]> {
  const packed = await compress(bytes, { level: COMPRESSION_LEVEL })
  const count = Math.ceil(packed.length / CHUNK_BYTES)
  return Array.from({ length: count }, (_, index) => {
    const chunk: Chunk = { id, offset, index, count }
    const value = packed.subarray(index * CHUNK_BYTES, (index + 1) * CHUNK_BYTES)
    return { key: JSON.stringify(chunk), value }
  })
}

/** The complete snapshot that reaches furthest; of two that reach as far, the later one. */
async function latestOf(messages: KafkaMessage[]): Promise<Stored | undefined> {
  const parts = new Map<string, { chunk: Chunk; values: Map<number, Buffer>; at: number }>()
  for (const { key, value, offset } of messages) {
    const chunk = chunkOf(key)
    if (!chunk || !value) continue
    const part = parts.get(chunk.id) ?? { chunk, values: new Map(), at: Number(offset) }
    part.values.set(chunk.index, value)
    parts.set(chunk.id, part)
  }
  const complete = [...parts.values()].filter(({ chunk, values }) => values.size === chunk.count)
  const [best] = complete.sort((a, b) => b.chunk.offset - a.chunk.offset || b.at - a.at)
  if (!best) return undefined
  const inOrder = [...best.values].sort(([a], [b]) => a - b).map(([, value]) => value)
  return { offset: best.chunk.offset, bytes: await decompress(Buffer.concat(inOrder)), at: best.at }
}

/** Undefined for what another wrote to the topic. */
function chunkOf(key: Buffer | null): Chunk | undefined {
  try {
    const { id, offset, index, count } = JSON.parse(String(key))
    const numbers = [offset, index, count]
    if (typeof id === 'string' && numbers.every(Number.isSafeInteger)) return { id, offset, index, count }
  } catch {
    // No JSON.
  }
  return undefined
}
