import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Alert } from '../../../../../schema/api/views.ts'
import { type HitEntity, hitEntities, spreadEdges } from './spread-graph.ts'
import { labelSpan, MOST_DRAWN, spreadMap } from './spread-layout.ts'

const START = Date.UTC(2026, 10, 19, 2, 15, 40)

function alert(entity: string, seconds: number, severity: Alert['severity'] = 'high'): Alert {
  const at = new Date(START + seconds * 1000).toISOString()
  return {
    id: `${entity}-${seconds}`,
    fingerprint: entity,
    scope: 'default',
    status: 'firing',
    severity,
    name: `Alert of ${entity}`,
    source: 'prometheus',
    sources: ['prometheus'],
    entity: { type: 'service', name: entity },
    startsAt: at,
    lastEventAt: at,
    events: 1,
    flapping: false,
    labels: {},
    annotations: {},
  }
}

const calls = (from: string, to: string) => ({ from, to, kind: 'calls' as const, source: 'test' })

test('entities stand in the order of their first symptoms, each with its worst severity', () => {
  const hit = hitEntities([alert('b', 80), alert('a', 5, 'warning'), alert('a', 90, 'critical')], 'a')
  expect(hit.map((entity) => [entity.name, entity.severity, entity.alerts, entity.cause])).toEqual([
    ['a', 'critical', 2, true],
    ['b', 'high', 1, false],
  ])
  expect(hit[0]?.at).toBe(START + 5000)
})

test('instances of a service are told as one', () => {
  const pod = (name: string, seconds: number): Alert => ({
    ...alert(name, seconds),
    service: 'api',
    entity: { type: 'pod', name },
  })
  const node = (name: string): Alert => ({
    ...alert(name, 9),
    service: 'api',
    entity: { type: 'node', name },
  })
  const hit = hitEntities([pod('api-1', 4), pod('api-0', 2), alert('api', 6), node('node-1')], 'node-1')
  expect(hit.map((entity) => [entity.name, entity.members, entity.alerts])).toEqual([
    ['api', 2, 3],
    ['node-1', 0, 1],
  ])
})

test('a cause that gave no alert stands at the first symptom', () => {
  const hit = hitEntities([alert('b', 80)], 'db')
  expect(hit[0]).toEqual({ name: 'db', at: START + 80_000, alerts: 0, members: 0, cause: true })
  expect(hitEntities([], 'db')).toEqual([])
})

test('edges lead from what was hit earlier, the cause before others', () => {
  const hit = hitEntities([alert('db', 0), alert('api', 10), alert('web', 20), alert('far', 30)], 'db')
  const edges = spreadEdges(hit, {
    nodes: [{ id: 'database', type: 'database', aliases: ['db'] }],
    edges: [
      calls('api', 'database'),
      calls('web', 'api'),
      calls('web', 'db'),
      calls('far', 'calm'),
      calls('calm', 'web'),
    ],
  })
  expect(edges).toEqual([
    { from: 'db', to: 'api', through: [] },
    { from: 'db', to: 'web', through: [] },
    { from: 'api', to: 'web', through: [] },
    { from: 'web', to: 'far', through: ['calm'] },
  ])
})

test('an entity that hangs on nothing has no edge', () => {
  const hit = hitEntities([alert('a', 0), alert('b', 10)], undefined)
  expect(spreadEdges(hit, { nodes: [], edges: [] })).toEqual([])
})

const entities = fc
  .array(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 60 }),
      seconds: fc.integer({ min: 0, max: 7200 }),
    }),
    {
      minLength: 1,
      maxLength: MOST_DRAWN,
    },
  )
  .map((all) =>
    hitEntities(
      all.map((each) => alert(each.name, each.seconds)),
      all[0]?.name,
    ),
  )

test('whatever is drawn, no words or marks of one row cover each other', () => {
  fc.assert(
    fc.property(entities, fc.integer({ min: 360, max: 900 }), (hit, width) => {
      const map = spreadMap(hit, [], width, true)
      if (!map) return
      const style = { twoLines: map.placed.some((each) => each.detail !== undefined) }
      const rows = new Map<number, { from: number; to: number }[]>()
      for (const each of map.placed) {
        const { span } = labelSpan(each.entity, each.x - 3.5, style, width)
        const row = Math.round(each.y - (each.entity.cause ? 18 : 14))
        rows.set(row, [...(rows.get(row) ?? []), span])
      }
      for (const spans of rows.values()) {
        spans.sort((a, b) => a.from - b.from)
        for (const [index, span] of spans.slice(1).entries())
          expect(span.from).toBeGreaterThanOrEqual((spans[index]?.to ?? 0) - 8)
      }
      for (const each of map.placed) expect(each.y).toBeLessThan(map.height)
    }),
  )
})

test('too many entities are for a list', () => {
  const many: HitEntity[] = Array.from({ length: MOST_DRAWN + 1 }, (_, index) => ({
    name: `n${index}`,
    at: START + index * 1000,
    alerts: 1,
    members: 0,
    cause: false,
  }))
  expect(spreadMap(many, [], 600, true)).toBeUndefined()
  expect(spreadMap([], [], 600, true)).toBeUndefined()
})

test('early minutes are drawn wider when most of it happens early', () => {
  const hit = hitEntities([alert('a', 0), alert('b', 20), alert('c', 40), alert('d', 3600)], 'a')
  const map = spreadMap(hit, [], 600, false)
  expect(map?.squareRoot).toBe(true)
  expect(map?.front?.label).toMatch(/^last spread/)
  const even = hitEntities([alert('a', 0), alert('b', 60), alert('c', 120)], 'a')
  expect(spreadMap(even, [], 600, true)?.squareRoot).toBe(false)
})
