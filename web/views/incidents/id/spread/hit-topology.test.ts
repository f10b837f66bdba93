import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hitTopology } from './hit-topology.ts'
import { type HitEntity, spreadEdges } from './spread-graph.ts'

const hit = (name: string, at: number, rest: Partial<HitEntity> = {}): HitEntity => ({
  name,
  at,
  severity: 'high',
  symptom: 'Slow',
  alerts: 1,
  members: 0,
  cause: false,
  ...rest,
})
const topology = (edges: [string, string][], nodes: object[] = []) => ({
  nodes: [...new Set(edges.flat())].map((id) => ({
    id,
    type: 'service',
    ...nodes.find((node) => 'id' in node && node.id === id),
  })),
  edges: edges.map(([from, to]) => ({ from, to, kind: 'calls' as const, source: 's' })),
})

test('what was hit, the silent one between and what is one relation away; nothing further', () => {
  const known = topology(
    [
      ['web', 'cache'],
      ['cache', 'db'],
      ['report', 'db'],
      ['report', 'lake'],
    ],
    [{ id: 'db', type: 'database', aliases: ['db.example'] }],
  )
  const entities = [hit('db.example', 0, { cause: true }), hit('web', 120_000)]
  const drawn = hitTopology(entities, spreadEdges(entities, known), known)
  expect(
    drawn.marks.map(({ id, part, type, centre }) => [id, part, type.replace(/\d\d:.*/, 'at'), centre]),
  ).toEqual([
    ['db', 'hit', 'database, at', true],
    ['web', 'hit', 'service, +2 min', undefined],
    ['cache', 'between', 'service, silent', undefined],
    ['report', 'near', 'service', undefined],
  ])
  expect(drawn.marks.map(({ needs }) => needs)).toEqual([[], ['cache'], ['db.example'], ['db.example']])
})

test('an instance that is told under its service is no neighbour that was not hit', () => {
  const known = topology([
    ['api-0', 'api'],
    ['api-1', 'api'],
    ['api-0', 'node'],
  ])
  const entities = [hit('api', 0, { cause: true, members: 1 })]
  const drawn = hitTopology(entities, [], known, new Map([['api-0', 'api']]))
  expect(drawn.marks.map(({ id, part }) => [id, part])).toEqual([
    ['api', 'hit'],
    ['api-1', 'near'],
    ['node', 'near'],
  ])
})

test('a cause without an alert of its own is silent', () => {
  const known = topology([['web', 'db']])
  const entities = [{ name: 'db', at: 0, alerts: 0, members: 0, cause: true }, hit('web', 0)]
  const [db] = hitTopology(entities, spreadEdges(entities, known), known).marks
  expect(db).toMatchObject({ type: 'service, silent', centre: true })
  expect(db).not.toHaveProperty('when')
})

test('many are summed up by type and owner, none is lost, and links lead between what is drawn', () => {
  const id = fc.integer({ min: 0, max: 300 }).map(String)
  fc.assert(
    fc.property(
      fc.array(fc.tuple(id, id), { maxLength: 600 }),
      fc.uniqueArray(id, { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 12, max: 150 }),
      (pairs, names, most) => {
        const edges = pairs.filter(([from, to]) => from !== to)
        const owners = edges.flat().map((each) => ({ id: each, owner: `team ${Number(each) % 3}` }))
        const known = topology(edges, owners)
        const entities = names.map((name, index) => hit(name, index * 1000, { cause: index === 0 }))
        const spread = spreadEdges(entities, known)
        const drawn = hitTopology(entities, spread, known, undefined, most)
        expect(drawn.marks.length).toBeLessThanOrEqual(most)
        const keys = new Set(drawn.marks.map(({ key }) => key))
        expect(keys.size).toBe(drawn.marks.length)
        for (const { from, to } of drawn.links) expect(keys.has(from) && keys.has(to)).toBe(true)
        for (const key of drawn.first) expect(keys.has(key)).toBe(true)
        const whole = hitTopology(entities, spread, known, undefined, Number.POSITIVE_INFINITY)
        const count = (marks: typeof drawn.marks) =>
          marks.reduce((sum, mark) => sum + (mark.id === undefined ? Number.parseInt(mark.title, 10) : 1), 0)
        expect(count(drawn.marks)).toBe(whole.marks.length)
      },
    ),
  )
})
