// What Barograph uses of packages that bring no types.

declare module 'lz4js' {
  const lz4: {
    /** Decompresses an LZ4 frame; throws when it is none. */
    decompress(bytes: Uint8Array): Uint8Array
  }
  export default lz4
}

declare module 'snappyjs' {
  const snappy: {
    /** Decompresses one raw snappy block; throws when it is none. */
    uncompress(bytes: Uint8Array): Uint8Array
  }
  export default snappy
}

declare module 'kafkajs/src/loggers/index.js' {
  const loggers: {
    createLogger(options: { level: number; logCreator: () => () => void }): object
  }
  export default loggers
}

declare module 'kafkajs/src/network/socketFactory.js' {
  export default function createSocketFactory(): object
}

declare module 'kafkajs/src/cluster/index.js' {
  import type { KafkaConfig, KafkaMessage } from 'kafkajs'

  interface FetchRequest {
    maxWaitTime: number
    minBytes: number
    maxBytes: number
    isolationLevel: number
    topics: { topic: string; partitions: { partition: number; fetchOffset: string; maxBytes: number }[] }[]
  }
  interface FetchResponse {
    responses: { partitions: { highWatermark: string; messages: KafkaMessage[] }[] }[]
  }
  interface ClusterOptions extends KafkaConfig {
    logger: object
    socketFactory: object
    metadataMaxAge: number
    allowAutoTopicCreation: boolean
  }
  export default class Cluster {
    constructor(options: ClusterOptions)
    connect(): Promise<void>
    disconnect(): Promise<void>
    addTargetTopic(topic: string): Promise<void>
    refreshMetadataIfNecessary(): Promise<void>
    /** Partitions by the id of the broker that leads them. */
    findLeaderForPartitions(topic: string, partitions: number[]): Record<string, number[]>
    findBroker(broker: { nodeId: string }): Promise<{ fetch(request: FetchRequest): Promise<FetchResponse> }>
  }
}
