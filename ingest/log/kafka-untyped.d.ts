// What Barograph uses of packages that bring no types.

declare module 'lz4js' {
  const lz4: {
    /** Decompresses an LZ4 frame; throws when it is none. */
    decompress(bytes: Uint8Array): Uint8Array
    /** At least what decompress returns, in bytes; throws when it is none. */
    decompressBound(bytes: Uint8Array): number
  }
  export default lz4
}

declare module 'snappyjs' {
  const snappy: {
    /** Decompresses one raw snappy block; throws when it is none, or larger than `maxBytes`. */
    uncompress(bytes: Uint8Array, maxBytes: number): Uint8Array
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

declare module 'kafkajs/src/protocol/decoder.js' {
  export default class Decoder {
    constructor(bytes: Buffer | undefined)
    readVarIntBytes(): Buffer
  }
}

declare module 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js' {
  import type Decoder from 'kafkajs/src/protocol/decoder.js'
  export default function decode(
    decoder: Decoder,
    batch: { firstOffset: string; firstTimestamp: string },
  ): { offset: string; key: Buffer | null; value: Buffer | null }
}
