import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PartitionPlaces } from './lag.ts'
import { createLagWatch } from './lag-watch.ts'

/** What is said of loading after measurements of `[seconds, end, loaded]` of one partition, correlated throughout. */
function loading(...samples: [seconds: number, end: number, loaded: number][]) {
  return watched(...samples.map(([at, end, loaded]) => ({ at, places: [place('p', end, loaded)] })))
}

function place(partition: string, end: number, loaded: number): PartitionPlaces {
  return { partition, end, loaded, correlated: end }
}

function watched(...samples: { at: number; places: PartitionPlaces[] }[]) {
  let now = 0
  const watch = createLagWatch(() => now)
  for (const { at, places } of samples) {
    now = at * 1000
    watch.note(places)
  }
  return watch.stages().find(({ stage }) => stage === 'load')
}

const seconds = (count: number) => Array.from({ length: count }, (_, second) => second)

test('a stage that is busy without a break but keeps up is not late', () => {
  const samples = seconds(60).map((at): [number, number, number] => [at, 100 * (at + 1), 100 * at])
  expect(loading(...samples)).toEqual({ stage: 'load', waiting: 100, lateSeconds: 0, state: 'ok' })
})

test('a stage that falls behind is late by its oldest record', () => {
  const samples = seconds(40).map((at): [number, number, number] => [at, 100 * (at + 1), 50 * (at + 1)])
  expect(loading(...samples)).toEqual({ stage: 'load', waiting: 2000, lateSeconds: 19, state: 'late' })
})

test('a stage that stands still while records wait is stopped, and well again when it has caught up', () => {
  const still = seconds(32).map((at): [number, number, number] => [at, at === 0 ? 10 : 15, 10])
  expect(loading(...still.slice(0, 25))).toMatchObject({ lateSeconds: 23, state: 'late' })
  expect(loading(...still)).toEqual({ stage: 'load', waiting: 5, lateSeconds: 30, state: 'stopped' })
  expect(loading(...still, [32, 15, 15])).toMatchObject({ waiting: 0, lateSeconds: 0, state: 'ok' })
})

test('a stage that has nothing to do for long is not stopped when something comes', () => {
  expect(loading([0, 10, 10], [3600, 10, 10], [3601, 11, 10], [3605, 11, 10])).toMatchObject({ state: 'ok' })
})

test('one partition that nobody reads is not hidden by others that move fast', () => {
  const samples = seconds(60).map((at) => ({
    at,
    places: [place('busy', 10_000 * at, 10_000 * at), place('left', 5, 0)],
  }))
  expect(watched(...samples)).toEqual({ stage: 'load', waiting: 5, lateSeconds: 59, state: 'stopped' })
})

test('a partition that is gone is forgotten', () => {
  expect(
    watched({ at: 0, places: [place('a', 5, 0)] }, { at: 60, places: [place('b', 5, 5)] }),
  ).toMatchObject({ waiting: 0, state: 'ok' })
})

test('without a measurement of the last seconds nobody can tell', () => {
  let now = 0
  const watch = createLagWatch(() => now)
  expect(watch.stages().map(({ state }) => state)).toEqual(['unknown', 'unknown'])
  watch.note([place('p', 5, 5)])
  expect(watch.stages().map(({ state }) => state)).toEqual(['ok', 'ok'])
  now = 11_000
  expect(watch.stages().map(({ state }) => state)).toEqual(['unknown', 'unknown'])
})

test('it is as late as the oldest record that waits, to the time between measurements', () => {
  const second = fc.record({ arrive: fc.nat(20), load: fc.nat(20) })
  fc.assert(
    fc.property(fc.array(second, { minLength: 1, maxLength: 80 }), (run) => {
      /** When each record arrived. */
      const arrivals: number[] = []
      let loaded = 0
      const samples = run.map(({ arrive, load }, at): [number, number, number] => {
        for (let i = 0; i < arrive; i++) arrivals.push(at)
        loaded = Math.min(arrivals.length, loaded + load)
        return [at, arrivals.length, loaded]
      })
      const oldest = arrivals[loaded]
      expect(loading(...samples)).toMatchObject({
        waiting: arrivals.length - loaded,
        lateSeconds: oldest === undefined ? 0 : run.length - 1 - oldest,
      })
    }),
  )
})
