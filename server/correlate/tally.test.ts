import fc from 'fast-check'
import { expect, test } from 'vitest'
import { alert, correlateAll, incidentsOf, tick, topology } from './testing.ts'

const ENTITIES = ['web', 'checkout', 'payments', 'payments-db', 'cart', 'search']
const estate = topology([
  'web calls checkout',
  'web calls search',
  'checkout calls payments',
  'checkout calls cart',
  'payments depends_on payments-db',
])

/** Something that happens to one of a hundred alerts that are all of one fault. */
const happening = fc.record({
  number: fc.integer({ min: 0, max: 99 }),
  severity: fc.constantFrom('critical' as const, 'high' as const, 'warning' as const),
  status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const),
})

test('a large incident comes to the same whether its alerts come one by one, all at once or across restarts', () => {
  const fault = Array.from({ length: 100 }, (_, number) => one(number, 'high', 'firing', number))
  fc.assert(
    fc.property(
      fc.array(happening, { minLength: 20, maxLength: 80 }),
      fc.array(fc.nat(180), { maxLength: 4 }),
      (happenings, restarts) => {
        const later = happenings.map(({ number, severity, status }, i) =>
          one(number, severity, status, 100 + i),
        )
        const records = [estate, ...fault, ...later, tick(5)]
        const whole = incidentsOf(correlateAll(records))
        expect(Math.max(...whole.map(({ alerts }) => alerts.length))).toBeGreaterThan(60)
        expect(incidentsOf(correlateAll(records, { batch: 1 }))).toEqual(whole)
        const restartBefore = new Set(restarts)
        expect(incidentsOf(correlateAll(records, { batch: 1, restartBefore }))).toEqual(whole)
      },
    ),
    { numRuns: 8 },
  )
})

function one(
  number: number,
  severity: 'critical' | 'high' | 'warning',
  status: 'firing' | 'resolved',
  seconds: number,
) {
  const entity = ENTITIES[number % ENTITIES.length] ?? 'web'
  return alert(seconds, {
    name: `Rule${Math.floor(number / ENTITIES.length)}`,
    severity,
    status,
    entity: { type: 'service', name: entity },
    labels: { entity, number: String(number) },
  })
}
