import { expect, test } from 'vitest'
import { series } from './series.ts'

const at = (minutes: number) => new Date(Date.UTC(2026, 10, 19, 2, 0) + minutes * 60_000).toISOString()
const bucket = (minutes: number, events: number, alerts: number) => ({
  at: at(minutes),
  events,
  alerts,
  incidents: 0,
})

test('counts become rates at the middle of their buckets', () => {
  const buckets = [bucket(0, 20, 2), bucket(2, 60, 4)]
  const result = series({ from: at(0), to: at(4), bucketSeconds: 120, buckets }, Date.parse(at(4)))
  expect(result.unit).toBe('min')
  expect(result.events).toEqual([
    { at: Date.parse(at(1)), value: 10 },
    { at: Date.parse(at(3)), value: 30 },
  ])
  expect(result.alerts.map((sample) => sample.value)).toEqual([1, 2])
  expect(result.held).toBe(74)
})

test('a bucket that is not named had no events', () => {
  const result = series(
    { from: at(0), to: at(3), bucketSeconds: 60, buckets: [bucket(0, 5, 1), bucket(2, 5, 1)] },
    Date.parse(at(3)),
  )
  expect(result.events.map((sample) => sample.value)).toEqual([5, 0, 5])
})

test('before the first event ever nothing is told', () => {
  const buckets = [bucket(0, 0, 0), bucket(1, 0, 0), bucket(2, 6, 1), bucket(3, 0, 0)]
  const read = { from: at(0), to: at(4), bucketSeconds: 60, since: at(2.5), buckets }
  expect(series(read, Date.parse(at(4))).events.map((sample) => sample.value)).toEqual([6, 0])
})

test('the bucket under way counts with the time it had, and not at all at its start', () => {
  const buckets = [bucket(0, 60, 1), bucket(1, 30, 1)]
  const half = series({ from: at(0), to: at(2), bucketSeconds: 60, buckets }, Date.parse(at(1.5)))
  expect(half.events.map((sample) => sample.value)).toEqual([60, 60])
  const justBegun = series({ from: at(0), to: at(2), bucketSeconds: 60, buckets }, Date.parse(at(1.1)))
  expect(justBegun.events.map((sample) => sample.value)).toEqual([60])
})

test('long ranges are counted by the hour', () => {
  const week = series(
    { from: at(0), to: at(7 * 24 * 60), bucketSeconds: 3600, buckets: [bucket(0, 120, 1)] },
    Date.parse(at(7 * 24 * 60)),
  )
  expect(week.unit).toBe('h')
  expect(week.events[0]?.value).toBe(120)
})
