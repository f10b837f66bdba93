import { setTimeout as delay } from 'node:timers/promises'
import kafkajs, { type Admin } from 'kafkajs'
import { kafkaAppender } from './kafka-appender.ts'
import { ask } from './kafka-ask.ts'
import { type KafkaConnection, kafkaClient, type Report, reasonOf } from './kafka-client.ts'
import { kafkaConsumer } from './kafka-consumer.ts'
import { topicOffsets } from './kafka-offsets.ts'
import { type Renewable, renewable } from './kafka-renewable.ts'
import { openKafkaSnapshots } from './kafka-snapshots.ts'
import { ensureTopic, type Topic } from './kafka-topics.ts'
import { type Consumer, type Entry, type Log, LogUnavailableError } from './log.ts'
import type { SnapshotStore } from './snapshots.ts'

/** What the log on Kafka needs of the outside. */
export interface KafkaLogOptions {
  connection: KafkaConnection
  /** Topics and consumer groups of Barograph begin with it. */
  prefix: string
  /** How many partitions the topic is made with. */
  partitions: number
  /** Copies of each record that the topic is made with; undefined: what the brokers make by default. */
  replication: number | undefined
  /** Milliseconds that only go forward. */
  monotonic: () => number
  /** UUIDs. */
  newId: () => string
  /** Told of trouble that mends itself. */
  report: Report
}

/** The log on Kafka, with the snapshots of its readers' states. */
export interface KafkaLog extends Log {
  readonly transport: 'kafka'
  readonly snapshots: SnapshotStore
}

/** What the topic is made with: the fewer records what was found is cut into, the better. */
const MAX_RECORD_BYTES = 33_554_432
/** What goes out in one send: far below the largest request that a broker takes (100 MB by default). */
const MAX_BYTES_PER_SEND = 8_000_000
/** Of a topic's largest batch: its records' frames take some bytes too. */
const BATCH_FILL = 0.9
const ADMIN_DEADLINE_MS = 10_000
const FIRST_CONTACT_MS = 60_000
const FIRST_CONTACT_PAUSE_MS = 1_000

/**
 * Opens the log on the topic `<prefix>.records`, which is made where it is missing. Brokers that do not answer are
 * tried for a minute. Throws LogUnavailableError when they do not then, or when they refuse.
 */
export async function openKafkaLog(options: KafkaLogOptions): Promise<KafkaLog> {
  const { connection, prefix, monotonic, report } = options
  const topic = `${prefix}.records`
  const admins = renewable<Admin>(
    async () => {
      const admin = kafkaClient(connection).admin()
      await admin.connect()
      return admin
    },
    (admin) => admin.disconnect(),
    ADMIN_DEADLINE_MS,
  )
  const { clusterId, found } = await firstContact(options, admins, topic)
  const count = found.partitions
  const nameOf = (partition: number) => `kafka-${clusterId}-${topic}-${partition}`
  const numbers = new Map(Array.from({ length: count }, (_, partition) => [nameOf(partition), partition]))
  const numberOf = (name: string): number => {
    const number = numbers.get(name)
    if (number === undefined) throw new Error(`This log has ${count} partitions, none of them ${name}.`)
    return number
  }
  const keyed = partitioner(topic, count)
  const offsets = topicOffsets(admins, topic)
  const maxRecordBytes = Math.floor(Math.min(MAX_RECORD_BYTES, found.maxBatchBytes * BATCH_FILL))
  const appender = kafkaAppender({
    connection,
    topic,
    maxBytesPerSend: Math.min(MAX_BYTES_PER_SEND, maxRecordBytes),
    maxRecordBytes,
    appended: offsets.appended,
  })
  const snapshots = openKafkaSnapshots({ ...options, admins, numberOf, partitions: count })
  const consumers = new Set<Consumer>()
  let open = true

  function check(): void {
    if (!open) throw new LogUnavailableError('The log is closed.')
  }

  return {
    transport: 'kafka',
    maxRecordBytes,
    snapshots,
    async append(entries) {
      check()
      const byPartition = new Map<number, Entry[]>()
      for (const entry of entries) {
        const partition = keyed(entry.key)
        const own = byPartition.get(partition)
        if (own) own.push(entry)
        else byPartition.set(partition, [entry])
      }
      await Promise.all([...byPartition].map(([partition, own]) => appender.append(partition, own)))
    },
    partitionOf: (key) => nameOf(keyed(key)),
    async appendTo(partition, entries) {
      check()
      await appender.append(numberOf(partition), entries)
    },
    async consumer(group, startAt, isUrgent) {
      check()
      const consumer = kafkaConsumer({
        connection,
        topic,
        group: `${prefix}.${group}`,
        monotonic,
        report,
        startAt,
        isUrgent,
        partitionName: nameOf,
        async extent(partition) {
          const known = (await offsets.latest()).get(partition)
          if (!known)
            throw new LogUnavailableError(`The brokers do not list partition ${partition} of ${topic}.`)
          return known
        },
        closed: () => consumers.delete(consumer),
      })
      consumers.add(consumer)
      return consumer
    },
    async partitions() {
      const extents = await offsets.extents()
      return [...numbers].map(([partition, number]) => {
        return { partition, ...(extents.get(number) ?? { start: 0, end: 0 }) }
      })
    },
    async committed(group) {
      const [found] = await ask(admins, (admin) =>
        admin.fetchOffsets({ groupId: `${prefix}.${group}`, topics: [topic] }),
      )
      // Kafka says -1 where the group never committed.
      const places = found?.partitions ?? []
      const byNumber = new Map(places.map(({ partition, offset }) => [partition, Number(offset)]))
      return new Map([...numbers].map(([name, number]) => [name, Math.max(0, byNumber.get(number) ?? 0)]))
    },
    async close() {
      if (!open) return
      open = false
      await Promise.all([...consumers].map((consumer) => consumer.close()))
      await appender.close()
      await snapshots.close()
      await admins.close()
    },
  }
}

