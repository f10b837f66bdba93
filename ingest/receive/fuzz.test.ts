import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fixture } from '../sources/testing.ts'
import { openTestReceiver, type TestReceiver } from './testing.ts'

let receiver: TestReceiver

beforeAll(async () => {
  receiver = await openTestReceiver({
    mappings: {
      fuzz: {
        kind: 'alert',
        items: 'has(body.alerts) ? body.alerts : [body]',
        fields: {
          name: 'item.labels.alertname',
          at: 'item.startsAt',
          status: 'item.status',
          labels: 'item.labels',
          summary: 'item.annotations.summary + "x"',
        },
      },
    },
  })
})

afterAll(() => receiver.close())

const SAMPLES: [route: string, payload: unknown][] = [
  ['/api/v2/alerts', fixture('prometheus')],
  ['/api/v2/alerts', fixture('amtool')],
  ['/webhooks/alertmanager', fixture('alertmanager')],
  ['/webhooks/grafana', fixture('grafana')],
  ['/v2/enqueue', fixture('pagerduty')],
  ['/v2/change/enqueue', fixture('pagerduty-change')],
  ['/api/v1/alerts', fixture('canonical')],
  ['/api/v1/alerts', { source: 's', status: 'firing', severity: 'high', name: 'n', endsAt: 1 }],
  ['/api/v1/changes', { source: 'ci', kind: 'deploy', summary: 'v2' }],
  [
    '/api/v1/topology',
    { nodes: [{ id: 'a', type: 'service' }], edges: [{ from: 'a', to: 'b', kind: 'calls' }] },
  ],
  ['/webhooks/generic/fuzz', fixture('grafana')],
  ['/api/v1/mappings/preview', { mapping: { fields: { name: 'body.a' } }, body: { a: 'n' } }],
]

const nasty = fc.constantFrom<unknown>(
  '__proto__',
  'constructor',
  '\ud800',
  '\u0000',
  '',
  'x'.repeat(70_000),
  -0,
  1e308,
  2 ** 53,
  -1,
  null,
  true,
  '0001-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '-271821-04-20T00:00:00Z',
  8.64e15,
  [],
  {},
  [[]],
  [null],
)
const anything = fc.oneof(fc.jsonValue({ maxDepth: 4 }), nasty, fc.string({ unit: 'binary' }))

/** A payload of the wild with one value anywhere in it replaced, removed or doubled, or given a strange key. */
const mutated = fc
  .tuple(fc.constantFrom(...SAMPLES), fc.array(fc.nat(50), { maxLength: 6 }), fc.nat(3), anything)
  .map(([[route, payload], path, how, value]) => {
    const root = structuredClone({ payload })
    let holder: unknown = root
    let key: string | number = 'payload'
    for (const step of path) {
      const inner: unknown = (holder as Record<string | number, unknown>)[key]
      if (typeof inner !== 'object' || inner === null) break
      const keys = Object.keys(inner)
      if (keys.length === 0) break
      holder = inner
      key = keys[step % keys.length] ?? ''
    }
    const target = holder as Record<string | number, unknown>
    if (how === 0) target[key] = value
    else if (how === 1) delete target[key]
    else if (how === 2) target[key] = [target[key], target[key]]
    else Object.defineProperty(target, String(value).slice(0, 100), { value, enumerable: true })
    return { route, text: JSON.stringify(root.payload) ?? '' }
  })

const route = fc.constantFrom(...SAMPLES.map(([path]) => path))
const elsewhere = (body: fc.Arbitrary<Buffer>) => fc.record({ route, body })

const request = fc.oneof(
  { weight: 8, arbitrary: mutated.map(({ route, text }) => ({ route, body: Buffer.from(text) })) },
  { weight: 1, arbitrary: mutated.map(({ route, text }) => ({ route, body: gzipSync(text) })) },
  { weight: 1, arbitrary: elsewhere(mutated.map(({ text }) => Buffer.from(text))) },
  { weight: 1, arbitrary: elsewhere(fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array))) },
  { weight: 1, arbitrary: elsewhere(fc.json().map((text) => Buffer.from(text))) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(mutated, fc.nat(100))
      .map(([{ route, text }, cut]) => ({ route, body: Buffer.from(text.slice(0, -cut)) })),
  },
  {
    weight: 1,
    arbitrary: elsewhere(
      fc
        .array(mutated, { maxLength: 4 })
        .map((lines) => Buffer.from(lines.map(({ text }) => text).join('\n'))),
    ),
  },
)

const contentType = fc.oneof(
  { weight: 5, arbitrary: fc.constant('application/json') },
  fc.constantFrom(
    'application/x-ndjson',
    'text/plain',
    'APPLICATION/JSON; charset="UTF-8"',
    'application/',
    ';;',
    'a',
  ),
)
const encoding = fc.oneof(
  { weight: 8, arbitrary: fc.constant('identity') },
  fc.constantFrom('gzip', 'deflate', 'br', 'gzip, gzip', ''),
)
const query = fc.oneof(
  { weight: 4, arbitrary: fc.constant('') },
  fc
    .tuple(fc.constantFrom('scope', 'replace', 'dry_run'), fc.string())
    .map(([name, value]) => `?${name}=${encodeURIComponent(value.replace(/\p{Surrogate}/gu, ''))}`),
)

it('answers whatever it is sent with 2xx or 4xx, and the log holds only records', async () => {
  let taken = 0
  await fc.assert(
    fc.asyncProperty(request, query, contentType, encoding, async ({ route, body }, search, type, coding) => {
      const headers = { 'content-type': type, 'content-encoding': coding }
      const answer = await receiver.post(route + search, body, headers)
      expect([answer.status, receiver.logged]).toEqual([
        expect.toSatisfy(
          (status: number) => (status >= 200 && status < 300) || (status >= 400 && status < 500),
        ),
        [],
      ])
      // Reading the log fails on anything that is not a complete, valid record.
      const records = await receiver.appended()
      for (const record of records) expect(['alert', 'change', 'topology', 'reject']).toContain(record.type)
      if (answer.status < 300) taken++
    }),
    { numRuns: 2000 },
  )
  // The fuzz is worth something only while a good part of it gets through.
  expect(taken).toBeGreaterThan(300)
})
