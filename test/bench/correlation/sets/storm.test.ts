import { expect, test } from 'vitest'
import { stormCase } from './storm.ts'

test('a storm is one fault of which each alert is sent once, within twenty minutes', () => {
  for (const failing of ['a rack', 'a database'] as const) {
    const { alerts, faults, faultOf } = stormCase(1, failing, true)
    expect(faults).toHaveLength(1)
    const begun = faults[0]?.startsAt ?? 0
    const sent = alerts.filter(({ externalId, status }) => faultOf.has(externalId) && status === 'firing')
    expect(sent.length).toBeGreaterThan(150)
    expect(new Set(sent.map(({ name, entity }) => `${name} at ${entity?.name}`)).size).toBe(sent.length)
    for (const { at } of sent) {
      expect(Date.parse(at)).toBeGreaterThanOrEqual(begun)
      expect(Date.parse(at)).toBeLessThanOrEqual(begun + 20 * 60_000)
    }
    expect(alerts.some(({ externalId }) => !faultOf.has(externalId))).toBe(true)
    const times = alerts.map(({ at }) => at)
    expect(times).toEqual([...times].sort())
    const ends = alerts.filter(({ externalId, status }) => faultOf.has(externalId) && status === 'resolved')
    expect(ends.length).toBe(sent.length)
  }
})
