import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createTurns, type Waiting } from './turns.ts'

const calm = (partition: number): Waiting => ({ partition, urgent: false })
const urgent = (partition: number): Waiting => ({ partition, urgent: true })

test('without urgency partitions take turns', () => {
  const next = createTurns()
  const waiting = [calm(4), calm(0), calm(2)]
  expect([1, 2, 3, 4, 5, 6].map(() => next(waiting))).toEqual([0, 2, 4, 0, 2, 4])
  expect(next([])).toBeUndefined()
  expect(next([calm(3)])).toBe(3)
})

test('urgent partitions have three of four turns, and share them', () => {
  const next = createTurns()
  const waiting = [calm(0), urgent(1), calm(2), urgent(3)]
  const turns = Array.from({ length: 16 }, () => next(waiting))
  expect(turns).toEqual([1, 3, 1, 0, 3, 1, 3, 1, 1, 3, 1, 2, 3, 1, 3, 3])
})

test('whoever waits is read, whatever is urgent', () => {
  const round = fc.uniqueArray(fc.record({ partition: fc.nat(7), urgent: fc.boolean() }), {
    selector: ({ partition }) => partition,
  })
  fc.assert(
    fc.property(fc.array(round, { minLength: 40, maxLength: 80 }), fc.nat(7), (rounds, patient) => {
      const next = createTurns()
      let waited = 0
      for (const others of rounds) {
        const waiting = [calm(patient), ...others.filter(({ partition }) => partition !== patient)]
        const chosen = next(waiting)
        expect(waiting.map(({ partition }) => partition)).toContain(chosen)
        waited = chosen === patient ? 0 : waited + 1
        expect(waited).toBeLessThan(4 * 8)
      }
    }),
  )
})
