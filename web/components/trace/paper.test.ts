import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  bend,
  type Paper,
  paperMax,
  plot,
  steadyMax,
  thin,
  timeLine,
  timeTicks,
  timeX,
  valueTicks,
  valueY,
} from './paper.ts'

const HOUR = 3_600_000
const FROM = Date.UTC(2026, 10, 19, 1, 33)
const paper: Paper = {
  left: 64,
  right: 1290,
  top: 26,
  bottom: 114,
  from: FROM,
  to: FROM + HOUR,
  max: 340,
  bow: 5,
}

test('the axis is a square root from the bottom to the top', () => {
  expect(valueY(paper, 0)).toBe(114)
  expect(valueY(paper, 340)).toBe(26)
  expect(valueY(paper, 85)).toBe(70)
})

test('a storm stays on its paper and calm has at least 50', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1e7, noNaN: true }), (peak) => {
      const max = paperMax(peak)
      expect(max).toBeGreaterThanOrEqual(50)
      expect(valueY({ ...paper, max }, peak)).toBeGreaterThanOrEqual(paper.top)
    }),
  )
})

test('the top stays until the pen would leave the paper', () => {
  expect(steadyMax(undefined, 100)).toBe(170)
  expect(steadyMax(170, 20)).toBe(170)
  expect(steadyMax(170, 170)).toBe(170)
  expect(steadyMax(170, 200)).toBe(340)
})

test('time lines are bowed in the middle and exact at both ends', () => {
  expect(bend(paper, 100, 26).x).toBe(100)
  expect(bend(paper, 100, 114).x).toBe(100)
  expect(bend(paper, 100, 70).x).toBe(105)
  expect(timeLine(paper, FROM)).toBe('M64 26Q74 70 64 114')
})

test('a pen crosses a time line where its value is', () => {
  const at = FROM + HOUR / 2
  const point = plot(paper, { at, value: 85 })
  expect(point).toEqual({ x: timeX(paper, at) + 5, y: 70 })
})

test('thinning keeps every peak and at most the limit', () => {
  const samples = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 3000 })
  fc.assert(
    fc.property(samples, fc.integer({ min: 1, max: 500 }), (values, limit) => {
      const thinned = thin(
        values.map((value, index) => ({ at: index, value })),
        limit,
      )
      expect(thinned.length).toBeLessThanOrEqual(limit)
      expect(Math.max(...thinned.map((sample) => sample.value))).toBe(Math.max(...values))
      for (const sample of thinned) expect(values[sample.at]).toBe(sample.value)
    }),
  )
})

test('value ticks are round and never on top of each other', () => {
  expect(valueTicks(paper, 12)).toEqual([200, 100, 50, 10, 0])
  fc.assert(
    fc.property(fc.double({ min: 50, max: 1e7, noNaN: true }), (max) => {
      const own = { ...paper, max }
      const places = valueTicks(own, 12).map((tick) => valueY(own, tick))
      expect(places.at(-1)).toBe(own.bottom)
      for (const [index, place] of places.slice(1).entries()) {
        expect(place - (places[index] ?? 0)).toBeGreaterThanOrEqual(12 - 1e-9)
      }
    }),
  )
})

test("time ticks are round in the viewer's zone and far enough apart", () => {
  const utc = timeTicks(paper, 90, () => 0)
  expect(utc.step).toBe(5 * 60_000)
  expect(new Date(utc.labelled[0] ?? 0).toISOString()).toBe('2026-11-19T01:35:00.000Z')
  const week = { ...paper, to: FROM + 168 * HOUR }
  const kathmandu = timeTicks(week, 120, () => 5.75 * HOUR)
  expect(kathmandu.step).toBe(24 * HOUR)
  expect(new Date(kathmandu.labelled[0] ?? 0).toISOString()).toBe('2026-11-19T18:15:00.000Z')
  for (const at of [...kathmandu.labelled, ...kathmandu.between]) {
    expect(at).toBeGreaterThanOrEqual(week.from)
    expect(at).toBeLessThanOrEqual(week.to)
  }
})
