import kafkajs from 'kafkajs'
import { describe, expect, test } from 'vitest'
import { needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { readCompose } from './compose.ts'

const { skip, why } = needsKafka()

/** Read by the image's start script, not by the broker. */
const NOT_OF_THE_BROKER = ['KAFKA_HEAP_OPTS']
/** What says where it is, which is elsewhere in this test. */
const PLACE =
  /^KAFKA_(LISTENERS|ADVERTISED_LISTENERS|LISTENER_SECURITY_PROTOCOL_MAP|INTER_BROKER_LISTENER_NAME|CONTROLLER_|LOG_DIRS)/

describe.skipIf(skip)(`the broker's settings in docker-compose.yml${why}`, () => {
  test('a real broker starts with them and has each under its name', async () => {
    const { services } = readCompose({ INGEST_TOKEN: 'a', ADMIN_TOKEN: 'b', CLICKHOUSE_PASSWORD: 'c' })
    const named = Object.entries(services['kafka']?.environment ?? {}).filter(([name]) => {
      return name.startsWith('KAFKA_') && !NOT_OF_THE_BROKER.includes(name)
    })
    const settings = Object.fromEntries(
      named.filter(([name]) => !PLACE.test(name)).map(([name, value]) => [property(name), value]),
    )
    const broker = await startKafkaBroker(settings)
    const admin = new kafkajs.Kafka({ brokers: [broker.address], logLevel: 0 }).admin()
    try {
      await admin.connect()
      const { resources } = await admin.describeConfigs({
        resources: [{ type: kafkajs.ConfigResourceTypes.BROKER, name: '1' }],
        includeSynonyms: false,
      })
      const has = new Map(
        resources[0]?.configEntries.map(({ configName, configValue }) => [configName, configValue]),
      )
      expect(named.map(([name]) => property(name)).filter((name) => !has.has(name))).toEqual([])
      const taken = Object.keys(settings).map((name) => [name, has.get(name)])
      expect(Object.fromEntries(taken)).toEqual(settings)
    } finally {
      await admin.disconnect()
      await broker.close()
    }
  })
})

/** The broker's name of a setting, by the rule of the image. */
function property(variable: string): string {
  return variable
    .replace(/^KAFKA_/, '')
    .toLowerCase()
    .replaceAll('_', '.')
}
