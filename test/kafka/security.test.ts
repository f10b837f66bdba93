import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '../../server/settings/environment.ts'
import { kafkaConnection } from '../../server/settings/kafka.ts'
import { KAFKA_USER, type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt, readUntil, textsOf } from '../support/kafka-log.ts'

const { skip, why } = needsKafka()
const LOGIN = {
  KAFKA_SASL_MECHANISM: 'plain',
  KAFKA_USER: KAFKA_USER.username,
  KAFKA_PASSWORD: KAFKA_USER.password,
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

  test('a wrong password is refused at once, with a word on what to look at', async () => {
    const opening = open(broker.saslAddress, { ...LOGIN, KAFKA_PASSWORD: 'wrong' })
    await expect(opening).rejects.toThrow(/authentication.*KAFKA_USER/i)
    await expect(opening).rejects.not.toThrow(/wrong/)
  })

  test('a broker whose certificate nobody vouches for is refused at once', async () => {
    const opening = open(broker.tlsAddress, { KAFKA_TLS: 'on' })
    await expect(opening).rejects.toThrow(/certificate.*KAFKA_TLS/)
  })
})
