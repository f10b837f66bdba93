import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type EmbeddedLog, openEmbeddedLog } from './embedded.ts'
import { describeLog } from './log.contract.ts'
import type { Entry, Log } from './log.ts'
import type { Retention } from './retention.ts'

const DAY = 86_400_000
const folders = new WeakMap<Log, string>()

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-log-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function openIn(
  dataDir: string,
  retention: Retention = { days: 7, bytes: 1e9 },
  clock: () => number = Date.now,
): Promise<EmbeddedLog> {
  const log = await openEmbeddedLog({ dataDir, clock, newId: randomUUID, retention })
  folders.set(log, dataDir)
  return log
}

describeLog('the embedded log', {
  open: () => openIn(temporaryFolder()),
  async reopen(log) {
    await log.close()
    return openIn(folders.get(log) ?? '')
  },
})

function entry(text: string): Entry {
  return { key: 's', value: Buffer.from(text) }
}

const READ = { maxRecords: 10_000, maxBytes: 1e9, waitMs: 0 }

describe('the embedded log', () => {
  test('keeps its identity and goes on numbering after a reopening', async () => {
    const folder = temporaryFolder()
    const first = await openIn(folder)
    expect(first.partition).toMatch(/^embedded-[0-9a-f]{8}-0$/)
    await first.append([entry('a'), entry('b')])
    await first.close()
    const second = await openIn(folder)
    onTestFinished(() => second.close())
    expect(await second.partitions()).toEqual([{ partition: first.partition, start: 0, end: 2 }])
    await second.append([entry('c')])
    const consumer = await second.consumer('g')
    const batch = await consumer.read(READ)
    expect(batch?.entries.map(({ offset, value }) => [offset, String(value)])).toEqual([
      [0, 'a'],
      [1, 'b'],
      [2, 'c'],
    ])
  })

  test('a second consumer of a group takes over when the first one closes', async () => {
    const log = await openIn(temporaryFolder())
    onTestFinished(() => log.close())
    await log.append([entry('a')])
    const first = await log.consumer('g')
    const second = await log.consumer('g')
    expect(await second.read({ ...READ, waitMs: 20 })).toBeUndefined()
    const waiting = second.read({ ...READ, waitMs: 5000 })
    await first.close()
    expect((await waiting)?.entries).toHaveLength(1)
  })

  test('arrivals never go back, whatever the clock does', async () => {
    let now = 1000
    const log = await openIn(temporaryFolder(), undefined, () => now)
    onTestFinished(() => log.close())
    await log.append([entry('a')])
    now = 500
    await log.append([entry('b')])
    const batch = await (await log.consumer('g')).read(READ)
    expect(batch?.entries.map(({ appendedAt }) => appendedAt)).toEqual([1000, 1000])
  })

  test('refuses a partition of another log', async () => {
    const log = await openIn(temporaryFolder())
    onTestFinished(() => log.close())
    await expect(log.appendTo('embedded-00000000-0', [entry('a')])).rejects.toThrow(log.partition)
  })

  test('a key that is too long is refused and harms nobody else', async () => {
    const log = await openIn(temporaryFolder())
    onTestFinished(() => log.close())
    const [bad, good] = await Promise.allSettled([
      log.append([{ key: 'k'.repeat(70_000), value: Buffer.from('a') }]),
      log.append([entry('b')]),
    ])
    expect([bad.status, good.status]).toEqual(['rejected', 'fulfilled'])
    expect((await (await log.consumer('g')).read(READ))?.entries).toHaveLength(1)
  })

  test('any appends, read in any portions, give the same records in the same order', async () => {
    const log = await openIn(temporaryFolder())
    onTestFinished(() => log.close())
    const expected: string[] = []
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(fc.string({ unit: 'binary' }), { maxLength: 20 }), { maxLength: 10 }),
        fc.integer({ min: 1, max: 50 }),
        fc.integer({ min: 1, max: 200 }),
        async (calls, maxRecords, maxBytes) => {
          await Promise.all(calls.map((call) => log.append(call.map(entry))))
          expected.push(...calls.flat().map((text) => Buffer.from(text).toString()))
          const consumer = await log.consumer('property', async () => 0)
          const read: string[] = []
          for (;;) {
            const batch = await consumer.read({ maxRecords, maxBytes, waitMs: 0 })
            if (!batch) break
            read.push(...batch.entries.map(({ value }) => Buffer.from(value).toString()))
          }
          await consumer.close()
          expect(read).toEqual(expected)
        },
      ),
      { numRuns: 30 },
    )
  })
})

