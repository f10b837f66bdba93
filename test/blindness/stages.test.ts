import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Child, startChild } from '../support/child.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { type HeartbeatReceiver, startHeartbeatReceiver } from './heartbeat-receiver.ts'

const kafka = needsKafka()
const PATIENCE = { timeout: 120_000, interval: 200 }

describe.skipIf(kafka.skip)(`a correlator in a process of its own${kafka.why}`, () => {
  let folder = ''
  let broker: KafkaBroker
  let receiver: HeartbeatReceiver
  let rest: Child
  let correlator: Child | undefined

  const startCorrelator = async () => {
    correlator = await startChild({
      KAFKA_BROKERS: broker.address,
      KAFKA_PARTITIONS: '3',
      ROLES: 'correlate',
    })
  }
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'barograph-blindness-'))
    broker = await startKafkaBroker()
    receiver = await startHeartbeatReceiver()
    rest = await startChild({
      DATA_DIR: folder,
      KAFKA_BROKERS: broker.address,
      KAFKA_PARTITIONS: '3',
      ROLES: 'ingest,load,api',
      HEARTBEAT_URL: receiver.url,
      HEARTBEAT_INTERVAL: '500ms',
    })
    await startCorrelator()
  })
  afterAll(async () => {
    await rest?.end('SIGKILL')
    await correlator?.end('SIGKILL')
    await broker?.close()
    await receiver?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const status = async () => (await rest.get('/api/v1/status')).body
  const seeing = async () => {
    await expect.poll(async () => (await status()).problems, PATIENCE).toEqual([])
    const before = receiver.heard.length
    await expect.poll(() => receiver.heard.length, PATIENCE).toBeGreaterThan(before + 1)
  }
  const blind = async () => {
    await expect
      .poll(async () => (await status()).problems.join(), PATIENCE)
      .toMatch(/^Correlation has stopped: .* new alerts make no incidents\.$/)
    expect((await status()).stages).toContainEqual({
      stage: 'correlate',
      waiting: expect.any(Number),
      lateSeconds: expect.any(Number),
      state: 'stopped',
    })
    // One beat may be under way.
    const { length } = receiver.heard
    await expect.poll(async () => (await status()).stages[1].lateSeconds, PATIENCE).toBeGreaterThan(15)
    expect(receiver.heard.length - length).toBeLessThanOrEqual(1)
  }

  test('that dies is noticed although nobody sends anything, and well again when another takes its place', async () => {
    await seeing()
    await correlator?.end('SIGKILL')
    await blind()
    await startCorrelator()
    await seeing()
  })
})
