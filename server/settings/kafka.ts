import { readFile } from 'node:fs/promises'
import type { KafkaConnection } from '../../ingest/log/kafka-client.ts'
import { SettingsError } from './settings-error.ts'

/** The settings of the log on Kafka. */
export interface KafkaSettings {
  /** `host:port` each. */
  brokers: string[]
  prefix: string
  partitions: number
  /** Undefined: what the brokers make by default. */
  replication: number | undefined
  tls: boolean
  caFile: string | undefined
  sasl: KafkaConnection['sasl']
}

const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const
const MAX_PARTITIONS = 1000
const MAX_REPLICATION = 100
/** What a topic's name may have, with room for what we append to it. */
const PREFIX = /^[\w.-]{1,200}$/
const BROKER = /^[^\s:/]+:\d{1,5}$|^\[[\da-fA-F:]+\]:\d{1,5}$/

/**
 * Reads KAFKA_*; `text` gives a setting's value or its default. Undefined without KAFKA_BROKERS: the log is
 * embedded. Throws SettingsError on a value that cannot be used.
 */
export function readKafkaSettings(text: (name: string) => string | undefined): KafkaSettings | undefined {
  const list = text('KAFKA_BROKERS')
  if (list === undefined) return undefined
  const caFile = text('KAFKA_CA_FILE')
  const tls = readSwitch('KAFKA_TLS', text('KAFKA_TLS') ?? 'off')
  if (caFile !== undefined && !tls) throw new SettingsError('KAFKA_CA_FILE is of use only with KAFKA_TLS on')
  const replication = text('KAFKA_REPLICATION')
  return {
    brokers: readBrokers(list),
    prefix: readPrefix(text('KAFKA_PREFIX') ?? ''),
    partitions: readCount('KAFKA_PARTITIONS', text('KAFKA_PARTITIONS') ?? '', MAX_PARTITIONS),
    replication:
      replication === undefined ? undefined : readCount('KAFKA_REPLICATION', replication, MAX_REPLICATION),
    tls,
    caFile,
    sasl: readSasl(text('KAFKA_SASL_MECHANISM'), text('KAFKA_USER'), text('KAFKA_PASSWORD')),
  }
}

/** How to reach the brokers, with the authorities' certificates. Throws SettingsError when their file is not readable. */
export async function kafkaConnection(settings: KafkaSettings): Promise<KafkaConnection> {
  const { brokers, tls, caFile, sasl } = settings
  const authorities = caFile === undefined ? undefined : await readCertificates(caFile)
  return {
    brokers,
    clientId: 'barograph',
    ...(tls && { tls: authorities === undefined ? {} : { authorities } }),
    ...(sasl && { sasl }),
  }
}

async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw new SettingsError(`KAFKA_CA_FILE: ${path} cannot be read (${(error as Error).message})`)
  })
  if (!text.includes('-----BEGIN CERTIFICATE-----')) {
    throw new SettingsError(`KAFKA_CA_FILE: ${path} holds no certificate in PEM form`)
  }
  return text
}

function readBrokers(list: string): string[] {
  const brokers = list
    .split(',')
    .map((broker) => broker.trim())
    .filter((broker) => broker !== '')
  const bad = brokers.find((broker) => !BROKER.test(broker))
  if (bad !== undefined) throw new SettingsError(`KAFKA_BROKERS: ${bad} is not of the form host:port`)
  if (brokers.length === 0) throw new SettingsError('KAFKA_BROKERS names no broker')
  return brokers
}

function readPrefix(prefix: string): string {
  if (PREFIX.test(prefix)) return prefix
  throw new SettingsError(
    `KAFKA_PREFIX: ${prefix} has more than letters, digits, ".", "_" and "-", or is too long`,
  )
}

function readSwitch(name: string, value: string): boolean {
  if (value === 'on' || value === 'off') return value === 'on'
  throw new SettingsError(`${name}: ${value} is neither on nor off`)
}

function readCount(name: string, value: string, max: number): number {
  const number = Number(value)
  if (Number.isInteger(number) && number >= 1 && number <= max) return number
  throw new SettingsError(`${name}: ${value} is not a whole number from 1 to ${max}`)
}

function readSasl(
  named: string | undefined,
  username: string | undefined,
  password: string | undefined,
): KafkaConnection['sasl'] {
  if (named === undefined) {
    if (username === undefined && password === undefined) return undefined
    throw new SettingsError('KAFKA_USER and KAFKA_PASSWORD are of use only with KAFKA_SASL_MECHANISM')
  }
  const mechanism = MECHANISMS.find((one) => one === named.toLowerCase())
  if (!mechanism) {
    throw new SettingsError(`KAFKA_SASL_MECHANISM: ${named} is none of ${MECHANISMS.join(', ')}`)
  }
  if (username === undefined || password === undefined) {
    throw new SettingsError('KAFKA_SASL_MECHANISM needs KAFKA_USER and KAFKA_PASSWORD')
  }
  return { mechanism, username, password }
}
