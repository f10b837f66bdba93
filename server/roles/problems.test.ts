import { expect, test, vi } from 'vitest'
import { watchEventLoop } from './event-loop-watch.ts'
import { partProblem, stageProblem } from './problem-words.ts'
import { createRefusalWatch } from './refusal-watch.ts'

test('a stage that is well has nothing said about it; a late or stopped one says what that means', () => {
  const stage = { stage: 'correlate', waiting: 1200, lateSeconds: 40 } as const
  expect(stageProblem({ ...stage, state: 'ok' })).toEqual([])
  expect(stageProblem({ ...stage, state: 'late' })).toEqual([
    { words: 'Correlation is 40 s late: 1,200 records wait; incidents may be missing.', blind: true },
  ])
  const stopped = { stage: 'load', waiting: 1, lateSeconds: 600, state: 'stopped' } as const
  expect(stageProblem(stopped)[0]?.words).toBe(
    'Loading has stopped: 1 record waits to be written into the database, the oldest for 10 min; what you see does not change any more.',
  )
})

test('a part that cannot be used is said with its reason', () => {
  expect(partProblem('log', 'the disk is full.').words).toBe(
    'The log cannot be used: nothing new is taken in, and senders are told to try again (the disk is full).',
  )
})

test('refused requests are said for a minute, with the worst of them', () => {
  let now = 0
  const watch = createRefusalWatch(() => now)
  expect(watch.problems()).toEqual([])
  watch.note('info')
  now = 20_000
  watch.note('info')
  expect(watch.problems()).toMatchObject([
    {
      words: expect.stringContaining(
        '2 requests were refused within the last minute, the worst of them info',
      ),
      blind: false,
    },
  ])
  watch.note('critical')
  expect(watch.problems()).toMatchObject([{ words: expect.stringContaining('critical'), blind: true }])
  now = 70_000
  expect(watch.problems()).toMatchObject([{ words: expect.stringContaining('2 requests') }])
  now = 90_000
  expect(watch.problems()).toEqual([])
})

test('a process that stood still says so for a minute', () => {
  vi.useFakeTimers()
  try {
    let now = 0
    const watch = watchEventLoop(() => now)
    const second = (took: number) => {
      now += took
      vi.advanceTimersByTime(1000)
    }
    second(1000)
    second(3000)
    expect(watch.problems()).toEqual([])
    second(9000)
    expect(watch.problems()).toMatchObject([
      { words: expect.stringContaining('stood still for 8 s'), blind: true },
    ])
    for (let i = 0; i < 59; i++) second(1000)
    expect(watch.problems()).toHaveLength(1)
    second(2000)
    expect(watch.problems()).toEqual([])
    watch.stop()
  } finally {
    vi.useRealTimers()
  }
})
