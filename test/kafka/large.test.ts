import { randomBytes, randomUUID } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { decodeEntry } from '../../ingest/log/decode-entry.ts'
import { MAX_INPUT_BYTES, RecordTooLargeError } from '../../ingest/log/log.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { encodeRecord } from '../../schema/records/record.ts'
import { alert, settingsWith } from '../../server/correlate/testing.ts'
import { startCorrelating } from '../../server/roles/correlate.ts'
import { createCorrelation } from '../../server/roles/correlation/correlation.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt, readUntil, textsOf } from '../support/kafka-log.ts'
import { kcat } from '../support/kcat.ts'
import { needs } from '../support/programs.ts'

const kafka = needsKafka()
const program = needs(['kcat'], 'kcat')
const DEFAULTS = { scope: 'default', clockToleranceMs: 0 }
const PATIENT = 180_000

describe.skipIf(kafka.skip || program.skip)(`large records${kafka.why}${program.why}`, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker()
  })
  afterAll(() => broker.close())

  async function asAdmin(use: (admin: kafkajs.Admin) => Promise<unknown>): Promise<void> {
    const admin = new kafkajs.Kafka({
      brokers: [broker.address],
      logLevel: kafkajs.logLevel.NOTHING,
    }).admin()
    await admin.connect()
    await use(admin)
    await admin.disconnect()
  }

  /** All in one batch. Barograph's own codec only reads. */
  async function sendGzipped(topic: string, values: Buffer[]): Promise<void> {
    const { CompressionCodecs, CompressionTypes, Kafka, Partitioners, logLevel } = kafkajs
    const own = CompressionCodecs[CompressionTypes.GZIP]
    const compress = async ({ buffer }: { buffer: Buffer }) => gzipSync(buffer, { level: 1 })
    CompressionCodecs[CompressionTypes.GZIP] = () => ({ compress })
    try {
      const client = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING })
      const producer = client.producer({ createPartitioner: Partitioners.DefaultPartitioner })
      await producer.connect()
      const messages = values.map((value) => ({ value }))
      await producer.send({ topic, messages, compression: CompressionTypes.GZIP })
      await producer.disconnect()
    } finally {
      CompressionCodecs[CompressionTypes.GZIP] = own
    }
  }

  function limitTo(topic: string, bytes: number): Promise<void> {
    const configEntries = [{ name: 'max.message.bytes', value: String(bytes) }]
    const resource = { type: kafkajs.ConfigResourceTypes.TOPIC, name: topic, configEntries }
    return asAdmin((admin) => admin.alterConfigs({ validateOnly: false, resources: [resource] }))
  }

  async function open(maxMessageBytes?: number) {
    const prefix = randomUUID()
    const topic = `${prefix}.records`
    if (maxMessageBytes !== undefined) {
      const configEntries = [{ name: 'max.message.bytes', value: String(maxMessageBytes) }]
      await asAdmin((admin) => admin.createTopics({ topics: [{ topic, numPartitions: 1, configEntries }] }))
    }
    const log = await openLogAt(broker.address, { prefix })
    onTestFinished(() => log.close())
    return { topic, log }
  }

  test(
    'what others wrote that is larger than a fetch, than a record may be, or than memory holds is passed by',
    async () => {
      const { topic, log } = await open()
      const [partition = ''] = (await log.partitions()).map((one) => one.partition)
      const incompressible = randomBytes(6_000_000).toString('base64')
      const sizes = ['-X', 'message.max.bytes=1000000000']
      await kcat(broker.address, topic, [`{"large":"${incompressible}"}`], ...sizes)
      const gzip = [...sizes, '-X', 'compression.codec=gzip']
      await kcat(broker.address, topic, [`{"larger":"${'x'.repeat(MAX_INPUT_BYTES)}"}`], ...gzip)
      // Ten records in a batch that is far larger than it looks.
      await sendGzipped(
        topic,
        Array.from({ length: 10 }, () => Buffer.alloc(14_000_000, 'x')),
      )
      await log.append([{ key: '', value: encodeRecord(alert(0, { name: 'after' })) }])

      const entries = await readUntil(await log.consumer('group'), (all) => all.length >= 13)
      expect(entries.map(({ offset }) => offset)).toEqual(entries.map((_, index) => index))
      const decoded = entries.map((entry) => decodeEntry(entry, partition, DEFAULTS))
      expect(decoded).toMatchObject([
        { ok: false, reason: 'not an object with a "type"' },
        { ok: false, reason: expect.stringContaining(`more than ${MAX_INPUT_BYTES}`) },
        ...Array.from({ length: 10 }, () => ({
          ok: false,
          reason: expect.stringContaining('cannot be decompressed or is too large'),
        })),
        { ok: true, record: { name: 'after' } },
      ])
      expect(textsOf(entries.slice(0, 1))).toEqual([`{"large":"${incompressible}"}`])
    },
    PATIENT,
  )

  test(
    'what a topic never takes is refused at once, and what comes with it is not',
    async () => {
      const { topic, log } = await open(100_000)
      expect(log.maxRecordBytes).toBe(90_000)
      const text = (name: string, bytes: number) => Buffer.from(name.padEnd(bytes, '.'))
      await expect(log.append([{ key: '', value: text('a', 90_001) }])).rejects.toThrow(RecordTooLargeError)
      await log.append([{ key: '', value: text('b', 90_000) }])

      // The topic is set otherwise while the log is open.
      await limitTo(topic, 20_000)
      const outcomes = await Promise.allSettled([
        log.append([{ key: '', value: text('c', 15_000) }]),
        log.append([{ key: '', value: text('d', 30_000) }]),
        log.append(['e', 'f', 'g'].map((name) => ({ key: '', value: text(name, 15_000) }))),
      ])
      expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(outcomes[1]).toMatchObject({ reason: expect.any(RecordTooLargeError) })
      const entries = await readUntil(await log.consumer('group'), (all) => all.length >= 5)
      expect(textsOf(entries).map((one) => one[0])).toEqual(['b', 'c', 'e', 'f', 'g'])
    },
    PATIENT,
  )

  test(
    'findings that are larger than the topic takes are written in several records',
    async () => {
      const { topic, log } = await open(60_000)
      const [partition = ''] = (await log.partitions()).map((one) => one.partition)
      const storm = Array.from({ length: 400 }, (_, index) =>
        alert(index % 60, { name: `A${index}`, entity: { type: 'node', name: `n${index % 9}` } }),
      )
      for (let at = 0; at < storm.length; at += 50) {
        const some = storm.slice(at, at + 50)
        await log.append(some.map((record) => ({ key: 'default', value: encodeRecord(record) })))
      }
      // Less than it said when the log was opened.
      await limitTo(topic, 20_000)
      const quiet = { debug() {}, info() {}, warn() {}, error() {} }
      const running = await startCorrelating({
        log,
        snapshots: log.snapshots,
        correlate: createCorrelation,
        settings: settingsWith(),
        arrivalDefaults: DEFAULTS,
        tickMs: 3_600_000,
        monotonic: () => performance.now(),
        newId: randomUUID,
        logger: quiet,
      })
      onTestFinished(() => running.stop())
      const decided = new Set<number>()
      const alerts = new Set<string>()
      const sizes: number[] = []
      const consumer = await log.consumer('look', async () => 0)
      await readUntil(consumer, (all) => {
        for (const entry of all.slice(sizes.length)) {
          sizes.push(entry.value.length)
          const decoded = decodeEntry(entry, partition, DEFAULTS)
          const record: LogRecord | undefined = decoded.ok ? decoded.record : undefined
          if (record?.type !== 'correlation') continue
          for (const { offset } of record.events) decided.add(offset)
          for (const { id } of record.alerts) alerts.add(id)
        }
        return decided.size === 400
      })
      expect(alerts.size).toBe(400)
      expect(Math.max(...sizes)).toBeLessThan(20_000)
      await expect
        .poll(() => running.positions().get(partition), { timeout: 120_000 })
        .toBeGreaterThanOrEqual(400)
    },
    PATIENT,
  )
})
