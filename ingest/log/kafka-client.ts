import kafkajs, { type Kafka, type KafkaConfig, type SASLOptions } from 'kafkajs'
import { registerKafkaCodecs } from './kafka-codecs.ts'

/** How to reach the brokers. */
export interface KafkaConnection {
  /** `host:port` of some of the brokers; the others are learnt from these. */
  brokers: string[]
  clientId: string
  /** Encrypts, and checks the brokers' certificates against these authorities (PEM) or, without, the well-known ones. */
  tls?: { authorities?: string }
  sasl?: { mechanism: 'plain' | 'scram-sha-256' | 'scram-sha-512'; username: string; password: string }
}

/** Where operators are told of trouble that mends itself. */
export type Report = (message: string, error: unknown) => void

const CONNECT_TIMEOUT_MS = 3_000
const REQUEST_TIMEOUT_MS = 10_000
/** About three seconds in all: whoever asked tries again with a new connection. */
const RETRY = { initialRetryTime: 100, maxRetryTime: 1_000, retries: 5 }

registerKafkaCodecs()

/** How kafkajs is told of these brokers. It logs nothing: what fails is told to whoever asked. */
export function kafkaConfig({ brokers, clientId, tls, sasl }: KafkaConnection): KafkaConfig {
  return {
    brokers,
    clientId,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    authenticationTimeout: REQUEST_TIMEOUT_MS,
    requestTimeout: REQUEST_TIMEOUT_MS,
    // Left to itself, kafkajs starts crashed consumers anew for some errors and not for others.
    retry: { ...RETRY, restartOnFailure: async () => false },
    logLevel: kafkajs.logLevel.NOTHING,
    ...(tls && { ssl: tls.authorities === undefined ? true : { ca: [tls.authorities] } }),
    // Its type lists each mechanism with its own shape; the three that we take have the same.
    ...(sasl && { sasl: sasl as SASLOptions }),
  }
}

/** A client of these brokers. */
export function kafkaClient(connection: KafkaConnection): Kafka {
  return new kafkajs.Kafka(kafkaConfig(connection))
}

/** What went wrong, for people: kafkajs wraps the broker's words in the story of its own retries. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  // Some of its errors hold one for each topic or partition.
  if ('errors' in error && Array.isArray(error.errors)) return error.errors.map(reasonOf).join('; ')
  return error.cause instanceof Error ? reasonOf(error.cause) : error.message
}
