import type { KafkaMessage } from 'kafkajs'
// kafkajs's public interface reads only as a member of a consumer group, which takes seconds to form (three, as
// brokers are set by default). Its inner classes fetch at once; its version is pinned for their sake.
import Cluster from 'kafkajs/src/cluster/index.js'
import loggers from 'kafkajs/src/loggers/index.js'
import createSocketFactory from 'kafkajs/src/network/socketFactory.js'
import { type KafkaConnection, kafkaConfig } from './kafka-client.ts'
import { withDeadline } from './kafka-deadline.ts'

const METADATA_MAX_AGE_MS = 300_000
const FETCH_WAIT_MS = 500
const MAX_FETCH_BYTES = 8_000_000
const READ_COMMITTED = 1
const SILENT = 0
const DEADLINE_MS = 15_000

/** Where to read: from an offset up to what is there now. */
export interface PartitionRange {
  topic: string
  partition: number
  start: number
  end: number
}

/**
 * Reads records of a partition without a consumer group, in order, all of them. Rejects when the brokers cannot be
 * reached or do not give all that the range should have.
 */
export async function readPartition(
  connection: KafkaConnection,
  { topic, partition, start, end }: PartitionRange,
): Promise<KafkaMessage[]> {
  const cluster = new Cluster({
    ...kafkaConfig(connection),
    logger: loggers.createLogger({ level: SILENT, logCreator: () => () => {} }),
    socketFactory: createSocketFactory(),
    metadataMaxAge: METADATA_MAX_AGE_MS,
    allowAutoTopicCreation: false,
  })
  const messages: KafkaMessage[] = []
  try {
    await withDeadline(
      DEADLINE_MS,
      cluster
        .connect()
        .then(() => cluster.addTargetTopic(topic))
        .then(() => cluster.refreshMetadataIfNecessary()),
    )
    const [nodeId] = Object.keys(cluster.findLeaderForPartitions(topic, [partition]))
    if (nodeId === undefined) throw new Error(`Partition ${partition} of topic ${topic} has no leader now.`)
    const broker = await withDeadline(DEADLINE_MS, cluster.findBroker({ nodeId }))
    let cameAt = performance.now()
    for (let next = start; next < end; ) {
      const { responses } = await withDeadline(
        DEADLINE_MS,
        broker.fetch({
          maxWaitTime: FETCH_WAIT_MS,
          minBytes: 1,
          maxBytes: MAX_FETCH_BYTES,
          isolationLevel: READ_COMMITTED,
          topics: [
            { topic, partitions: [{ partition, fetchOffset: String(next), maxBytes: MAX_FETCH_BYTES }] },
          ],
        }),
      )
      const fetched = responses[0]?.partitions[0]?.messages ?? []
      const last = fetched.at(-1)
      if (!last) {
        // A new leader may not yet say how much of what it has counts.
        if (performance.now() - cameAt < DEADLINE_MS) continue
        throw new Error(`Partition ${partition} of topic ${topic} gave nothing from ${next} to ${end}.`)
      }
      cameAt = performance.now()
      // A batch is fetched whole, also what lies before the offset that was asked for.
      messages.push(...fetched.filter(({ offset }) => Number(offset) >= next))
      next = Math.max(next, Number(last.offset)) + 1
    }
    return messages
  } finally {
    // It waits for requests under way, of which one may never be answered.
    await withDeadline(DEADLINE_MS, cluster.disconnect()).catch(() => {})
  }
}
