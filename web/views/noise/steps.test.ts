import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Noise } from '../../../schema/api/views.ts'
import { fallLayout } from './fall-layout.ts'
import { fallSteps } from './steps.ts'

const noise = (events: number, alerts: number, held: number, incidents: number, pages: number): Noise => ({
  from: '',
  to: '',
  events,
  alerts,
  incidents,
  notifications: pages,
  reduction: 0,
  suppressed: {
    duplicate: 0,
    flapping: held,
    silenced: 0,
    inhibited: 0,
    maintenance: 0,
    noise: 0,
    correlated: 0,
  },
  corrections: { merged: 0, split: 0 },
})

test('each level is the one before it less what was taken away', () => {
  const steps = fallSteps(noise(1000, 120, 20, 9, 11))
  expect(steps.map((step) => [step.kind === 'level' ? step.word : step.words, step.value])).toEqual([
    ['events', 1000],
    ['repeats', 880],
    ['alerts', 120],
    ['flapping', 20],
    ['joined', 91],
    ['incidents', 9],
    ['again', 2],
    ['pages', 11],
  ])
})

test('says how many were joined at once where incidents were merged later', () => {
  const figures = noise(1000, 120, 20, 9, 11)
  const joined = (correlated: number) =>
    fallSteps({ ...figures, suppressed: { ...figures.suppressed, correlated } }).flatMap((step) =>
      step.kind === 'cut' && step.held === 'correlated' ? [step.more] : [],
    )
  expect(joined(91)).toEqual(['to an incident, with reasons'])
  expect(joined(85)).toEqual(['to an incident, 85 of these at once'])
})

test('any figures are drawn within their paper, levels from left to right', () => {
  const figure = fc.nat(2_000_000)
  fc.assert(
    fc.property(
      figure,
      figure,
      figure,
      figure,
      figure,
      fc.integer({ min: 640, max: 1600 }),
      (a, b, c, d, e, w) => {
        const drawn = fallLayout(fallSteps(noise(a, b, c, d, e)), w)
        let x = 0
        for (const level of drawn.levels) {
          expect(level.x1).toBeGreaterThanOrEqual(x)
          expect(level.x2).toBeLessThanOrEqual(w)
          expect(level.y).toBeGreaterThanOrEqual(0)
          expect(level.y).toBeLessThanOrEqual(drawn.height)
          x = level.x1
          // A number's ascent above its foot, and its word below it.
          if (level.number) expect(level.number.y).toBeGreaterThanOrEqual(16)
          if (level.number) expect(level.number.y + 17 + 4).toBeLessThanOrEqual(drawn.height)
        }
        for (const { label } of drawn.cuts) {
          expect(label.y).toBeGreaterThanOrEqual(10)
          expect(label.y + 15 + 4).toBeLessThanOrEqual(drawn.height)
        }
      },
    ),
  )
})