describe('retention of the embedded log', () => {
  async function filled(retention: Retention, clock: () => number, count = 10) {
    const log = await openIn(temporaryFolder(), retention, clock)
    onTestFinished(() => log.close())
    for (let i = 0; i < count; i++) await log.append([entry(`${i}`.padEnd(1000))])
    return log
  }
  const extent = async (log: Log) => (await log.partitions())[0]

  test('old records go once they were read, and a reader from before goes on at the first one kept', async () => {
    let now = 0
    const log = await filled({ days: 7, bytes: 1e9 }, () => now)
    const consumer = await log.consumer('g')
    await consumer.commit(log.partition, 4)
    now = 6 * DAY
    await log.append([entry('young')])
    await log.trim()
    expect(await extent(log)).toMatchObject({ start: 0, end: 11 })
    now = 8 * DAY
    await log.trim()
    expect(await extent(log)).toMatchObject({ start: 4, end: 11 })
    await consumer.commit(log.partition, 11)
    await log.trim()
    expect(await extent(log)).toMatchObject({ start: 10, end: 11 })
    const batch = await (await log.consumer('late', async () => 2)).read(READ)
    expect(batch?.entries.map(({ offset }) => offset)).toEqual([10])
    expect(log.bytes()).toBeLessThan(200)
  })

  test('records that somebody still has to read stay, however old', async () => {
    let now = 0
    const log = await filled({ days: 7, bytes: 1e9 }, () => now)
    const consumer = await log.consumer('g')
    await consumer.commit(log.partition, 3)
    now = 100 * DAY
    await log.trim()
    expect((await extent(log))?.start).toBe(3)
  })

  test('a group that nobody has come back to holds nothing for ever', async () => {
    let now = 0
    const log = await filled({ days: 7, bytes: 1e9 }, () => now)
    const gone = await log.consumer('gone')
    await gone.commit(log.partition, 0)
    await gone.close()
    now = 8 * DAY
    const here = await log.consumer('here')
    await here.commit(log.partition, 9)
    await log.trim()
    expect((await extent(log))?.start).toBe(9)
  })

  test('a snapshot holds what must be read again from it', async () => {
    let now = 0
    const log = await filled({ days: 7, bytes: 1e9 }, () => now)
    await log.snapshots.save('state', log.partition, { offset: 5, bytes: Buffer.from('x') })
    await (await log.consumer('g')).commit(log.partition, 10)
    now = 8 * DAY
    await log.trim()
    expect((await extent(log))?.start).toBe(5)
  })

  test('by size the oldest read records make room for new ones', async () => {
    const log = await filled({ days: 7, bytes: 12_000 }, () => 0)
    await (await log.consumer('g')).commit(log.partition, 8)
    for (let i = 0; i < 5; i++) await log.append([entry(`${i}`.padEnd(1000))])
    expect(log.bytes()).toBeLessThanOrEqual(12_000)
    expect(await extent(log)).toMatchObject({ end: 15 })
    expect((await extent(log))?.start).toBeGreaterThan(2)
  })

  test('full of unread records it takes no more from outside, but its readers may write what they found', async () => {
    const log = await filled({ days: 7, bytes: 12_000 }, () => 0)
    const reader = await log.consumer('g')
    await reader.commit(log.partition, 0)
    const more = [entry('x'.repeat(1000)), entry('x'.repeat(1000))]
    await expect(log.append(more)).rejects.toMatchObject({ name: 'LogUnavailableError' })
    expect(await extent(log)).toMatchObject({ start: 0, end: 10 })
    await log.appendTo(log.partition, more)
    await reader.commit(log.partition, 10)
    await log.append(more)
    expect(await extent(log)).toMatchObject({ end: 14 })
  })
})

describe('a copy of the embedded log', () => {
  test('taken while records come holds a beginning of them and every place, and opens as the same log', async () => {
    const folder = temporaryFolder()
    const log = await openIn(folder)
    onTestFinished(() => log.close())
    await log.append([entry('0'), entry('1')])
    await (await log.consumer('g')).commit(log.partition, 1)
    const copying = log.copyTo(join(folder, 'log-copy'))
    const appending = Array.from({ length: 50 }, (_, index) => log.append([entry(`${index + 2}`)]))
    await Promise.all([copying, ...appending])
    const other = temporaryFolder()
    renameSync(join(folder, 'log-copy'), join(other, 'log'))
    const copy = await openIn(other)
    onTestFinished(() => copy.close())
    expect(copy.partition).toBe(log.partition)
    expect(await copy.committed('g')).toEqual(new Map([[log.partition, 1]]))
    const batch = await (await copy.consumer('all')).read(READ)
    const texts = batch?.entries.map(({ value }) => String(value)) ?? []
    expect(texts.length).toBeGreaterThanOrEqual(2)
    expect(texts).toEqual(texts.map((_, index) => String(index)))
  })

  test('what is held for it is not trimmed, though it was read', async () => {
    const log = await openIn(temporaryFolder(), { days: 7, bytes: 5_000 })
    onTestFinished(() => log.close())
    const reader = await log.consumer('g')
    const appendMore = () => log.append([entry('x'.repeat(1000))])
    await appendMore()
    await appendMore()
    await reader.commit(log.partition, 1)
    const release = log.hold()
    await appendMore()
    await appendMore()
    await reader.commit(log.partition, 4)
    await appendMore()
    await expect(appendMore()).rejects.toMatchObject({ name: 'LogUnavailableError' })
    expect((await log.partitions())[0]?.start).toBe(1)
    release()
    await appendMore()
    expect((await log.partitions())[0]?.start).toBeGreaterThan(1)
  })
})

describe('snapshots of the embedded log', () => {
  test('the last one of each name and partition is there after a reopening', async () => {
    const folder = temporaryFolder()
    const first = await openIn(folder)
    const bytes = Buffer.from([0, 10, 255, 123, 10])
    await first.snapshots.save('a/b', 'p-0', { offset: 1, bytes: Buffer.from('old') })
    await first.snapshots.save('a/b', 'p-0', { offset: 2, bytes })
    await first.snapshots.save('a/b', 'p-1', { offset: 3, bytes: Buffer.alloc(0) })
    await first.close()
    const second = await openIn(folder)
    onTestFinished(() => second.close())
    expect((await second.snapshots.load('a/b', 'p-0'))?.offset).toBe(2)
    expect(Buffer.from((await second.snapshots.load('a/b', 'p-0'))?.bytes ?? [])).toEqual(bytes)
    expect((await second.snapshots.load('a/b', 'p-1'))?.offset).toBe(3)
    expect(await second.snapshots.load('a', 'p-0')).toBeUndefined()
    expect(readdirSync(join(folder, 'snapshots'))).toHaveLength(2)
  })
})
