import { describe, expect, onTestFinished, test } from 'vitest'
import type { Batch, Consumer, Entry, Log } from './log.ts'

/** What the contract needs of a transport under test. */
export interface Transport {
  /** A new, empty log. */
  open(): Promise<Log>
  /** Closes the log and opens it again with what it held. */
  reopen(log: Log): Promise<Log>
}

const READ = { maxRecords: 1000, maxBytes: 10_000_000, waitMs: 120_000 }
const AT_ONCE = { ...READ, waitMs: 50 }

function entries(...texts: string[]): Entry[] {
  return texts.map((text) => ({ key: 'scope', value: Buffer.from(text) }))
}

function texts(batch: Batch | undefined): string[] {
  return (batch?.entries ?? []).map(({ value }) => Buffer.from(value).toString())
}

async function consume(log: Log, ...args: Parameters<Log['consumer']>): Promise<Consumer> {
  const consumer = await log.consumer(...args)
  onTestFinished(() => consumer.close())
  return consumer
}

/** Reads until `count` records came. */
async function readAll(consumer: Consumer, count: number): Promise<Batch['entries']> {
  const all: Batch['entries'] = []
  while (all.length < count) {
    const batch = await consumer.read(READ)
    if (!batch) throw new Error(`only ${all.length} of ${count} records came`)
    all.push(...batch.entries)
  }
  return all
}

