import { randomBytes, randomUUID } from 'node:crypto'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import type { KafkaLog } from '../../ingest/log/kafka.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt } from '../support/kafka-log.ts'

const { skip, why } = needsKafka()

describe.skipIf(skip)(`snapshots on a real Kafka${why}`, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker()
  })
  afterAll(() => broker.close())

  async function open(prefix: string): Promise<{ log: KafkaLog; names: string[] }> {
    const log = await openLogAt(broker.address, { prefix, partitions: 3 })
    onTestFinished(() => log.close())
    return { log, names: (await log.partitions()).map(({ partition }) => partition) }
  }

  async function withAdmin<Result>(use: (admin: kafkajs.Admin) => Promise<Result>): Promise<Result> {
    const kafka = new kafkajs.Kafka({ brokers: [broker.address], logLevel: kafkajs.logLevel.NOTHING })
    const admin = kafka.admin()
    await admin.connect()
    try {
      return await use(admin)
    } finally {
      await admin.disconnect()
    }
  }

  test('the last one of each name and partition is kept, whatever its size, also for other processes', async () => {
    const prefix = randomUUID()
    const { log, names } = await open(prefix)
    const [first = '', second = '', third = ''] = names
    expect(await log.snapshots.load('state', first)).toBeUndefined()
    // Random bytes do not compress: these are several chunks.
    const large = randomBytes(5_000_000)
    await log.snapshots.save('state', first, { offset: 7, bytes: randomBytes(2_000_000) })
    await log.snapshots.save('state', first, { offset: 9, bytes: large })
    await log.snapshots.save('state', second, { offset: 3, bytes: new Uint8Array() })
    await log.snapshots.save('other', first, { offset: 1, bytes: Buffer.from('else') })

    const { log: another } = await open(prefix)
    const loaded = await another.snapshots.load('state', first)
    expect(loaded?.offset).toBe(9)
    expect(large.equals(loaded?.bytes ?? new Uint8Array())).toBe(true)
    expect(await another.snapshots.load('state', second)).toEqual({ offset: 3, bytes: Buffer.alloc(0) })
    expect(await another.snapshots.load('state', third)).toBeUndefined()
    expect(String((await another.snapshots.load('other', first))?.bytes)).toBe('else')
    await expect(another.snapshots.load('state', 'embedded-1-0')).rejects.toThrow('embedded-1-0')
  })

  test('one that was not written to its end, and what is none, are passed over', async () => {
    const prefix = randomUUID()
    const { log, names } = await open(prefix)
    const [first = ''] = names
    await log.snapshots.save('state', first, { offset: 7, bytes: Buffer.from('whole') })
    const kafka = new kafkajs.Kafka({ brokers: [broker.address], logLevel: kafkajs.logLevel.NOTHING })
    const producer = kafka.producer({ createPartitioner: kafkajs.Partitioners.DefaultPartitioner })
    await producer.connect()
    const half = { id: 'half', offset: 100, index: 0, count: 2 }
    await producer.send({
      topic: `${prefix}.snapshots.state`,
      messages: [
        { partition: 0, key: JSON.stringify(half), value: 'x' },
        { partition: 0, key: 'no JSON', value: 'x' },
        { partition: 0, key: null, value: 'x' },
        { partition: 0, key: '{}', value: null },
      ],
    })
    await producer.disconnect()
    expect(await log.snapshots.load('state', first)).toEqual({ offset: 7, bytes: Buffer.from('whole') })
  })

  test('a stale writer does not hide the one that reaches further', async () => {
    const prefix = randomUUID()
    const { log: stale, names } = await open(prefix)
    const { log } = await open(prefix)
    const [first = ''] = names
    await stale.snapshots.save('state', first, { offset: 5, bytes: Buffer.from('5') })
    await log.snapshots.save('state', first, { offset: 50, bytes: Buffer.from('50') })
    const late = (offset: number) =>
      stale.snapshots.save('state', first, { offset, bytes: Buffer.from('late') })
    await expect(late(6)).rejects.toThrow('too late')
    await expect(late(7)).rejects.toThrow('too late')
    expect(await log.snapshots.load('state', first)).toEqual({ offset: 50, bytes: Buffer.from('50') })
  })

  test('old ones are deleted, so that loading does not grow with time', async () => {
    const prefix = randomUUID()
    const { log, names } = await open(prefix)
    const [first = ''] = names
    for (let offset = 1; offset <= 10; offset++) {
      await log.snapshots.save('state', first, { offset, bytes: randomBytes(1_500_000) })
    }
    const [kept] = (await withAdmin((admin) => admin.fetchTopicOffsets(`${prefix}.snapshots.state`))).filter(
      ({ partition }) => partition === 0,
    )
    expect(Number(kept?.high) - Number(kept?.low)).toBe(4)
    expect((await log.snapshots.load('state', first))?.offset).toBe(10)
  })
})
