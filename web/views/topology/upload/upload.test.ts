import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readCsv } from './csv.ts'
import { difference } from './difference.ts'
import { readFile } from './read-file.ts'

test('a CSV is read as it was written', () => {
  const field = fc.string({ unit: fc.constantFrom('a', 'ü', '"', ',', '\n', ' ', ';'), maxLength: 6 })
  fc.assert(
    fc.property(fc.array(fc.tuple(field, field), { minLength: 1, maxLength: 8 }), (rows) => {
      const table = [['from', 'to'], ...rows]
      const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
      expect(readCsv(table.map((row) => row.map(quote).join(',')).join('\r\n'))).toEqual(table)
    }),
  )
})

test('tables of relations and of things', async () => {
  expect(
    await readFile('from;to;kind\nweb;checkout;calls\ncheckout;db;Depends on\n;x;calls\nx;y;loves\n'),
  ).toEqual({
    format: 'a table',
    nodes: [],
    edges: [
      { from: 'web', to: 'checkout', kind: 'calls' },
      { from: 'checkout', to: 'db', kind: 'depends_on' },
    ],
    faults: ['Row 4: from or to is empty.', 'Row 5: kind must be calls, depends_on, runs_on or part_of.'],
  })
  expect((await readFile('id,type,tier,aliases\ndb,database,1,db-1|db-2\n')).nodes).toEqual([
    { id: 'db', type: 'database', tier: 1, aliases: ['db-1', 'db-2'] },
  ])
})

test('a Backstage catalog', async () => {
  const text = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: payments, title: Payments}
spec:
  type: service
  owner: group:default/payments-team
  system: shop
  dependsOn: ["resource:default/payments-db"]
  consumesApis: [fraud-api]
  providesApis: [payments-api]
---
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: payments-team}
`
  expect(await readFile(text)).toEqual({
    format: 'a Backstage catalog',
    nodes: [{ id: 'payments', type: 'service', name: 'Payments', owner: 'payments-team' }],
    edges: [
      { from: 'payments', to: 'payments-db', kind: 'depends_on' },
      { from: 'payments', to: 'fraud-api', kind: 'calls' },
      { from: 'payments-api', to: 'payments', kind: 'depends_on' },
      { from: 'payments', to: 'shop', kind: 'part_of' },
    ],
    faults: [],
  })
})

test('owners of Kubernetes: a pod is a part of its deployment and runs on its node', async () => {
  const owned = (kind: string, name: string, owner: [string, string], spec = {}) => ({
    kind,
    metadata: { name, ownerReferences: [{ kind: owner[0], name: owner[1], controller: true }] },
    spec,
  })
  const items = [
    owned('Pod', 'web-5d9-x', ['ReplicaSet', 'web-5d9'], { nodeName: 'node-1' }),
    owned('ReplicaSet', 'web-5d9', ['Deployment', 'web']),
    { kind: 'Deployment', metadata: { name: 'web' } },
  ]
  expect(await readFile(JSON.stringify({ kind: 'List', items }))).toMatchObject({
    nodes: [
      { id: 'web-5d9-x', type: 'pod' },
      { id: 'web', type: 'deployment' },
    ],
    edges: [
      { from: 'web-5d9-x', to: 'web', kind: 'part_of' },
      { from: 'web-5d9-x', to: 'node-1', kind: 'runs_on' },
    ],
  })
})

test('metrics of a service graph, as text and as OTLP', async () => {
  const text = 'traces_service_graph_request_total{client="web",server="db",connection_type="database"} 5\n'
  const attributes = [
    ['client', 'web'],
    ['server', 'db'],
    ['connection_type', 'database'],
  ].map(([key, stringValue]) => ({ key, value: { stringValue } }))
  const metrics = [{ name: 'traces_service_graph_request_total', sum: { dataPoints: [{ attributes }] } }]
  const otlp = JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] })
  for (const file of [text, otlp]) {
    expect(await readFile(file)).toMatchObject({
      format: 'service graph metrics',
      nodes: [
        { id: 'web', type: 'service' },
        { id: 'db', type: 'database' },
      ],
      edges: [{ from: 'web', to: 'db', kind: 'depends_on' }],
    })
  }
})

test('what cannot be read is refused with its reason', async () => {
  for (const [text, reason] of [
    ['', 'empty'],
    ['a,b\n1,2', 'name the columns'],
    ['{"nodes": 1}', 'nodes'],
    ['{"nodes": [', 'not JSON'],
    ['{"other": 1}', 'neither'],
    ['kind: [', 'not YAML'],
  ] as const) {
    await expect(readFile(text)).rejects.toThrow(reason)
  }
})

test('any text is read or refused in words', async () => {
  const piece = fc.constantFrom(
    '{',
    '}',
    '[',
    '"nodes"',
    ':',
    'kind',
    'Pod',
    '\n',
    ',',
    'from',
    'to',
    '---',
    'null',
    '1',
    ' ',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(piece, { maxLength: 20 }), async (pieces) => {
      const result = await readFile(pieces.join('')).catch((error: Error) => error.name)
      expect(result === 'FileError' || typeof result === 'object').toBe(true)
    }),
  )
})

test('the difference says what is new, changed and gone', () => {
  const before = {
    nodes: [
      { id: 'a', type: 'service' },
      { id: 'b', type: 'service' },
    ],
    edges: [{ from: 'a', to: 'b', kind: 'calls' as const, source: 's' }],
  }
  const told = {
    nodes: [
      { id: 'a', type: 'database' },
      { id: 'c', type: 'service' },
    ],
    edges: [{ from: 'a', to: 'b', kind: 'calls' as const }],
    faults: [],
  }
  expect(difference(before, told)).toEqual({ added: ['c'], changed: ['a'], gone: ['b'], same: 1 })
})
