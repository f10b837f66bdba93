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
