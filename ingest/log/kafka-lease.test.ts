import { expect, test } from 'vitest'
import { createLease } from './kafka-lease.ts'

function leaseAt(start: number) {
  const clock = { now: start }
  return { clock, lease: createLease(() => clock.now, 3_000) }
}

test('a lease is held from a confirmed answer on, for its time', () => {
  const { clock, lease } = leaseAt(50)
  expect(lease.isHeld()).toBe(false)
  lease.answered(0)
  expect(lease.isHeld()).toBe(false)
  lease.confirm()
  expect(lease.isHeld()).toBe(true)
  clock.now += 2_999
  expect(lease.isHeld()).toBe(true)
  clock.now += 1
  expect(lease.isHeld()).toBe(false)
})

test('it counts from when the request was sent: an answer that waited for a stopped process proves nothing', () => {
  const { clock, lease } = leaseAt(0)
  clock.now = 10_000
  lease.answered(9_000)
  lease.confirm()
  expect(lease.isHeld()).toBe(false)
  lease.answered(100)
  lease.confirm()
  clock.now += 2_899
  expect(lease.isHeld()).toBe(true)
  clock.now += 1
  expect(lease.isHeld()).toBe(false)
})

test('a wall clock that was set back in between lengthens nothing', () => {
  const { clock, lease } = leaseAt(0)
  lease.answered(-3_600_000)
  lease.confirm()
  clock.now = 3_000
  expect(lease.isHeld()).toBe(false)
})

test('it ends at once when it is ended, and an old answer does not revive it', () => {
  const { lease } = leaseAt(0)
  lease.answered(0)
  lease.confirm()
  lease.end()
  expect(lease.isHeld()).toBe(false)
  lease.confirm()
  expect(lease.isHeld()).toBe(false)
})
