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

test('a storm on things that alert already is ranked now and then, and then as if it had come at once', () => {
  const storm = Array.from({ length: 400 }, (_, number) => one(number, 'warning', 'firing', number / 10))
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 60 }),
      fc.array(fc.nat(400), { maxLength: 3 }),
      (batch, restarts) => {
        const records = [estate, ...storm, tick(100)]
        const whole = incidentsOf(correlateAll(records))
        expect(whole[0]?.alerts.length).toBe(400)
        expect(incidentsOf(correlateAll(records, { batch, restartBefore: new Set(restarts) }))).toEqual(whole)
      },
    ),
    { numRuns: 8 },
  )
})

test('what alerts for the first time in a storm is weighed at once', () => {
  const storm = Array.from({ length: 400 }, (_, number) =>
    one(number, 'warning', 'firing', 10 + number / 100),
  )
  const root = alert(0, {
    name: 'ConnectionsExhausted',
    severity: 'critical',
    status: 'firing',
    entity: { type: 'database', name: 'late-db' },
  })
  const needed = topology(ENTITIES.map((name) => `${name} depends_on late-db`))
  const records = [estate, needed, ...storm, root]
  const [whole] = incidentsOf(correlateAll(records))
  const [incident] = incidentsOf(correlateAll(records, { batch: 50 }))
  expect(incident?.alerts.length).toBe(401)
  expect(incident?.causes).toEqual(whole?.causes)
  const [before] = incidentsOf(correlateAll(records.slice(0, -1), { batch: 50 }))
  expect(before?.causes).not.toEqual(whole?.causes)
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
