import fc from 'fast-check'
import { expect, it } from 'vitest'
import type { Entry } from './log.ts'
import { createTail } from './tail.ts'

const values = fc.array(fc.nat(40), { minLength: 1, maxLength: 20 })

it('answers as the log would, or not at all', () => {
  fc.assert(
    fc.property(
      fc.array(values, { maxLength: 12 }),
      fc.nat(300),
      fc.nat(200),
      fc.nat(200),
      fc.nat(200),
      (batches, maxBytes, from, length, limit) => {
        const tail = createTail(maxBytes)
        const log: { offset: number; appendedAt: number; key: string; value: Uint8Array }[] = []
        for (const [at, sizes] of batches.entries()) {
          const entries: Entry[] = sizes.map((size) => ({ key: `k${size}`, value: new Uint8Array(size) }))
          tail.add(entries, log.length, at)
          for (const entry of entries) log.push({ ...entry, offset: log.length, appendedAt: at })
        }
        const found = tail.read(from, from + length, limit)
        if (found === undefined) return
        expect(found).toEqual(log.slice(from, from + found.length))
        const size = (count: number) =>
          log.slice(from, from + count).reduce((sum, { value }) => sum + value.length, 0)
        if (found.length > 1) expect(size(found.length)).toBeLessThanOrEqual(limit)
        // It stopped for a reason: enough, the end, or the bound of bytes.
        const more = found.length < length && from + found.length < log.length
        if (more) expect(size(found.length + 1)).toBeGreaterThan(limit)
      },
    ),
    { numRuns: 2000 },
  )
})

it('keeps no more bytes than it may, and the newest', () => {
  const tail = createTail(2100)
  for (let i = 0; i < 1000; i++) tail.add([{ key: 'k', value: new Uint8Array(10) }], i, 0)
  expect(tail.read(989, 1000, 1e9)).toBeUndefined()
  const offsets = tail.read(990, 1000, 1e9)?.map(({ offset }) => offset)
  expect(offsets).toEqual(Array.from({ length: 10 }, (_, i) => 990 + i))
})

it('does not keep large pieces of memory for small values in them', () => {
  const tail = createTail(1e6)
  const pool = new Uint8Array(8192)
  tail.add([{ key: 'k', value: pool.subarray(100, 180).fill(7) }], 0, 0)
  const [found] = tail.read(0, 1, 1e9) ?? []
  expect(found && [...found.value]).toEqual(Array.from({ length: 80 }, () => 7))
  expect(found?.value.buffer.byteLength).toBe(80)
})

it('begins anew after a gap', () => {
  const tail = createTail(1000)
  tail.add([{ key: 'k', value: new Uint8Array(1) }], 0, 0)
  tail.add([{ key: 'k', value: new Uint8Array(2) }], 5, 0)
  expect(tail.read(0, 10, 1e9)).toBeUndefined()
  expect(tail.read(5, 10, 1e9)).toHaveLength(1)
})
