import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TopologyInput } from '../../../schema/records/topology.ts'
import { shuffle } from '../testing/storms.ts'
import { createLabelTable } from './label-table.ts'
import { resolveEntity } from './resolve.ts'
import { about, posted, said } from './testing.ts'

/** Names that are alike in every way that rules look at. */
const word = fc.constantFrom('web', 'db', 'Web', 'checkout', 'agent', '10.0.3.4', '10.0.3.5', 'core switch')
const hash = fc.constantFrom('-0', '-1', '-7f9c6d5b8-x2x8p', '-x7k2p', '-28912345-abcde', '-01', '')
const domain = fc.constantFrom(
  '',
  '.eu',
  '.eu.example.com',
  '.us.example.com',
  '.shop.svc.cluster.local',
  ':9100',
  ':80',
)
const area = fc.constantFrom('', '', '', 'shop/', 'test/')
const name = fc.tuple(area, word, hash, domain).map((parts) => parts.join(''))
const node = fc.record({
  id: name,
  type: fc.constantFrom('service', 'node'),
  name: fc.option(name, { nil: undefined }),
  aliases: fc.array(name, { maxLength: 3 }),
})
const nodes = fc
  .uniqueArray(node, { minLength: 1, maxLength: 12, selector: ({ id }) => id })
  .map(
    (made): NonNullable<TopologyInput['nodes']> =>
      made.map(({ name: called, ...rest }) => ({ ...rest, ...(called !== undefined && { name: called }) })),
  )
const edges = fc.array(
  fc.tuple(name, name).map(([from, to]) => ({ from, to, kind: 'calls' as const })),
  { maxLength: 4 },
)
const labels = fc.dictionary(
  fc.constantFrom(
    'pod',
    'deployment',
    'instance',
    'service',
    'host',
    'namespace',
    'k8s.pod.name',
    'job',
    'team',
  ),
  name,
  { maxKeys: 4 },
)
const alert = fc
  .record({
    entity: fc.option(fc.record({ type: fc.constantFrom('pod', 'node', 'service', 'disk'), name }), {
      nil: undefined,
    }),
    service: fc.option(name, { nil: undefined }),
    labels,
    summary: fc.option(
      fc.array(name, { maxLength: 4 }).map((names) => names.join(' and ')),
      { nil: undefined },
    ),
  })
  .map(said)
const table = createLabelTable([])

test('what an alert is about is the same in whatever order and pieces topology was posted', () => {
  fc.assert(
    fc.property(nodes, edges, alert, fc.infiniteStream(fc.nat()), (some, ways, detail, random) => {
      const pieces: TopologyInput[] = [
        ...some.map((one) => ({ nodes: [one] })),
        ...ways.map((one) => ({ edges: [one] })),
      ]
      const once = resolveEntity(posted({ nodes: some, edges: ways }), table, detail)
      expect(resolveEntity(posted(...shuffle(pieces, random)), table, detail)).toEqual(once)
    }),
    { numRuns: 2000 },
  )
})

test('what is said before makes no difference to what is said next', () => {
  fc.assert(
    fc.property(nodes, edges, fc.array(alert, { minLength: 2, maxLength: 8 }), (some, ways, details) => {
      const asked = posted({ nodes: some, edges: ways })
      for (const detail of details) {
        const fresh = posted({ nodes: some, edges: ways })
        expect(resolveEntity(asked, table, detail)).toEqual(resolveEntity(fresh, table, detail))
      }
    }),
    { numRuns: 500 },
  )
})

test('an entity that is known is in the topology, and one that is not keeps a name that the alert gave it', () => {
  fc.assert(
    fc.property(nodes, edges, alert, (some, ways, detail) => {
      const topology = posted({ nodes: some, edges: ways })
      const { id, entity, known, by } = resolveEntity(topology, table, detail)
      const ids = [...topology.nodes.keys(), ...ways.flatMap(({ from, to }) => [from, to])]
      expect(ids.includes(id ?? '')).toBe(known)
      if (id !== undefined) expect(entity?.name).toBe(id)
      expect(by.rule === 'none').toBe(id === undefined)
      expect(['none', 'unknown'].includes(by.rule)).toBe(!known)
    }),
    { numRuns: 2000 },
  )
})

test('where two nodes could be meant alike, neither is', () => {
  fc.assert(
    fc.property(nodes, name, alert, (some, alias, detail) => {
      // The same node under two ids: whatever its other names stand for, they stand for both.
      const twin = (id: string) => ({ id, type: 'node', aliases: [alias] })
      const topology = posted({ nodes: [...some, twin('first of twins'), twin('second of twins')] })
      const { id } = resolveEntity(topology, table, { ...detail, name: 'x', summary: undefined })
      expect(id === 'first of twins' || id === 'second of twins').toBe(false)
    }),
    { numRuns: 1000 },
  )
})

test('a longer or shorter name of a host is not taken for one of several', () => {
  const two = posted({
    nodes: [
      { id: 'a.eu.example.com', type: 'node' },
      { id: 'a.us.example.com', type: 'node' },
    ],
  })
  expect(about(two, { labels: { host: 'a' } })).toBe('a by unknown from host')
  const one = posted({ nodes: [{ id: 'a.eu.example.com', type: 'node', aliases: ['a.local'] }] })
  expect(about(one, { labels: { host: 'a' } })).toBe('a.eu.example.com by full_name from host')
})

/** Texts that are hard on patterns: long, and almost what these look for. */
const hostile = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 600 }),
  fc
    .constantFrom('-', '.', 'a-', 'a.', '1.', '0-', ':', '[', '/', 'x2x8p-', ' ', '@', 'server ', "'a' ", 'ſ')
    .chain((unit) => fc.integer({ min: 1, max: 20_000 }).map((times) => unit.repeat(times))),
  fc.constantFrom(
    '__proto__',
    'constructor',
    'arn:',
    '/subscriptions/',
    'ip-1-2-3-4.',
    '[::]:',
    'http://',
    '::ffff:1.2.3.4',
  ),
)

test('hostile names are names like any other', () => {
  const topology = posted({
    nodes: Array.from({ length: 500 }, (_, i) => ({
      id: `web-${i}`,
      type: 'node',
      aliases: [`a a a a a ${i}`, `10.0.1.${i % 250}:${i}`],
    })),
  })
  fc.assert(
    fc.property(
      hostile,
      hostile,
      fc.constantFrom('pod', 'instance', 'host', 'job_name', 'resource_id'),
      (first, second, label) => {
        const detail = said({ name: first, summary: second, labels: { [label]: second, [first]: second } })
        const whole = resolveEntity(topology, table, detail)
        expect(whole.known || whole.id === undefined || whole.id.length <= 512).toBe(true)
        expect(resolveEntity(topology, table, said({ name: first, summary: second })).id).toBeOneOf([
          undefined,
          ...topology.nodes.keys(),
        ])
      },
    ),
    { numRuns: 1000 },
  )
})
