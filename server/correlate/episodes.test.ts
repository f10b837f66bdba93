import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { said } from './entities/testing.ts'
import { compactPoints, deriveEpisodes, insertPoint } from './episodes.ts'
import type { Point } from './state.ts'

const detail = said({ name: 'A', source: 's' })
const point = (at: number, status: Point['status'] = 'firing', rest: Partial<Point> = {}): Point => ({
  at,
  status,
  startsAt: undefined,
  endsAt: undefined,
  count: 1,
  offsets: [at],
  decided: undefined,
  detail,
  ...rest,
})
const spans = (points: Point[], clock = 1000) =>
  deriveEpisodes('f', points, clock).map(({ start, end }) => [start, end])

describe('episodes', () => {
  test('from firing to resolved, repeats within', () => {
    expect(spans([point(1), point(2), point(5, 'resolved'), point(9)])).toEqual([
      [1, 5],
      [9, undefined],
    ])
  })

  test('begin when the source says, but never inside the one before', () => {
    expect(spans([point(10, 'firing', { startsAt: 4 })])).toEqual([[4, undefined]])
    expect(spans([point(1), point(5, 'resolved'), point(9, 'firing', { startsAt: 1 })])).toEqual([
      [1, 5],
      [9, undefined],
    ])
  })

  test('end when the source falls silent for longer than it said', () => {
    expect(spans([point(1, 'firing', { endsAt: 20 })], 19)).toEqual([[1, undefined]])
    expect(spans([point(1, 'firing', { endsAt: 20 })], 20)).toEqual([[1, 20]])
    expect(spans([point(1, 'firing', { endsAt: 20 }), point(30, 'firing', { endsAt: 50 })], 40)).toEqual([
      [1, 20],
      [30, undefined],
    ])
  })

  test('a resolve of what never fired makes none', () => {
    expect(spans([point(5, 'resolved')])).toEqual([])
  })

  const history = fc.array(
    fc.record({
      at: fc.nat(200),
      status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const),
      life: fc.option(fc.nat(60)),
      begun: fc.option(fc.integer({ min: -5, max: 60 })),
    }),
    { maxLength: 20 },
  )

  interface Said {
    at: number
    status: Point['status']
    life: number | null
    begun: number | null
  }

  function pointsOf(events: Said[]): Point[] {
    const points: Point[] = []
    for (const { at, status, life, begun } of events) {
      const times = {
        ...(life !== null && status === 'firing' && { endsAt: at + life }),
        ...(begun !== null && { startsAt: at - begun }),
      }
      insertPoint(points, point(at, status, times))
    }
    return points
  }

  test('never overlap, are in order, and hold every firing event once', () => {
    fc.assert(
      fc.property(history, (events) => {
        const points = pointsOf(events)
        const episodes = deriveEpisodes('f', points, 150)
        let last = Number.NEGATIVE_INFINITY
        for (const { start, end } of episodes) {
          expect(start).toBeGreaterThanOrEqual(last)
          expect(end ?? Infinity).toBeGreaterThanOrEqual(start)
          last = end ?? Infinity
        }
        const held = episodes.flatMap((episode) => episode.points).filter((one) => one.status === 'firing')
        expect(held.length).toBe(points.filter((one) => one.status === 'firing').length)
      }),
    )
  })

  test('keep what says when they began where something late may come after it', () => {
    const points = [
      point(100, 'firing', { startsAt: 100 }),
      point(200, 'firing', { startsAt: 50 }),
      point(300, 'firing', { startsAt: 20 }),
    ]
    compactPoints(points, 250)
    insertPoint(points, point(260, 'resolved'))
    expect(spans(points)[0]).toEqual([50, 260])
  })

  test('are the same when something late comes after old repeats were folded', () => {
    fc.assert(
      fc.property(history, fc.nat(200), history, (events, before, late) => {
        const newer = late.filter(({ at }) => at >= before)
        const folded = pointsOf(events)
        compactPoints(folded, before)
        for (const one of pointsOf(newer)) insertPoint(folded, one)
        expect(spans(folded)).toEqual(spans(pointsOf([...events, ...newer])))
      }),
      { numRuns: 2000 },
    )
  })

  test('are the same after old repeats were folded', () => {
    fc.assert(
      fc.property(history, fc.nat(200), (events, before) => {
        const points = pointsOf(events)
        const facts = () =>
          deriveEpisodes('f', points, 300).map(({ start, end, events: n, lastEventAt }) => [
            start,
            end,
            n,
            lastEventAt,
          ])
        const full = facts()
        compactPoints(points, before)
        expect(facts()).toEqual(full)
      }),
      { numRuns: 1000 },
    )
  })
})
