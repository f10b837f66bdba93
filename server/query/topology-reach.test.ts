import { afterAll, beforeAll, expect, it } from 'vitest'
import { alertRow, openTestDatabase, type TestDatabase } from './testing/database.ts'
import { topologySaidBy } from './topology.ts'
import { topologyOverview } from './topology-overview.ts'
import { topologyReach } from './topology-reach.ts'
import { topologySources } from './topology-sources.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await openTestDatabase()
  const node = (id: string, type: string, row: object = {}) => ({
    scope: 's',
    id,
    type,
    source: 'cmdb',
    ...row,
  })
  const edge = (from_id: string, to_id: string, kind: string, source = 'cmdb') => ({
    scope: 's',
    from_id,
    to_id,
    kind,
    source,
  })
  await db.insert('topology_nodes', [
    node('web', 'service'),
    node('checkout', 'service', { tier: 1, aliases: ['Checkout API'] }),
    node('db', 'database'),
    node('pod-1', 'pod'),
    node('pod-2', 'pod'),
  ])
  await db.insert('topology_edges', [
    edge('web', 'checkout', 'calls'),
    edge('checkout', 'db', 'depends_on'),
    edge('checkout', 'db', 'depends_on', 'traces'),
    edge('pod-1', 'checkout', 'part_of'),
    edge('pod-2', 'checkout', 'part_of'),
    edge('pod-1', 'node-1', 'runs_on'),
    edge('node-1', 'pod-1', 'calls', 'loop'),
  ])
  await db.insert('alerts', [
    alertRow('a1', { entity_name: 'db', severity: 'warning' }),
    alertRow('a2', { entity_name: 'db', severity: 'critical' }),
    alertRow('a3', { entity_name: 'web', status: 'resolved' }),
  ])
})

afterAll(() => db.close())

const reach = async (name: string, hops = 4, limit = 100) => {
  const { needs, neededBy, ...rest } = await topologyReach(db.database, 's', name, hops, limit)
  const list = (things: typeof needs) => things.map(({ id, hops: far, via }) => `${far} ${id} by ${via}`)
  return { ...rest, needs: list(needs), neededBy: list(neededBy) }
}

it('says what needs a thing and what it needs, nearest first, with what fires', async () => {
  expect(await reach('db')).toMatchObject({
    thing: { id: 'db', type: 'database', alerts: 2, severity: 'critical', known: true },
    needs: [],
    neededBy: [
      '1 checkout by db',
      '2 pod-1 by checkout',
      '2 pod-2 by checkout',
      '2 web by checkout',
      '3 node-1 by pod-1',
    ],
  })
  expect(await reach('db', 1)).toMatchObject({ neededBy: ['1 checkout by db'] })
})

it('a whole suffers from its part, but not that part from another', async () => {
  const { neededBy, needs } = await reach('pod-2')
  expect(neededBy).toEqual(['1 checkout by pod-2', '2 web by checkout'])
  expect(needs).toEqual(['1 checkout by pod-2', '2 db by checkout'])
})

it('goes by aliases, ends in loops, and says what it cut', async () => {
  expect((await reach('Checkout API')).thing).toMatchObject({ id: 'checkout', aliases: ['Checkout API'] })
  expect((await reach('node-1')).neededBy).toContain('1 pod-1 by node-1')
  expect(await reach('db', 4, 2)).toMatchObject({ truncated: true })
  expect(await reach('nothing')).toMatchObject({ thing: { known: false, alerts: 0 }, needs: [], edges: [] })
})

it('knows how much there is, and what most others need', async () => {
  const { mostNeeded, ...rest } = await topologyOverview(db.database, 's', 2)
  expect(rest).toEqual({ things: 6, relations: 6 })
  expect(mostNeeded).toMatchObject([
    { id: 'checkout', tier: 1, neededBy: 3, alerts: 0 },
    { id: 'db', neededBy: 1, alerts: 2, severity: 'critical' },
  ])
})

it('knows who told what', async () => {
  expect((await topologySources(db.database, 's')).items).toEqual([
    { source: 'cmdb', nodes: 5, edges: 5 },
    { source: 'loop', nodes: 0, edges: 1 },
    { source: 'traces', nodes: 0, edges: 1 },
  ])
  expect(await topologySaidBy(db.database, 's', 'traces', 10)).toEqual({
    nodes: [],
    edges: [{ from: 'checkout', to: 'db', kind: 'depends_on', source: 'traces' }],
  })
})
