import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { groupCommit } from './group-commit.ts'

const tick = () => new Promise<void>((resolve) => setImmediate(resolve))

describe('group commit', () => {
  test('what comes while a write runs goes together into the next one', async () => {
    const writes: number[][] = []
    const commits = groupCommit<number>(async (items) => {
      writes.push(items)
      await tick()
    }, 1000)
    await Promise.all(Array.from({ length: 100 }, (_, number) => commits.add([number])))
    expect(writes).toHaveLength(2)
    expect(writes.flat()).toEqual(Array.from({ length: 100 }, (_, number) => number))
  })

  test('keeps the order of the calls, parts nobody and keeps to its size, whatever comes', async () => {
    const calls = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 40 })
    await fc.assert(
      fc.asyncProperty(calls, fc.integer({ min: 1, max: 20 }), async (sizes, maxItems) => {
        const writes: string[][] = []
        const commits = groupCommit<string>(async (items) => {
          writes.push(items)
          await tick()
        }, maxItems)
        const given = sizes.map((size, call) => Array.from({ length: size }, (_, i) => `${call}.${i}`))
        await Promise.all(given.map((items) => commits.add(items)))
        expect(writes.flat()).toEqual(given.flat())
        for (const items of given) {
          expect(writes.filter((write) => write.some((item) => items.includes(item)))).toHaveLength(1)
        }
        for (const write of writes) {
          const callers = new Set(write.map((item) => item.split('.')[0]))
          expect(write.length <= maxItems || callers.size === 1).toBe(true)
        }
      }),
    )
  })

  test('a failed write rejects those whose items it held, and the next one goes on', async () => {
    let calls = 0
    const commits = groupCommit<number>(async () => {
      await tick()
      if (++calls === 1) throw new Error('disk')
    }, 1)
    const results = await Promise.allSettled([commits.add([1]), commits.add([2])])
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
    await commits.idle()
  })
})
