import type { Producer } from 'kafkajs'
import kafkajs from 'kafkajs'
import { groupCommit } from './group-commit.ts'
import { type KafkaConnection, kafkaClient, reasonOf } from './kafka-client.ts'
import { renewable } from './kafka-renewable.ts'
import { type Entry, LogUnavailableError, RecordTooLargeError } from './log.ts'

/** What an appender needs. */
export interface AppenderOptions {
  connection: KafkaConnection
  topic: string
  /** What one send may hold, in bytes; a larger record goes alone. */
  maxBytesPerSend: number
  /** Of one value. */
  maxRecordBytes: number
  /** Told once the brokers confirmed: the partition's offset after what was appended to it. */
  appended(partition: number, end: number): void
}

/** Appends to the partitions of one topic. */
export interface Appender {
  /**
   * Resolves when all is on all replicas that must have it; rejects with LogUnavailableError when it may not be, and
   * with RecordTooLargeError when a record is larger than the brokers take.
   */
  append(partition: number, entries: Entry[]): Promise<void>
  close(): Promise<void>
}

interface Piece {
  partition: number
  entries: Entry[]
  bytes: number
  /** Why the brokers never take one of its entries. */
  refused?: RecordTooLargeError
  /** How many sends had failed when this came. */
  failuresBefore: number
}

/** What may wait or be on its way before more is refused. */
const MAX_BYTES_WAITING = 64_000_000
/** A record's frame, key and place in memory, about. */
const BYTES_PER_RECORD = 100
const SEND_DEADLINE_MS = 20_000
const ALL_REPLICAS = -1

/**
 * Appends, many callers in one send, one send at a time. After a send that failed the producer is replaced: kafkajs
 * gives a failed batch's sequence number to the next one, which the brokers then take for a repeat, confirm and drop.
 */
export function kafkaAppender(options: AppenderOptions): Appender {
  const { connection, topic, maxBytesPerSend, maxRecordBytes, appended } = options
  const producers = renewable<Producer>(
    async () => {
      const producer = kafkaClient(connection).producer({
        idempotent: true,
        allowAutoTopicCreation: false,
        createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
      })
      await producer.connect()
      return producer
    },
    (producer) => producer.disconnect(),
    SEND_DEADLINE_MS,
  )
  const sends = groupCommit<Piece>(send, maxBytesPerSend, ({ bytes }) => bytes)
  let waitingBytes = 0
  let failures = 0
  let lastFailure: unknown
  let open = true

  async function send(pieces: Piece[]): Promise<void> {
    // While the brokers are away, what waits is refused with the first failure, not each after its own.
    if (pieces.some(({ failuresBefore }) => failuresBefore < failures)) throw unavailable(lastFailure)
    try {
      await deliver(pieces)
    } catch (error) {
      failures++
      lastFailure = error
      throw unavailable(error)
    }
  }

  /** What the brokers find too large, as the topic was set otherwise since it was opened, goes in halves. */
  async function deliver(pieces: Piece[]): Promise<void> {
    try {
      const results = await producers.with((producer) =>
        producer.send({
          topic,
          acks: ALL_REPLICAS,
          messages: pieces.flatMap(({ partition, entries }) =>
            entries.map(({ key, value }) => ({ partition, key, value: asBuffer(value) })),
          ),
        }),
      )
      for (const { partition, baseOffset } of results) {
        const own = pieces.filter((piece) => piece.partition === partition)
        const count = own.reduce((sum, { entries }) => sum + entries.length, 0)
        if (baseOffset !== undefined) appended(partition, Number(baseOffset) + count)
      }
    } catch (error) {
      if (!isTooLarge(error)) throw error
      const [only] = pieces
      if (!only) return
      if (pieces.length > 1) {
        for (const piece of pieces) await deliver([piece])
        return
      }
      const [entry] = only.entries
      if (only.entries.length === 1 && entry) {
        only.refused = new RecordTooLargeError(entry.value.length)
        return
      }
      for (const entries of halves(only.entries)) {
        const half: Piece = { ...only, entries }
        await deliver([half])
        if (half.refused) only.refused = half.refused
      }
    }
  }

  return {
    async append(partition, entries) {
      for (const { value } of entries) {
        if (value.length > maxRecordBytes) throw new RecordTooLargeError(value.length, maxRecordBytes)
      }
      const pieces = cut(entries, maxBytesPerSend)
      const bytes = pieces.reduce((sum, piece) => sum + piece.bytes, 0)
      if (!open) throw new LogUnavailableError('The log is closed.')
      if (waitingBytes > 0 && waitingBytes + bytes > MAX_BYTES_WAITING) {
        throw new LogUnavailableError(
          `The brokers do not keep up: ${waitingBytes} bytes wait to be written. Nothing of this was kept; send it again later.`,
        )
      }
      waitingBytes += bytes
      try {
        for (const { entries, bytes } of pieces) {
          const piece: Piece = { entries, bytes, partition, failuresBefore: failures }
          await sends.add([piece])
          if (piece.refused) throw piece.refused
        }
      } finally {
        waitingBytes -= bytes
      }
    },
    async close() {
      open = false
      await sends.idle()
      await producers.close()
    },
  }
}

/** Entries in pieces of at most `maxBytes`, or one entry where that alone is larger. */
function cut(entries: Entry[], maxBytes: number): { entries: Entry[]; bytes: number }[] {
  const pieces: { entries: Entry[]; bytes: number }[] = []
  for (const entry of entries) {
    const bytes = entry.value.length + entry.key.length + BYTES_PER_RECORD
    const last = pieces.at(-1)
    if (last && last.bytes + bytes <= maxBytes) {
      last.entries.push(entry)
      last.bytes += bytes
    } else pieces.push({ entries: [entry], bytes })
  }
  return pieces
}

function halves<Item>(items: Item[]): [Item[], Item[]] {
  const middle = items.length >> 1
  return [items.slice(0, middle), items.slice(middle)]
}

const TOO_LARGE = /^(MESSAGE_TOO_LARGE|RECORD_LIST_TOO_LARGE)$/

function isTooLarge(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('type' in error && TOO_LARGE.test(String(error.type))) return true
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isTooLarge)) return true
  return isTooLarge(error.cause)
}

function asBuffer(value: Uint8Array): Buffer {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength)
}

function unavailable(error: unknown): LogUnavailableError {
  return new LogUnavailableError(
    `The Kafka brokers did not confirm that this was written (${reasonOf(error)}). It may or may not be on the log; send it again.`,
    { cause: error },
  )
}
