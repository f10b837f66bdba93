import { expect, test } from 'vitest'
import type { Batch, Consumer } from '../log/log.ts'
import { batchReader } from './batch-reader.ts'

/** Nobody waits here; what is waited for is only told. */
const LIMITS = {
  maxRecords: 1000,
  maxBytes: 2 ** 20,
  lingerMs: 60_000,
  fewRecords: 2,
  intervalMs: 300_000,
  waitMs: 5,
}

/** Reads give one batch each of so many records, and tell how long they were to wait for them. */
function consumerOf(...sizes: number[]) {
  const waits: number[] = []
  let offset = 0
  const read: Consumer['read'] = async ({ waitMs }) => {
    waits.push(waitMs)
    const entries = Array.from({ length: sizes.shift() ?? 0 }, () => ({
      offset: offset++,
      key: '',
      value: Buffer.from('{}'),
      appendedAt: 0,
    }))
    return entries.length > 0 ? { partition: 'p', entries } : undefined
  }
  const consumer = { read } as Consumer // What else a consumer does is not asked of it.
  return { waits, reader: batchReader(consumer, LIMITS, () => 0) }
}

const offsets = (batch: Batch | undefined) => batch?.entries.map(({ offset }) => offset)

test('after a batch of many records the next is filled up for longer', async () => {
  const { waits, reader } = consumerOf(3, 1, 2)
  expect(offsets(await reader.next(false))).toEqual([0, 1, 2])
  expect(offsets(await reader.next(false))).toEqual([3, 4, 5])
  expect(waits.slice(0, 2)).toEqual([LIMITS.waitMs, LIMITS.waitMs])
  expect(waits).toHaveLength(4)
  expect(waits[2]).toBeGreaterThan(LIMITS.lingerMs)
})

test('many records wait for no more', async () => {
  const { waits, reader } = consumerOf(3, 1)
  expect(offsets(await reader.next(false))).toEqual([0, 1, 2])
  expect(waits).toEqual([LIMITS.waitMs])
})

test('after a batch of few records, or in a hurry, it is not', async () => {
  const few = consumerOf(2, 0, 1, 0)
  await few.reader.next(false)
  await few.reader.next(false)
  expect(few.waits).toHaveLength(4)
  expect(Math.max(...few.waits)).toBeLessThanOrEqual(LIMITS.lingerMs)
  const hurried = consumerOf(3, 1, 1)
  await hurried.reader.next(false)
  expect(offsets(await hurried.reader.next(true))).toEqual([3])
})
