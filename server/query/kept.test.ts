import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Database } from '../../ingest/database/database.ts'
import { keptOf } from './kept.ts'

/** Nothing of a database but its identity matters here. */
const database = (): Database => ({}) as Database

test('a value is given back at its version only, and never another key or version of it', () => {
  const action = fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    version: fc.constantFrom('1', '2', '3'),
    size: fc.integer({ min: 0, max: 12 }),
    isSet: fc.boolean(),
  })
  fc.assert(
    fc.property(fc.array(action), (actions) => {
      const kept = keptOf<string>(20)(database())
      const latest = new Map<string, string>()
      for (const { key, version, size, isSet } of actions) {
        if (isSet) {
          kept.set(key, version, `${key}${version}`, size)
          latest.set(key, version)
        } else {
          const found = kept.get(key, version)
          if (found !== undefined) expect(found).toBe(`${key}${version}`)
          if (latest.get(key) !== version) expect(found).toBeUndefined()
        }
      }
    }),
  )
})

test('what was asked for last stays, and what is too large is not kept', () => {
  const kept = keptOf<string>(4)(database())
  for (const key of ['a', 'b', 'c', 'd']) kept.set(key, '1', key, 1)
  expect(kept.get('a', '1')).toBe('a')
  kept.set('e', '1', 'e', 1)
  const found = ['a', 'b', 'c', 'd', 'e'].filter((key) => kept.get(key, '1') !== undefined)
  expect(found).toEqual(['a', 'c', 'd', 'e'])
  kept.set('f', '1', 'f', 2)
  expect(kept.get('f', '1')).toBeUndefined()
  expect(kept.get('a', '1')).toBe('a')
})

test('databases have nothing in common', () => {
  const of = keptOf<string>(4)
  const [one, other] = [database(), database()]
  of(one).set('a', '1', 'a', 1)
  expect(of(one).get('a', '1')).toBe('a')
  expect(of(other).get('a', '1')).toBeUndefined()
})
