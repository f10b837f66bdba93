import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { helpText, readSettings } from './environment.ts'
import { kafkaConnection } from './kafka.ts'
import { SettingsError } from './settings-error.ts'

const BROKERS = { KAFKA_BROKERS: 'one:9092, 10.0.0.2:9093,[::1]:9094' }

function kafkaOf(environment: Record<string, string>) {
  const settings = readSettings([], environment)
  return settings === 'help' ? undefined : settings.kafka
}

describe('settings of the log on Kafka', () => {
  test('without brokers the log is embedded', () => {
    expect(kafkaOf({ KAFKA_PREFIX: 'x' })).toBeUndefined()
  })

  test('brokers alone are enough', async () => {
    const kafka = kafkaOf(BROKERS)
    expect(kafka).toEqual({
      brokers: ['one:9092', '10.0.0.2:9093', '[::1]:9094'],
      prefix: 'barograph',
      partitions: 8,
      replication: undefined,
      tls: false,
      caFile: undefined,
      sasl: undefined,
    })
    expect(kafka && (await kafkaConnection(kafka))).toEqual({
      brokers: kafka?.brokers,
      clientId: 'barograph',
    })
  })

  test('a login and the authorities of TLS', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'barograph-test-'))
    onTestFinished(() => rm(folder, { recursive: true }))
    const file = join(folder, 'ca.pem')
    const pem = '-----BEGIN CERTIFICATE-----\n'
    await writeFile(file, pem)
    const login = { KAFKA_SASL_MECHANISM: 'SCRAM-SHA-512', KAFKA_USER: 'u', KAFKA_PASSWORD: 'p' }
    const kafka = kafkaOf({ ...BROKERS, KAFKA_TLS: 'on', KAFKA_CA_FILE: file, ...login })
    expect(kafka && (await kafkaConnection(kafka))).toMatchObject({
      tls: { authorities: pem },
      sasl: { mechanism: 'scram-sha-512', username: 'u', password: 'p' },
    })
    await writeFile(file, 'no certificate')
    await expect(kafka && kafkaConnection(kafka)).rejects.toThrow('KAFKA_CA_FILE')
    await rm(file)
    await expect(kafka && kafkaConnection(kafka)).rejects.toThrow(SettingsError)
  })

  test.each([
    ['KAFKA_BROKERS', 'no-port'],
    ['KAFKA_BROKERS', ' , '],
    ['KAFKA_PREFIX', 'a b'],
    ['KAFKA_PARTITIONS', '0'],
    ['KAFKA_REPLICATION', 'many'],
    ['KAFKA_TLS', 'yes'],
    ['KAFKA_CA_FILE', '/ca.pem'],
    ['KAFKA_SASL_MECHANISM', 'gssapi'],
    ['KAFKA_SASL_MECHANISM', 'plain'],
    ['KAFKA_USER', 'somebody'],
  ])('%s=%s is refused with its name', (name, value) => {
    expect(() => kafkaOf({ ...BROKERS, [name]: value })).toThrow(SettingsError)
    expect(() => kafkaOf({ ...BROKERS, [name]: value })).toThrow(name)
  })

  test('the password is no flag, and the help says so much as its name', () => {
    expect(() => readSettings(['--kafka-password', 'x'], {})).toThrow(SettingsError)
    expect(helpText()).toContain('KAFKA_PASSWORD')
  })
})
