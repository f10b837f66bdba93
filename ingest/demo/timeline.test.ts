import { describe, expect, test } from 'vitest'
import { DEMO_DAY_MS, DEMO_DEEDS } from './script.ts'
import { createShop } from './shop.ts'
import { createTimeline, startOfDemo } from './timeline.ts'

const START = Date.parse('2026-03-02T00:00:00.000Z')
const HOUR_MS = 3_600_000
const END = START + DEMO_DAY_MS + 30 * HOUR_MS

describe('the demo timeline', () => {
  test('is the same however it is taken, in order, and nothing comes twice', () => {
    const whole = createTimeline(7, START).take(END)
    const timeline = createTimeline(7, START)
    const pieces = []
    for (let until = START; until < END; until += 37 * 60_000) pieces.push(...timeline.take(until))
    pieces.push(...timeline.take(END))
    expect(pieces).toEqual(whole)
    const times = whole.map(({ at }) => at)
    expect(times).toEqual([...times].sort())
    const ids = whole.map((record) => (record.type === 'alert' ? record.externalId : record.id))
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('every alert is resolved before it fires again, also over the hours', () => {
    const firing = new Map<string, string>()
    for (const record of createTimeline(3, START).take(END)) {
      if (record.type !== 'alert') continue
      const key = `${record.source}/${record.name}/${record.entity?.name}`
      const startsAt = String(record.startsAt)
      if (record.status === 'firing') {
        expect([undefined, startsAt]).toContain(firing.get(key))
        firing.set(key, startsAt)
      } else {
        expect(firing.get(key)).toBe(startsAt)
        firing.delete(key)
      }
    }
  })

  test('closing resolves exactly what fires', () => {
    const timeline = createTimeline(7, START)
    const firing = new Set<string>()
    const key = (alert: { source: string; name: string; entity?: { name: string } | undefined }) =>
      `${alert.source}/${alert.name}/${alert.entity?.name}`
    for (const record of timeline.take(START + DEMO_DAY_MS)) {
      if (record.type !== 'alert') continue
      if (record.status === 'firing') firing.add(key(record))
      else firing.delete(key(record))
    }
    const closed = timeline.closing(START + DEMO_DAY_MS)
    expect(closed.every(({ status }) => status === 'resolved')).toBe(true)
    expect(new Set(closed.map(key))).toEqual(firing)
  })

  test('its ids tell when it started', () => {
    const [first] = createTimeline(7, START).truth.noise
    expect(startOfDemo(7, first ?? '')).toBe(START)
    expect(startOfDemo(8, first ?? '')).toBeUndefined()
    expect(startOfDemo(7, 'demo-7-')).toBeUndefined()
  })

  test('what people do concerns things that alert at that time', () => {
    const { acknowledge, silence } = DEMO_DEEDS
    const timeline = createTimeline(7, START)
    const before = timeline.take(START + acknowledge.at)
    const of = (thing: string) =>
      before.filter((record) => record.type === 'alert' && record.entity?.name === thing)
    expect(of(acknowledge.thing).at(-1)).toMatchObject({ status: 'firing' })
    const silenced = of(silence.thing).find((record) => 'name' in record && record.name === 'MemoryNearLimit')
    expect(Date.parse(silenced?.at ?? '')).toBeGreaterThan(START + silence.at)
    expect(createShop().thing(silence.thing).type).toBe('service')
  })
})
