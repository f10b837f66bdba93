import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import type { Consumer, Log } from '../../ingest/log/log.ts'
import { runChild } from '../../ingest/testing/child-process.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { openLogAt, readUntil, textsOf } from '../support/kafka-log.ts'

const { skip, why } = needsKafka()
const READ = { maxRecords: 100, maxBytes: 1_000_000, waitMs: 200 }
const PATIENT = { timeout: 120_000 }

describe.skipIf(skip)(`a consumer group${why}`, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker()
  })
  afterAll(() => broker.close())

  async function open(partitions: number, prefix: string = randomUUID()): Promise<Log> {
    const log = await openLogAt(broker.address, { partitions, prefix })
    onTestFinished(() => log.close())
    return log
  }

  /** One entry in each of that many partitions and more, by key. */
  const spread = (texts: string[]) => texts.map((text) => ({ key: text, value: Buffer.from(text) }))

  test('members come, go and fail, and no record stays unread', async () => {
    const log = await open(6)
    const seen = new Set<string>()
    const appended: string[] = []
    // As a reader that keeps its places elsewhere does: it goes on where what it keeps ends.
    const places = new Map<string, number>()
    let asked = 0

    async function join(): Promise<{ consumer: Consumer; leave(): Promise<void> }> {
      const consumer = await log.consumer('group', async (partition) => {
        asked++
        return places.get(partition) ?? 0
      })
      let reading = true
      const loop = (async () => {
        while (reading) {
          const batch = await consumer.read(READ)
          const last = batch?.entries.at(-1)
          if (!batch || !last || !consumer.holding().includes(batch.partition)) continue
          expect(batch.entries[0]?.offset).toBeLessThanOrEqual(places.get(batch.partition) ?? 0)
          for (const text of textsOf(batch.entries)) seen.add(text)
          places.set(batch.partition, Math.max(places.get(batch.partition) ?? 0, last.offset + 1))
        }
      })()
      const leave = async () => {
        reading = false
        await consumer.close()
        await loop
      }
      onTestFinished(leave)
      return { consumer, leave }
    }

    async function more(): Promise<void> {
      const texts = Array.from({ length: 300 }, () => randomUUID())
      await log.append(spread(texts))
      appended.push(...texts)
    }
    const allRead = () =>
      expect.poll(() => appended.filter((text) => !seen.has(text)).length, PATIENT).toBe(0)
    const shares = (...members: { consumer: Consumer }[]) =>
      members.map(({ consumer }) => consumer.holding().length)

    const first = await join()
    await more()
    await allRead()
    const [second, third] = await Promise.all([join(), join()])
    await more()
    await expect.poll(() => shares(first, second, third), PATIENT).toEqual([2, 2, 2])
    await more()
    await allRead()
    await first.leave()
    await more()
    await expect.poll(() => shares(first, second, third), PATIENT).toEqual([0, 3, 3])
    const held = [...second.consumer.holding(), ...third.consumer.holding()]
    expect(new Set(held).size).toBe(6)
    await second.leave()
    await more()
    await allRead()
    await expect.poll(() => shares(third), PATIENT).toEqual([6])
    expect(asked).toBeGreaterThanOrEqual(18)
  })

  test('partitions with urgent records have most turns', async () => {
    const log = await open(4)
    await log.append(spread(Array.from({ length: 4_000 }, (_, index) => `${index}`)))
    const urgent = log.partitionOf('0')
    const isUrgent = (value: Uint8Array) => log.partitionOf(Buffer.from(value).toString()) === urgent
    const consumer = await log.consumer('group', undefined, isUrgent)
    const found = new Set<string | undefined>()
    const readOne = async () => (await consumer.read({ ...READ, maxRecords: 1, waitMs: 120_000 }))?.partition
    while (found.size < 4) {
      found.add(await readOne())
      await setImmediate()
    }
    const next: (string | undefined)[] = []
    for (let turn = 0; turn < 32; turn++) next.push(await readOne())
    expect(next.filter((partition) => partition === urgent).length).toBeGreaterThanOrEqual(24)
    expect(new Set(next).size).toBe(4)
  })

  test('partitions take turns', async () => {
    const log = await open(4)
    await log.append(spread(Array.from({ length: 4_000 }, (_, index) => `${index}`)))
    const consumer = await log.consumer('group')
    const found = new Set<string | undefined>()
    while (found.size < 4) {
      found.add((await consumer.read({ ...READ, maxRecords: 1, waitMs: 120_000 }))?.partition)
      // What was fetched meanwhile gets its chance to be queued.
      await setImmediate()
    }
    const next: (string | undefined)[] = []
    for (let turn = 0; turn < 12; turn++) {
      next.push((await consumer.read({ ...READ, maxRecords: 10, waitMs: 120_000 }))?.partition)
    }
    for (const name of new Set(next)) expect(next.filter((one) => one === name)).toHaveLength(3)
    expect(new Set(next).size).toBe(4)
  })

  // Again if it fails: a machine that stands still for a session does lose its place, as it should.
  const again = { retry: 2, timeout: 120_000 }
  test(
    'a reader that is busy for longer than a session, with more waiting than it may queue, stays a member',
    again,
    async () => {
      const log = await open(1)
      const text = 'x'.repeat(100_000)
      for (let part = 0; part < 10; part++) {
        await log.append(Array.from({ length: 40 }, () => ({ key: '', value: Buffer.from(text) })))
      }
      let asked = 0
      const consumer = await log.consumer('group', async () => {
        asked++
        return undefined
      })
      const first = await consumer.read({ ...READ, maxRecords: 1, waitMs: 120_000 })
      // A session is 6 s: this is work, not a wait for something.
      const until = performance.now() + 13_000
      await expect.poll(() => performance.now(), { timeout: 120_000, interval: 500 }).toBeGreaterThan(until)
      await consumer.commit(first?.partition ?? '', 1)
      let count = 1
      while (count < 400) {
        const batch = await consumer.read({ ...READ, waitMs: 120_000 })
        if (!batch) throw new Error(`only ${count} records came`)
        expect(batch.entries[0]?.offset).toBe(count)
        count += batch.entries.length
      }
      expect(asked).toBe(1)
    },
  )

  test('a wall clock that is set back by an hour costs it its place for a while, not for an hour', async () => {
    const log = await open(1)
    const consumer = await log.consumer('group')
    const holds = async () => {
      await consumer.read(READ)
      return consumer.holding().length
    }
    await expect.poll(holds, PATIENT).toBe(1)
    const real = Date.now
    vi.spyOn(Date, 'now').mockImplementation(() => real() - 3_600_000)
    onTestFinished(() => void vi.restoreAllMocks())
    await expect.poll(() => consumer.holding().length, PATIENT).toBe(0)
    await expect.poll(holds, PATIENT).toBe(1)
    await log.append(spread(['after']))
    expect(textsOf(await readUntil(consumer, (all) => all.length > 0))).toEqual(['after'])
  })

  test('one that was stopped past its session holds nothing when it wakes, and cannot commit', async () => {
    const prefix = randomUUID()
    const log = await open(2, prefix)
    await log.append(spread(Array.from({ length: 50 }, (_, index) => `${index}`)))
    const child = runChild(join(import.meta.dirname, 'sleeper.ts'), [broker.address, prefix])
    onTestFinished(() => child.kill())
    expect(JSON.parse(await child.nextLine())).toMatchObject({ holding: 2 })
    const heir = await log.consumer('group')
    // Both read for a while, so the child's place is beyond doubt.
    await expect
      .poll(async () => {
        await heir.read(READ)
        return heir.holding().length
      }, PATIENT)
      .toBe(1)
    expect(JSON.parse(await child.nextLine())).toMatchObject({ holding: 1 })
    process.kill(child.pid, 'SIGSTOP')
    await expect
      .poll(async () => {
        await heir.read(READ)
        return heir.holding().length
      }, PATIENT)
      .toBe(2)
    process.kill(child.pid, 'SIGCONT')
    const woken = JSON.parse(await child.nextLine())
    expect(woken).toMatchObject({ sleptLong: true, held: [] })
    expect(woken.commit).toMatch(/rearranged|not any more|UNKNOWN|generation/i)
    expect(await child.ended()).toBe(0)
  })
})
