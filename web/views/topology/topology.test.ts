import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReachedThing, TopologyReach } from '../../../schema/api/views.ts'
import { layoutOf } from '../../components/graph/layout.ts'
import { neighbourhood } from './neighbourhood.ts'
import { foldRelations } from './relations.ts'

const reached = (id: string, type: string, hops: number): ReachedThing => ({
  id,
  type,
  hops,
  via: 'x',
  alerts: 0,
})
const reach = (
  needs: ReachedThing[],
  neededBy: ReachedThing[],
  edges: [string, string][],
): TopologyReach => ({
  thing: { id: 'x', type: 'service', alerts: 0, aliases: [], known: true },
  needs,
  neededBy,
  edges: edges.map(([from, to]) => ({ from, to, kind: 'calls', source: 's' })),
})

test('few things are all drawn, each left of what it needs', () => {
  const drawn = neighbourhood(
    reach(
      [reached('db', 'database', 1)],
      [reached('web', 'service', 1)],
      [
        ['x', 'db'],
        ['web', 'x'],
      ],
    ),
  )
  expect(drawn.marks.map(({ title }) => title)).toEqual(['x', 'web', 'db'])
  const places = layoutOf(drawn)
  const x = (id: string) => places[`thing ${id}`]?.x ?? Number.NaN
  expect(x('web')).toBeLessThan(x('x'))
  expect(x('x')).toBeLessThan(x('db'))
})

test('many things are summed up, none is lost, and links lead between what is drawn', () => {
  const things = fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 0, max: 900 }).map(String),
      type: fc.constantFrom('pod', 'node', 'db'),
      hops: fc.integer({ min: 1, max: 4 }),
    }),
    { selector: ({ id }) => id, maxLength: 400 },
  )
  fc.assert(
    fc.property(things, fc.integer({ min: 8, max: 150 }), (all, most) => {
      const half = Math.floor(all.length / 2)
      const list = all.map(({ id, type, hops }) => reached(id, type, hops))
      const drawn = neighbourhood(
        reach(
          list.slice(0, half),
          list.slice(half),
          all.map(({ id }) => ['x', id]),
        ),
        most,
      )
      expect(drawn.marks.length).toBeLessThanOrEqual(most)
      const keys = new Set(drawn.marks.map(({ key }) => key))
      expect(keys.size).toBe(drawn.marks.length)
      for (const { from, to } of drawn.links) expect(keys.has(from) && keys.has(to)).toBe(true)
      const single = drawn.marks.filter(({ id, centre }) => id !== undefined && !centre).length
      const summed = drawn.marks.flatMap(({ id, title }) =>
        id === undefined ? [Number.parseInt(title, 10)] : [],
      )
      expect(single + summed.reduce((sum, n) => sum + n, 0)).toBe(all.length)
    }),
    { numRuns: 60 },
  )
})

test('of a distance all things are drawn or none, but for the nearest', () => {
  const at = (number: number, hops: number) =>
    Array.from({ length: number }, (_, i) => reached(`${hops}-${i}`, 'service', hops))
  const titles = (nearest: number) =>
    neighbourhood(reach([...at(nearest, 1), ...at(50, 2)], [], []), 20).marks.map(({ title }) => title)
  expect(titles(4)).toEqual(['x', '1-0', '1-1', '1-2', '1-3', '50 more of type service'])
  expect(titles(30)).toHaveLength(20)
  expect(titles(30).at(-1)).toBe('62 more of type service')
})

test('a relation that several told of stands once, those of the thing itself first', () => {
  const edge = (from: string, to: string, source: string, confidence?: number) => ({
    from,
    to,
    kind: 'calls' as const,
    source,
    ...(confidence !== undefined && { confidence }),
  })
  expect(
    foldRelations({
      thing: { id: 'x' },
      edges: [edge('a', 'b', 's'), edge('x', 'a', 's', 0.4), edge('x', 'a', 't', 0.9)],
    }),
  ).toEqual([
    { from: 'x', to: 'a', kind: 'calls', sources: ['s', 't'], confidence: 0.9 },
    { from: 'a', to: 'b', kind: 'calls', sources: ['s'] },
  ])
})
