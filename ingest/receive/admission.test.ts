import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { SEVERITIES } from '../../schema/severity.ts'
import { importanceOf, isRefused, loadOf, refusedAt, retryAfterSeconds } from './admission.ts'
import type { IntakeRecord } from './intake.ts'

const MILDEST_FIRST = [...SEVERITIES].reverse()
const refusedSeverities = (count: number) => MILDEST_FIRST.filter((one) => isRefused(one, count))

describe('what is refused', () => {
  test('nothing at rest, info first, critical never by load', () => {
    const at = (load: number) => refusedSeverities(refusedAt(load, 0))
    expect(at(0.49)).toEqual([])
    expect(at(0.5)).toEqual(['info'])
    expect(at(0.7)).toEqual(['info', 'warning'])
    expect(at(1)).toEqual(['info', 'warning', 'high'])
  })

  test('it is admitted again only when the load is well below where it was refused', () => {
    expect(refusedAt(0.45, refusedAt(0.6, 0))).toBe(1)
    expect(refusedAt(0.34, refusedAt(0.6, 0))).toBe(0)
    expect(refusedAt(0.45, 0)).toBe(0)
  })

  test('whatever the load did, a worse request is never refused where a milder one is admitted', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true })), (loads) => {
        let refused = 0
        for (const load of loads) {
          const before = refused
          refused = refusedAt(load, before)
          const answers = MILDEST_FIRST.map((one) => isRefused(one, refused))
          expect(answers).toEqual([...answers].sort((a, b) => Number(b) - Number(a)))
          expect(isRefused('critical', refused)).toBe(false)
          // More load never refuses less.
          expect(refusedAt(Math.min(1, load + 0.1), before)).toBeGreaterThanOrEqual(refused)
        }
      }),
    )
  })

  test('a log that stands still is load, though few bytes wait', () => {
    const stalled = (stalledMs: number) => loadOf({ bytesInFlight: 10, maxBytesInFlight: 1000, stalledMs })
    expect(stalled(0)).toBe(0.01)
    expect(stalled(6000)).toBe(0.6)
    expect(stalled(60_000)).toBeLessThan(1)
  })
})

test('a request matters as much as its worst alert, and a change or topology as the worst', () => {
  const alert = (severity: string) => ({ type: 'alert', severity }) as IntakeRecord
  expect(importanceOf([])).toBe('info')
  expect(importanceOf([alert('info'), alert('high'), alert('warning')])).toBe('high')
  expect(importanceOf([alert('info'), { type: 'change' } as IntakeRecord])).toBe('critical')
  expect(importanceOf([{ type: 'topology' } as IntakeRecord])).toBe('critical')
})

test('who is refused is told to come when the excess has drained, within a second and half a minute', () => {
  expect(retryAfterSeconds(10_000, 2000, 0)).toBe(5)
  expect(retryAfterSeconds(10, 2000, 0)).toBe(1)
  expect(retryAfterSeconds(-5, 0, 0)).toBe(1)
  expect(retryAfterSeconds(10_000, 0, 0)).toBe(30)
  expect(retryAfterSeconds(10, 2000, 7200)).toBe(8)
})