/** The cluster's id and the topic's number of partitions. A broker that is just starting is waited for. */
async function firstContact(
  { partitions, replication, monotonic, report }: KafkaLogOptions,
  admins: Renewable<Admin>,
  topic: string,
): Promise<{ clusterId: string; found: Topic }> {
  const config = {
    'max.message.bytes': String(MAX_RECORD_BYTES),
    // A record's arrival is the brokers' word, not its sender's.
    'message.timestamp.type': 'LogAppendTime',
  }
  for (const deadline = monotonic() + FIRST_CONTACT_MS; ; await delay(FIRST_CONTACT_PAUSE_MS)) {
    try {
      return await admins.with(async (admin) => {
        const { clusterId } = await admin.describeCluster()
        return { clusterId, found: await ensureTopic(admin, topic, { partitions, replication, config }) }
      })
    } catch (error) {
      if (monotonic() >= deadline || isRefusal(error)) {
        await admins.close()
        throw new LogUnavailableError(
          `The Kafka brokers cannot be used (${reasonOf(error)}). Look at KAFKA_BROKERS, the KAFKA_TLS, KAFKA_SASL_MECHANISM and KAFKA_USER settings, and whether that user may create and describe topic ${topic}.`,
          { cause: error },
        )
      }
      report(`The Kafka brokers do not answer yet (${reasonOf(error)}); trying again.`, error)
    }
  }
}

const REFUSED = /AUTHORIZATION|AUTHENTICATION|INVALID_PARTITIONS|POLICY_VIOLATION/

function isRefusal(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if (error instanceof kafkajs.KafkaJSSASLAuthenticationError) return true
  if (error instanceof kafkajs.KafkaJSConnectionError && /certificate/.test(error.message)) return true
  if ('type' in error && REFUSED.test(String(error.type))) return true
  if ('errors' in error && Array.isArray(error.errors) && error.errors.some(isRefusal)) return true
  return isRefusal(error.cause)
}

/** The partition of a key as Kafka's own clients compute it: murmur2. */
function partitioner(topic: string, count: number): (key: string) => number {
  const choose = kafkajs.Partitioners.DefaultPartitioner()
  const partitionMetadata = Array.from({ length: count }, (_, partitionId) => {
    return { partitionId, partitionErrorCode: 0, leader: 0, replicas: [], isr: [] }
  })
  return (key) => choose({ topic, partitionMetadata, message: { key, value: null } })
}
