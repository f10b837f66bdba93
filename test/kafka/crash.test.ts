import { setTimeout as delay } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import type { Log } from '../../ingest/log/log.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt, readUntil, textsOf } from '../support/kafka-log.ts'

const { skip, why } = needsKafka()
const PARTITIONS = 3

describe.skipIf(skip)(`a broker that ends${why}`, () => {
  let broker: KafkaBroker
  let log: Log
  beforeEach(async () => {
    broker = await startKafkaBroker()
    log = await openLogAt(broker.address, { partitions: PARTITIONS })
  })
  afterEach(async () => {
    await log.close()
    await broker.close()
  })

  /** Callers that append numbered records until they are stopped, and what was confirmed and refused to them. */
  function appendForEver(callers: number) {
    const confirmed: string[] = []
    const refused: string[] = []
    let next = 0
    let running = true
    const all = Array.from({ length: callers }, async (_, caller) => {
      while (running) {
        const texts = Array.from({ length: 5 }, () => `${next++}`)
        try {
          await log.append(texts.map((text) => ({ key: `${caller % 7}`, value: Buffer.from(text) })))
          confirmed.push(...texts)
        } catch (error) {
          refused.push(error instanceof Error ? error.name : String(error))
          await delay(20)
        }
      }
    })
    return {
      confirmed,
      refused,
      async stop() {
        running = false
        await Promise.all(all)
      },
    }
  }

  test('all that was confirmed is there, by its ids, after it was killed four times under load', async () => {
    const load = appendForEver(20)
    // A reader that lives through it all.
    const consumer = await log.consumer('through')
    const seen = new Set<string>()
    let reading = true
    const reader = (async () => {
      while (reading) {
        const batch = await consumer.read({ maxRecords: 5_000, maxBytes: 10_000_000, waitMs: 200 })
        if (!batch) continue
        for (const text of textsOf(batch.entries)) seen.add(text)
        const next = (batch.entries.at(-1)?.offset ?? -1) + 1
        await consumer.commit(batch.partition, next).catch(() => {})
      }
    })()
    const rises = async (count: () => number, by: number) => {
      const goal = count() + by
      await expect.poll(count, { timeout: 120_000 }).toBeGreaterThanOrEqual(goal)
    }
    for (let round = 0; round < 4; round++) {
      await rises(() => load.confirmed.length, 500)
      await broker.kill()
      await rises(() => load.refused.length, 20)
      await broker.start()
    }
    await rises(() => load.confirmed.length, 500)
    await load.stop()
    expect([...new Set(load.refused)]).toEqual(['LogUnavailableError'])

    const missing = () => load.confirmed.filter((id) => !seen.has(id)).length
    await expect.poll(missing, { timeout: 120_000 }).toBe(0)
    reading = false
    await reader
    await consumer.close()
    // And for one that begins now.
    const fresh = await log.consumer('fresh')
    const ends = (await log.partitions()).reduce((sum, { start, end }) => sum + end - start, 0)
    const all = new Set(textsOf(await readUntil(fresh, (entries) => entries.length >= ends)))
    expect(load.confirmed.filter((id) => !all.has(id))).toEqual([])
    expect(load.confirmed.length).toBeGreaterThan(2_500)
  })

  test('while it is away the log refuses, tells so and goes on afterwards', async () => {
    await log.append([{ key: '', value: Buffer.from('before') }])
    await broker.kill()
    await expect(log.append([{ key: '', value: Buffer.from('x') }])).rejects.toMatchObject({
      name: 'LogUnavailableError',
      message: expect.stringContaining('Kafka'),
    })
    await expect(log.partitions()).rejects.toThrow()
    await expect(log.committed('group')).rejects.toThrow()
    const consumer = await log.consumer('group')
    expect(await consumer.read({ maxRecords: 1, maxBytes: 1, waitMs: 500 })).toBeUndefined()
    expect(consumer.holding()).toEqual([])
    await broker.start()
    await expect
      .poll(() => log.append([{ key: '', value: Buffer.from('after') }]).then(() => 'appended', String), {
        timeout: 120_000,
      })
      .toBe('appended')
    const entries = await readUntil(consumer, (all) => textsOf(all).includes('after'))
    expect(textsOf(entries)).toContain('before')
  })

  test('one that hangs is waited for by so many bytes and no more', async () => {
    const text = 'x'.repeat(1_000_000)
    await log.append([{ key: '', value: Buffer.from('first') }])
    broker.freeze()
    onTestFinished(() => broker.thaw())
    const waiting = Array.from({ length: 80 }, (_, index) => {
      return log.append([{ key: '', value: Buffer.from(`${index} ${text}`) }]).then(
        () => `${index} confirmed`,
        (error: Error) => `${index} ${error.message}`,
      )
    })
    // Refused while the broker still hangs.
    expect(await waiting[79]).toMatch(/do not keep up/)
    broker.thaw()
    const outcomes = await Promise.all(waiting)
    const confirmed = outcomes.filter((outcome) => outcome.endsWith('confirmed'))
    const ends = (await log.partitions()).reduce((sum, { start, end }) => sum + end - start, 0)
    const entries = await readUntil(await log.consumer('group'), (all) => all.length >= ends)
    const numbers = new Set(textsOf(entries).map((one) => one.split(' ')[0]))
    expect(confirmed.filter((one) => !numbers.has(one.split(' ')[0]))).toEqual([])
    expect(confirmed.length).toBeGreaterThan(10)
  })
})
