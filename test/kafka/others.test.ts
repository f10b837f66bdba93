import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { openEmbeddedDatabase } from '../../ingest/database/embedded.ts'
import { migrate } from '../../ingest/database/migrate.ts'
import { startQuietLoader } from '../../ingest/load/testing/quiet-loader.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt, readUntil, textsOf } from '../support/kafka-log.ts'
import { kcat } from '../support/kcat.ts'
import { needs } from '../support/programs.ts'

const kafka = needsKafka()
const program = needs(['kcat'], 'kcat')

describe.skipIf(kafka.skip || program.skip)(`records of other programs${kafka.why}${program.why}`, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker()
  })
  afterAll(() => broker.close())

  const produce = (prefix: string, lines: string[], ...options: string[]) =>
    kcat(broker.address, `${prefix}.records`, lines, ...options)

  async function open(partitions: number) {
    const prefix = randomUUID()
    const log = await openLogAt(broker.address, { prefix, partitions })
    onTestFinished(() => log.close())
    return { prefix, log }
  }

  test('all of Kafka’s compressions are read', async () => {
    const { prefix, log } = await open(1)
    const expected: string[] = []
    for (const codec of ['none', 'gzip', 'snappy', 'lz4', 'zstd']) {
      // Large enough for several blocks of each codec, partly random so that blocks differ.
      const lines = Array.from({ length: 3_000 }, (_, index) => {
        return JSON.stringify({ codec, index, id: randomUUID(), text: 'pressure falls '.repeat(index % 20) })
      })
      await produce(prefix, lines, '-X', `compression.codec=${codec}`)
      expected.push(...lines)
    }
    const consumer = await log.consumer('group')
    const entries = await readUntil(consumer, (all) => all.length >= expected.length)
    expect(textsOf(entries)).toEqual(expected)
    expect(entries.map(({ offset }) => offset)).toEqual(expected.map((_, index) => index))
  })

  test('records with a key, without one and with no value at all', async () => {
    const { prefix, log } = await open(1)
    await produce(prefix, ['shop|{"a":1}', 'büro|{"a":2}'], '-K', '|')
    await produce(prefix, ['{"a":3}'])
    await produce(prefix, ['shop|'], '-K', '|', '-Z')
    const entries = await readUntil(await log.consumer('group'), (all) => all.length >= 4)
    expect(entries.map(({ key }) => key)).toEqual(['shop', 'büro', '', 'shop'])
    expect(textsOf(entries)).toEqual(['{"a":1}', '{"a":2}', '{"a":3}', ''])
  })

  test('a key belongs to the same partition for us as for Kafka’s Java partitioner', async () => {
    const { prefix, log } = await open(5)
    const keys = [...Array.from({ length: 200 }, () => randomUUID()), 'a', 'ab', 'abc', 'büro', '😀']
    const lines = keys.map((key) => `${key}|${key}`)
    await produce(prefix, lines, '-K', '|', '-X', 'topic.partitioner=murmur2_random')
    const consumer = await log.consumer('group')
    const places = new Map<string, string>()
    while (places.size < keys.length) {
      const batch = await consumer.read({ maxRecords: 50, maxBytes: 1_000_000, waitMs: 120_000 })
      if (!batch) throw new Error(`only ${places.size} records came`)
      for (const { key } of batch.entries) places.set(key, batch.partition)
    }
    for (const key of keys) expect([key, await log.partitionOf(key)]).toEqual([key, places.get(key)])
    expect(new Set(places.values()).size).toBe(5)
  })

  async function producerOf(transactionalId: string) {
    const other = new kafkajs.Kafka({ brokers: [broker.address], logLevel: kafkajs.logLevel.NOTHING })
    const producer = other.producer({
      transactionalId,
      maxInFlightRequests: 1,
      idempotent: true,
      createPartitioner: kafkajs.Partitioners.DefaultPartitioner,
    })
    await producer.connect()
    return producer
  }

  test('what a transaction took back is not read, and what it confirmed is', async () => {
    const { prefix, log } = await open(1)
    const topic = `${prefix}.records`
    const producer = await producerOf(prefix)
    const lost = await producer.transaction()
    await lost.send({ topic, messages: [{ value: 'taken' }, { value: 'back' }] })
    await lost.abort()
    const kept = await producer.transaction()
    await kept.send({ topic, messages: [{ value: 'confirmed' }] })
    await kept.commit()
    await producer.disconnect()
    await log.append([{ key: '', value: Buffer.from('after') }])
    const entries = await readUntil(await log.consumer('group'), (all) => all.length >= 2)
    expect(textsOf(entries)).toEqual(['confirmed', 'after'])
    // The end of each transaction took an offset too.
    expect(entries.map(({ offset }) => offset)).toEqual([3, 5])
  })

  test('the places that transactions take between records hold loading up no more than once', async () => {
    const { prefix, log } = await open(1)
    const topic = `${prefix}.records`
    const dataDir = mkdtempSync(join(tmpdir(), 'transactions-'))
    const database = await openEmbeddedDatabase({ dataDir, connections: 1 })
    await migrate(database, { eventDays: 400, incidentDays: 400 })
    const loader = startQuietLoader(log, database)
    onTestFinished(async () => {
      await loader.stop()
      await database.close()
      rmSync(dataDir, { recursive: true })
    })
    const producer = await producerOf(prefix)
    for (let round = 0; round < 3; round++) {
      await log.append([{ key: '', value: Buffer.from(`no record ${round}`) }])
      const transaction = await producer.transaction()
      await transaction.send({ topic, messages: [{ value: 'taken back' }] })
      await transaction.abort()
      // The end of a transaction is written a little later than its producer is told.
      const end = async () => (await log.partitions())[0]?.end
      await expect.poll(end, { timeout: 60_000 }).toBe(3 * (round + 1))
    }
    await producer.disconnect()
    await log.append([{ key: '', value: Buffer.from('the last') }])
    const rejected = async () =>
      (await database.query<{ rows: number }>('SELECT count() AS rows FROM rejects'))[0]?.rows
    await expect.poll(rejected, { timeout: 60_000 }).toBe(4)
    const [{ partition, end } = { partition: '', end: 0 }] = await log.partitions()
    await expect.poll(() => loader.loadedOffset(partition), { timeout: 60_000 }).toBe(end)
  })
})