/** What any transport of the log must do; runs as a test suite. */
export function describeLog(name: string, transport: Transport): void {
  async function open(): Promise<Log> {
    const log = await transport.open()
    onTestFinished(() => log.close())
    return log
  }

  describe(`${name} keeps the contract of a log`, () => {
    test('gives back what was appended, whole and in order, with offsets one after another', async () => {
      const log = await open()
      const hostile = ['{"a":"\\u0000"}', '😀'.repeat(2000), '', '\n', 'x'.repeat(300_000)]
      await log.append(hostile.map((value) => ({ key: 'a scope/ü', value: Buffer.from(value) })))
      const read = await readAll(await consume(log, 'group'), hostile.length)
      expect(read.map(({ value }) => Buffer.from(value).toString())).toEqual(hostile)
      expect(read.map(({ key }) => key)).toEqual(hostile.map(() => 'a scope/ü'))
      const first = read[0]?.offset ?? Number.NaN
      expect(read.map(({ offset }) => offset)).toEqual(hostile.map((_, index) => first + index))
    })

    test('tells when each record arrived', async () => {
      const log = await open()
      const before = Date.now()
      await log.append(entries('a'))
      const [record] = await readAll(await consume(log, 'group'), 1)
      expect(record?.appendedAt).toBeGreaterThanOrEqual(before)
      expect(record?.appendedAt).toBeLessThanOrEqual(Date.now())
    })

    test('appends of many callers at once all arrive once, each whole and each in its own order', async () => {
      const log = await open()
      const callers = Array.from({ length: 20 }, (_, caller) => caller)
      await Promise.all(
        callers.map(async (caller) => {
          for (let call = 0; call < 5; call++) {
            await log.append(entries(`${caller}/${call}/0`, `${caller}/${call}/1`, `${caller}/${call}/2`))
          }
        }),
      )
      const read = (await readAll(await consume(log, 'group'), 300)).map(({ value }) => String(value))
      expect(new Set(read).size).toBe(300)
      for (const caller of callers) {
        const own = read.filter((text) => text.startsWith(`${caller}/`))
        expect(own).toEqual([...own].sort())
        expect(own).toHaveLength(15)
      }
    })

    test('a record is readable when its append resolves', async () => {
      const log = await open()
      const consumer = await consume(log, 'group')
      await log.append(entries('a'))
      expect(texts(await consumer.read(READ))).toEqual(['a'])
    })

    test('reading waits for the next record, and answers undefined when none comes', async () => {
      const log = await open()
      const consumer = await consume(log, 'group')
      expect(await consumer.read(AT_ONCE)).toBeUndefined()
      const waiting = consumer.read(READ)
      await log.append(entries('late'))
      expect(texts(await waiting)).toEqual(['late'])
      expect(await consumer.read(AT_ONCE)).toBeUndefined()
    })

    test('gives every record, wherever the bounds of a read fall', async () => {
      const log = await open()
      const sizes = Array.from({ length: 2500 }, (_, index) => 10 + ((index * 7919) % 13))
      await log.append(sizes.map((size) => ({ key: 'scope', value: Buffer.alloc(size, 'x') })))
      for (const maxBytes of [5_000, 20_000, 40_001]) {
        const consumer = await consume(log, `group-${maxBytes}`)
        const read: number[] = []
        while (read.length < sizes.length) {
          const batch = await consumer.read({ ...READ, maxRecords: sizes.length, maxBytes })
          if (!batch) break
          read.push(...batch.entries.map(({ value }) => value.length))
        }
        expect(read).toEqual(sizes)
      }
    })

    test('gives at most maxRecords, and about maxBytes but always at least one', async () => {
      const log = await open()
      await log.append(entries(...Array.from({ length: 10 }, (_, i) => `${i}`.repeat(1000))))
      const consumer = await consume(log, 'group')
      expect((await consumer.read({ ...READ, maxRecords: 3 }))?.entries).toHaveLength(3)
      expect((await consumer.read({ ...READ, maxBytes: 1 }))?.entries).toHaveLength(1)
      const some = (await consumer.read({ ...READ, maxBytes: 2500 }))?.entries.length
      expect(some).toBeGreaterThanOrEqual(1)
      expect(some).toBeLessThanOrEqual(2)
    })

    test('a group goes on where it committed, also in a new consumer and in a reopened log', async () => {
      let log = await open()
      await log.append(entries('a', 'b', 'c', 'd'))
      const first = await log.consumer('group')
      const batch = await first.read({ ...READ, maxRecords: 2 })
      if (!batch) throw new Error('nothing to read')
      const next = (batch.entries.at(-1)?.offset ?? Number.NaN) + 1
      await first.commit(batch.partition, next)
      await first.read(READ)
      await first.close()

      const second = await log.consumer('group')
      expect(texts(await second.read(READ))).toEqual(['c', 'd'])
      await second.close()

      log = await transport.reopen(log)
      onTestFinished(() => log.close())
      expect(await log.committed('group')).toEqual(new Map([[batch.partition, next]]))
      expect(texts(await (await consume(log, 'group')).read(READ))).toEqual(['c', 'd'])
    })

    test('groups do not disturb one another', async () => {
      const log = await open()
      await log.append(entries('a', 'b'))
      const one = await consume(log, 'one')
      const batch = await one.read(READ)
      await one.commit(batch?.partition ?? '', 2)
      expect(texts(await (await consume(log, 'two')).read(READ))).toEqual(['a', 'b'])
    })

    test('startAt overrides the committed place, and undefined leaves it', async () => {
      const log = await open()
      await log.append(entries('a', 'b', 'c'))
      const [{ partition, start } = { partition: '', start: 0 }] = await log.partitions()
      const committer = await log.consumer('group')
      await committer.read(READ)
      await committer.commit(partition, start + 2)
      await committer.close()
      const asked: string[] = []
      const earlier = await log.consumer('group', async (name) => {
        asked.push(name)
        return start + 1
      })
      expect(texts(await earlier.read(READ))).toEqual(['b', 'c'])
      expect(asked).toContain(partition)
      await earlier.close()
      const same = await consume(log, 'group', async () => undefined)
      expect(texts(await same.read(READ))).toEqual(['c'])
    })

    test('appendTo goes to the partition it names', async () => {
      const log = await open()
      await log.append(entries('in'))
      const consumer = await consume(log, 'group')
      const batch = await consumer.read(READ)
      if (!batch) throw new Error('nothing to read')
      await log.appendTo(batch.partition, entries('found'))
      const back = await consumer.read(READ)
      expect(back?.partition).toBe(batch.partition)
      expect(texts(back)).toEqual(['found'])
    })

    test('a consumer holds what it reads, and reads on from where it is told', async () => {
      const log = await open()
      await log.append(entries('a', 'b', 'c'))
      const consumer = await log.consumer('group')
      const [record] = await readAll(consumer, 3)
      const partition = log.partitionOf('scope')
      expect(consumer.holding()).toContain(partition)
      consumer.seek(partition, (record?.offset ?? Number.NaN) + 1)
      expect((await readAll(consumer, 2)).map(({ value }) => String(value))).toEqual(['b', 'c'])
      await consumer.close()
      expect(consumer.holding()).toEqual([])
    })

    test('partitions tell their first offset and their end', async () => {
      const log = await open()
      const before = await log.partitions()
      await log.append(entries('a', 'b', 'c'))
      const after = await log.partitions()
      const count = (all: typeof before) => all.reduce((sum, { start, end }) => sum + end - start, 0)
      expect(count(after) - count(before)).toBe(3)
      expect(await log.committed('nobody')).toEqual(new Map(after.map(({ partition }) => [partition, 0])))
    })

    test('closing a consumer ends its waiting read', async () => {
      const log = await open()
      const consumer = await log.consumer('group')
      const waiting = consumer.read(READ)
      await consumer.close()
      expect(await waiting).toBeUndefined()
    })

    test('a closed log takes nothing more', async () => {
      const log = await open()
      await log.append(entries('a'))
      await log.close()
      await expect(log.append(entries('b'))).rejects.toMatchObject({ name: 'LogUnavailableError' })
    })

    test('two logs have different partition names', async () => {
      const [one, two] = [await open(), await open()]
      await one.append(entries('a'))
      await two.append(entries('a'))
      const names = [...(await one.partitions()), ...(await two.partitions())].map((p) => p.partition)
      expect(new Set(names).size).toBe(names.length)
    })
  })
}
