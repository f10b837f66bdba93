import { setTimeout as delay } from 'node:timers/promises'
import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs'

const { ConfigResourceTypes, KafkaJSNonRetriableError } = kafkajs

/** What a topic is made with when it is not there yet. */
export interface NewTopic {
  partitions: number
  /** Copies of each record; undefined: what the brokers make by default. */
  replication: number | undefined
  /** Topic-level settings, by Kafka's names. */
  config: Record<string, string>
}

/** What a topic is like, also where another made it. */
export interface Topic {
  partitions: number
  /** The largest batch of records that one send may bring to a partition. */
  maxBatchBytes: number
}

const BROKERS_DEFAULT = -1
const ATTEMPTS = 5
const PAUSE_MS = 500
/** What brokers take unless told otherwise. */
const DEFAULT_BATCH_BYTES = 1_048_588
const MAX_BATCH_BYTES = 'max.message.bytes'

/**
 * Makes the topic unless it is there, and tells what it is like. Throws what kafkajs throws when the brokers refuse
 * or cannot be reached.
 */
export async function ensureTopic(admin: Admin, topic: string, wanted: NewTopic): Promise<Topic> {
  await create(admin, topic, wanted)
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  const partitions = topics[0]?.partitions.length ?? 0
  if (partitions === 0) throw new KafkaJSNonRetriableError(`Topic ${topic} has no partitions.`)
  return { partitions, maxBatchBytes: await maxBatchBytes(admin, topic) }
}

async function create(admin: Admin, topic: string, wanted: NewTopic): Promise<void> {
  const config: ITopicConfig = {
    topic,
    numPartitions: wanted.partitions,
    replicationFactor: wanted.replication ?? BROKERS_DEFAULT,
    configEntries: Object.entries(wanted.config).map(([name, value]) => ({ name, value })),
  }
  for (let attempt = 1; !(await admin.listTopics()).includes(topic); attempt++) {
    try {
      // False when another process made it meanwhile.
      await admin.createTopics({ topics: [config], waitForLeaders: true })
      return
    } catch (error) {
      // Brokers that are just starting, or busy, say that there are too few of them, or do it and answer too late.
      if (attempt === ATTEMPTS || isDenied(error)) throw error
      await delay(PAUSE_MS)
    }
  }
}

async function maxBatchBytes(admin: Admin, topic: string): Promise<number> {
  const resource = { type: ConfigResourceTypes.TOPIC, name: topic, configNames: [MAX_BATCH_BYTES] }
  try {
    const { resources } = await admin.describeConfigs({ resources: [resource], includeSynonyms: false })
    const entries = resources[0]?.configEntries ?? []
    return Number(entries.find(({ configName }) => configName === MAX_BATCH_BYTES)?.configValue)
  } catch (error) {
    // Whoever may write to a topic need not be allowed to look at its settings.
    if (isDenied(error)) return DEFAULT_BATCH_BYTES
    throw error
  }
}

/** Whether the brokers said that this user may not; some errors of kafkajs hold one for each topic. */
function isDenied(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.some(isDenied)
  return 'type' in error && /AUTHORIZATION_FAILED/.test(String(error.type))
}
