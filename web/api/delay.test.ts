import { expect, test } from 'vitest'
import type { Status } from '../../schema/api/views.ts'
import { type DelayState, readDelay } from './delay.ts'

function reading(at: number, records: number, lag: number, tookMs = 20) {
  const status: Status = {
    version: '0',
    roles: [],
    log: { transport: 'embedded', records },
    lag: { loaded: lag, correlated: 0 },
    stages: [],
    problems: [],
    scopes: [],
    sources: [],
    demo: 'idle',
  }
  return { askedAt: at - tookMs, answeredAt: at, status }
}

function after(...readings: ReturnType<typeof reading>[]): DelayState | undefined {
  return readings.reduce<DelayState | undefined>((state, next) => readDelay(state, next), undefined)
}

test('without a backlog the pane is as old as the answer took', () => {
  expect(after(reading(1000, 50, 0, 400))?.waitMs).toBe(400)
})

test('under a steady stream a record waits for the backlog over the rate', () => {
  // 100 records a second are answered for and 200 wait: 2 s, plus the answer's own 20 ms.
  expect(after(reading(0, 1000, 200), reading(5000, 1500, 200))?.waitMs).toBe(2020)
})

test('a backlog that does not move counts from its last progress', () => {
  const state = after(reading(0, 1000, 0), reading(5000, 1200, 200), reading(65_000, 1200, 200))
  expect(state?.waitMs).toBe(65_000)
  const later = state && readDelay(state, reading(70_000, 1300, 100))
  expect(later?.waitMs).toBeLessThan(10_000)
})
