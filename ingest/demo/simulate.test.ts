import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alertInput } from '../../schema/records/alert.ts'
import { changeInput } from '../../schema/records/change.ts'
import { topologyInput } from '../../schema/records/topology.ts'
import { burst } from './burst.ts'
import { DEMO_FAULTS, DEMO_NOISE } from './script.ts'
import { createShop } from './shop.ts'
import { type SimulateOptions, type Simulation, simulate } from './simulate.ts'

const START = Date.parse('2026-03-02T00:00:00.000Z')

const demoDay = (seed: number) =>
  simulate({ seed, start: START, estate: createShop(), faults: DEMO_FAULTS, noise: DEMO_NOISE })

function alertsOf(simulation: Simulation) {
  return simulation.records.filter((record) => record.type === 'alert')
}

const someNoise = { isolated: 8, decoys: 5, chronic: ['cache-1'], flapping: [] }

describe('simulate', () => {
  test('the same seed gives the same, another seed gives something else', () => {
    expect(demoDay(7)).toEqual(demoDay(7))
    expect(demoDay(8).records).not.toEqual(demoDay(7).records)
  })

  const options = fc.record({
    seed: fc.integer(),
    entities: fc.integer({ min: 30, max: 200 }),
    faults: fc.integer({ min: 1, max: 8 }),
  })

  test('every alert event is in exactly one fault or in the noise, and in order', () => {
    fc.assert(
      fc.property(options, (given) => {
        const options: SimulateOptions = { ...given, start: START, noise: someNoise }
        const { records, truth } = simulate(options)
        const told = [...truth.noise, ...truth.faults.flatMap(({ alerts }) => alerts)]
        const sent = records.flatMap((record) => (record.type === 'alert' ? [record.externalId] : []))
        expect(new Set(told).size).toBe(told.length)
        expect([...told].sort()).toEqual([...sent].sort())
        const times = records.map(({ at }) => Date.parse(at))
        expect(times).toEqual([...times].sort((a, b) => a - b))
        const end = START + 86_400_000
        expect(times.every((at) => at >= START - 600_000 && at < end)).toBe(true)
      }),
      { numRuns: 25 },
    )
  })

  test('each fault fires alerts, names a root of the estate and a change of the records', () => {
    const { topology, records, truth } = demoDay(1)
    const things = new Set(topology.nodes?.map(({ id }) => id))
    const changes = new Set(records.flatMap((record) => (record.type === 'change' ? [record.id] : [])))
    expect(truth.faults).toHaveLength(DEMO_FAULTS.length)
    for (const fault of truth.faults) {
      expect(fault.alerts.length).toBeGreaterThan(1)
      expect(things).toContain(fault.rootEntity)
      if (fault.changeId !== undefined) expect(changes).toContain(fault.changeId)
    }
    expect(truth.faults.filter(({ endsAt }) => endsAt === undefined)).toHaveLength(4)
  })

  test('an alert never fires again before it was resolved', () => {
    const firing = new Map<string, string>()
    for (const alert of alertsOf(demoDay(3))) {
      const key = `${alert.source}/${alert.name}/${alert.entity?.name}`
      const episode = firing.get(key)
      const startsAt = String(alert.startsAt)
      if (alert.status === 'firing') expect([undefined, startsAt]).toContain(episode)
      else expect(episode).toBe(startsAt)
      if (alert.status === 'firing') firing.set(key, startsAt)
      else firing.delete(key)
    }
    expect(firing.size).toBeGreaterThan(5)
  })

  test('its records are what the intake takes', () => {
    const { topology, records } = demoDay(2)
    expect(topologyInput.safeParse(topology).success).toBe(true)
    for (const record of records) {
      const schema = record.type === 'alert' ? alertInput : changeInput
      expect(schema.safeParse(record).error).toBeUndefined()
    }
  })

  test('a fault where it cannot happen is refused', () => {
    const faults = [{ kind: 'node_failure', root: 'checkout', from: 0 }] as const
    expect(() => simulate({ seed: 1, start: START, estate: createShop(), faults })).toThrow('checkout')
  })
})

describe('the shop', () => {
  test('shares nothing with its warehouse', () => {
    const shop = createShop()
    const warehouse = new Set(shop.things.flatMap(({ id, owner }) => (owner === 'warehouse' ? [id] : [])))
    expect(warehouse.size).toBeGreaterThan(5)
    for (const [from, , to] of shop.relations) expect(warehouse.has(from)).toBe(warehouse.has(to))
  })
})

describe('burst', () => {
  const shape = fc.constantFrom('cascade' as const, 'silent_root' as const, 'one_service' as const)

  test('has exactly so many different alerts, all in one minute', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 2, max: 300 }), shape, (seed, alerts, shape) => {
        const made = burst({ seed, alerts, start: START, shape })
        expect(made).toEqual(burst({ seed, alerts, start: START, shape }))
        const keys = made.alerts.map((alert) => `${alert.source}/${alert.name}/${alert.entity?.name}`)
        expect(new Set(keys).size).toBe(alerts)
        for (const { at } of made.alerts) expect(Date.parse(at) - START).toBeLessThanOrEqual(60_000)
        const onRoot = made.alerts.some(({ entity }) => entity?.name === made.rootEntity)
        expect(onRoot).toBe(shape === 'cascade')
      }),
      { numRuns: 40 },
    )
  })
})
