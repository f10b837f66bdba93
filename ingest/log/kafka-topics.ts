import kafkajs, { type Admin, type ITopicConfig } from 'kafkajs'

const { KafkaJSNonRetriableError } = kafkajs

/** What a topic is made with when it is not there yet. */
export interface NewTopic {
  partitions: number
  /** Copies of each record; undefined: what the brokers make by default. */
  replication: number | undefined
  /** Topic-level settings, by Kafka's names. */
  config: Record<string, string>
}

const BROKERS_DEFAULT = -1

/**
 * Makes the topic unless it is there. Returns its number of partitions, which is another than asked for when it
 * was there. Throws what kafkajs throws when the brokers refuse or cannot be reached.
 */
export async function ensureTopic(admin: Admin, topic: string, wanted: NewTopic): Promise<number> {
  if (!(await admin.listTopics()).includes(topic)) {
    const config: ITopicConfig = {
      topic,
      numPartitions: wanted.partitions,
      replicationFactor: wanted.replication ?? BROKERS_DEFAULT,
      configEntries: Object.entries(wanted.config).map(([name, value]) => ({ name, value })),
    }
    // False when another process made it meanwhile.
    await admin.createTopics({ topics: [config], waitForLeaders: true })
  }
  const { topics } = await admin.fetchTopicMetadata({ topics: [topic] })
  const count = topics[0]?.partitions.length ?? 0
  if (count === 0) throw new KafkaJSNonRetriableError(`Topic ${topic} has no partitions.`)
  return count
}
