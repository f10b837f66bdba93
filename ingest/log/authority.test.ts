import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { emptyFindings } from '../../schema/records/correlation.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { type Authority, counts } from './authority.ts'

function found(from: number, to: number, owner?: string): LogRecord {
  return { type: 'correlation', input: { from, to }, ...(owner && { owner }), ...emptyFindings() }
}

const claim = (owner: string): LogRecord => ({ type: 'claim', owner })

function counted(...records: LogRecord[]): boolean[] {
  const authority: Authority = { owner: undefined, answered: 0 }
  return records.map((record) => counts(authority, record))
}

describe('whose findings count', () => {
  test('anyone before the first claim, then only who claimed last', () => {
    expect(
      counted(found(0, 2), claim('a'), found(2, 4, 'a'), claim('b'), found(4, 6, 'a'), found(4, 6, 'b')),
    ).toEqual([true, true, true, true, false, true])
  })

  test('an append that was repeated counts once', () => {
    expect(counted(claim('a'), found(1, 3, 'a'), found(1, 3, 'a'))).toEqual([true, true, false])
  })

  test('ticks of others are void', () => {
    const tick = (owner: string): LogRecord => ({ type: 'tick', elapsedMs: 1, owner })
    expect(counted(claim('a'), tick('a'), tick('b'))).toEqual([true, true, false])
  })

  test('however claims, findings and repeats interleave, no input is answered for twice', () => {
    const owner = fc.constantFrom('a', 'b', 'c')
    const record = fc.oneof(
      owner.map(claim),
      fc.tuple(fc.nat(20), fc.nat(5), owner).map(([from, more, by]) => found(from, from + more + 1, by)),
    )
    fc.assert(
      fc.property(fc.array(record, { maxLength: 40 }), (records) => {
        const answered = new Set<number>()
        const judged = counted(...records)
        for (const [index, one] of records.entries()) {
          if (one.type !== 'correlation' || !judged[index]) continue
          for (let input = one.input.from; input < one.input.to; input++) {
            expect(answered.has(input)).toBe(false)
            answered.add(input)
          }
        }
      }),
    )
  })
})
