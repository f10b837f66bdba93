import fc from 'fast-check'
import { expect, test } from 'vitest'
import { completeTopology, type TopologyInput, topologyInput } from '../../schema/records/topology.ts'
import { applyTopology, connected, createTopology, downstreamOf, upstreamOf } from './topology.ts'

const record = (input: TopologyInput) =>
  completeTopology(topologyInput.parse(input), { at: 0, scope: 'default', clockToleranceMs: 0 })
const calls = (...edges: [string, string][]) =>
  edges.map(([from, to]) => ({ from, to, kind: 'calls' as const }))

test('what a thing needs is found up to three hops away, nearest first, also around a ring', () => {
  const topology = createTopology()
  applyTopology(
    topology,
    record({ edges: calls(['a', 'b'], ['b', 'c'], ['c', 'd'], ['d', 'e'], ['c', 'a']) }),
  )
  expect([...upstreamOf(topology, 'a')].map(([id, { hops }]) => [id, hops])).toEqual([
    ['b', 1],
    ['c', 2],
    ['d', 3],
  ])
  expect([...downstreamOf(topology, 'd').keys()]).toEqual(['c', 'b', 'a'])
})

test('a whole needs its parts and the parts need the whole', () => {
  const topology = createTopology()
  applyTopology(topology, record({ edges: [{ from: 'pod', to: 'svc', kind: 'part_of' }] }))
  expect([...upstreamOf(topology, 'svc').keys()]).toEqual(['pod'])
  expect([...upstreamOf(topology, 'pod').keys()]).toEqual(['svc'])
})

test('replacing forgets what that source said and nothing else', () => {
  const topology = createTopology()
  applyTopology(topology, record({ edges: calls(['a', 'b']), replace: 'cmdb' }))
  applyTopology(topology, record({ edges: calls(['a', 'c']) }))
  expect(applyTopology(topology, record({ edges: calls(['a', 'd']), replace: 'cmdb' }))).toBe(true)
  expect([...upstreamOf(topology, 'a').keys()]).toEqual(['c', 'd'])
})

test('the same again changes nothing', () => {
  const topology = createTopology()
  const same = () =>
    record({ nodes: [{ id: 'a', type: 'service', aliases: ['A1'] }], edges: calls(['a', 'b']) })
  expect(applyTopology(topology, same())).toBe(true)
  const { version } = topology
  expect(applyTopology(topology, same())).toBe(false)
  expect(topology.version).toBe(version)
})

test('parts without a way between them are not connected', () => {
  const topology = createTopology()
  applyTopology(topology, record({ edges: calls(['a', 'b'], ['c', 'b'], ['x', 'y']) }))
  expect(connected(topology, 'a', 'c')).toBe(true)
  expect(connected(topology, 'a', 'x')).toBe(false)
  expect(connected(topology, 'a', 'unheard-of')).toBe(false)
})

test('the parts of a crowded whole need the whole and what it needs, but not one another', () => {
  const topology = createTopology()
  const names = Array.from({ length: 3000 }, (_, i) => `node-${i}`)
  const edges = names.map((from) => ({ from, to: 'cluster', kind: 'part_of' as const }))
  applyTopology(topology, record({ edges: [...edges, ...calls(['cluster', 'network'])] }))
  expect([...upstreamOf(topology, 'node-7').keys()]).toEqual(['cluster', 'network'])
  expect([...downstreamOf(topology, 'node-7').keys()]).toEqual(['cluster'])
  expect(downstreamOf(topology, 'network').size).toBe(3001)
})

test('whatever needs a thing is found from there as well', () => {
  const id = fc.integer({ min: 0, max: 6 }).map(String)
  const edge = fc.record({ from: id, to: id, kind: fc.constantFrom('calls' as const, 'part_of' as const) })
  fc.assert(
    fc.property(fc.array(edge, { maxLength: 15 }), fc.constantFrom('0', '1'), (edges, crowd) => {
      const topology = createTopology()
      const parts = Array.from({ length: 60 }, (_, i) => `p${i}`)
      const crowded = [...parts, '2', '3'].map((from) => ({ from, to: crowd, kind: 'part_of' as const }))
      applyTopology(topology, record({ edges: [...edges, ...crowded] }))
      for (const from of [...topology.nodes.keys(), ...parts, '0', '1', '2', '3', '4', '5', '6']) {
        for (const to of upstreamOf(topology, from).keys())
          expect(downstreamOf(topology, to).has(from)).toBe(true)
      }
    }),
    { numRuns: 100 },
  )
})
