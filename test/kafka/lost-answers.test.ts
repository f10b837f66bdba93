import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt } from '../support/kafka-log.ts'
import { type KafkaProxy, startKafkaProxy } from '../support/kafka-proxy.ts'

const { skip, why } = needsKafka()
const SYNC_GROUP = 14
const PARTITIONS = 4
const PATIENT = { timeout: 60_000 }
const READ = { maxRecords: 100, maxBytes: 1_000_000, waitMs: 200 }

describe.skipIf(skip)(`answers that get lost${why}`, () => {
  let broker: KafkaBroker
  let proxy: KafkaProxy
  beforeAll(async () => {
    proxy = await startKafkaProxy()
    broker = await startKafkaBroker({ 'advertised.listeners': `PLAIN://127.0.0.1:${proxy.port}` }, (port) => {
      proxy.target = port
    })
  })
  afterAll(async () => {
    await broker.close()
    await proxy.close()
  })

  test('a member that did not hear which partitions are its own joins again, and all are read', async () => {
    const prefix = randomUUID()
    const reports: string[] = []
    const member = async (clientId: string) => {
      const log = await openLogAt(broker.address, {
        prefix,
        partitions: PARTITIONS,
        connection: { brokers: [broker.address], clientId },
        report: (message) => reports.push(message),
      })
      const consumer = await log.consumer('group')
      const seen = new Set<string>()
      let reading = true
      const loop = (async () => {
        while (reading) {
          const batch = await consumer.read(READ)
          for (const { value } of batch?.entries ?? []) seen.add(Buffer.from(value).toString())
        }
      })()
      const close = async () => {
        reading = false
        await log.close()
        await loop
      }
      return { log, consumer, seen, close }
    }

    const first = await member('first')
    await expect.poll(() => first.consumer.holding().length, PATIENT).toBe(PARTITIONS)
    const lost = proxy.loseAnswer(SYNC_GROUP, 'first')
    const second = await member('second')
    await lost

    const shares = () => [first, second].map(({ consumer }) => consumer.holding().length)
    await expect.poll(shares, PATIENT).toEqual([PARTITIONS / 2, PARTITIONS / 2])
    const texts = Array.from({ length: 100 }, () => randomUUID())
    await first.log.append(texts.map((text) => ({ key: text, value: Buffer.from(text) })))
    const unread = () => texts.filter((text) => !first.seen.has(text) && !second.seen.has(text))
    await expect.poll(unread, PATIENT).toEqual([])
    expect(reports.filter((report) => report.includes('it does not know its partitions'))).toHaveLength(1)
    await Promise.all([first.close(), second.close()])
  })
})
