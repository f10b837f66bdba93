import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '../../server/settings/environment.ts'
import { kafkaConnection } from '../../server/settings/kafka.ts'
import {
  KAFKA_SCRAM_USER,
  KAFKA_USER,
  type KafkaBroker,
  needsKafka,
  startKafkaBroker,
} from '../support/kafka-broker.ts'
import { openLogAt, readUntil, textsOf } from '../support/kafka-log.ts'

const { skip, why } = needsKafka()
const LOGIN = loginOf('plain', KAFKA_USER)

function loginOf(mechanism: string, { username, password }: typeof KAFKA_USER) {
  return { KAFKA_SASL_MECHANISM: mechanism, KAFKA_USER: username, KAFKA_PASSWORD: password }
}

describe.skipIf(skip)(`encryption and logins${why}`, () => {
  let broker: KafkaBroker
  let tls: Record<string, string>
  beforeAll(async () => {
    broker = await startKafkaBroker()
    tls = { KAFKA_TLS: 'on', KAFKA_CA_FILE: broker.authorityFile }
  })
  afterAll(() => broker.close())

  async function open(address: string, environment: Record<string, string>) {
    const settings = readSettings([], { KAFKA_BROKERS: address, ...environment })
    if (settings === 'help' || !settings.kafka) throw new Error('no settings')
    return openLogAt(address, { connection: await kafkaConnection(settings.kafka) })
  }

  test.each([
    ['TLS', () => [broker.tlsAddress, tls]],
    ['a login', () => [broker.saslAddress, LOGIN]],
    ['TLS and a login', () => [broker.saslTlsAddress, { ...tls, ...LOGIN }]],
    ['SCRAM-SHA-256', () => [broker.saslAddress, loginOf('scram-sha-256', KAFKA_SCRAM_USER)]],
    ['SCRAM-SHA-512', () => [broker.saslAddress, loginOf('scram-sha-512', KAFKA_SCRAM_USER)]],
  ] as [string, () => [string, Record<string, string>]][])('with %s the log works', async (_, where) => {
    const log = await open(...where())
    await log.append([{ key: 'scope', value: Buffer.from('secured') }])
    const consumer = await log.consumer('group')
    const entries = await readUntil(consumer, (all) => all.length >= 1)
    expect(textsOf(entries)).toEqual(['secured'])
    const [{ partition } = { partition: '' }] = await log.partitions()
    await log.snapshots.save('state', partition, { offset: 1, bytes: Buffer.from('state') })
    expect(await log.snapshots.load('state', partition)).toEqual({ offset: 1, bytes: Buffer.from('state') })
    await log.close()
  })

  test.each(['plain', 'scram-sha-256', 'scram-sha-512'])(
    'a wrong password is refused at once, with a word on what to look at: %s',
    async (mechanism) => {
      const login = { ...loginOf(mechanism, KAFKA_USER), KAFKA_PASSWORD: 'wrong' }
      const opening = open(broker.saslAddress, login)
      await expect(opening).rejects.toThrow(/authentication.*KAFKA_USER/i)
      await expect(opening).rejects.not.toThrow(/wrong/)
    },
  )

  test('a broker whose certificate nobody vouches for is refused at once', async () => {
    const opening = open(broker.tlsAddress, { KAFKA_TLS: 'on' })
    await expect(opening).rejects.toThrow(/certificate.*KAFKA_TLS/)
  })
})
