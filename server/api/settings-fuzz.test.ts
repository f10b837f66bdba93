import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { SETTING_FIELDS } from '../../schema/settings/fields.ts'
import { parseSettingsFile } from '../settings/file.ts'
import { type Answer, type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline

beforeAll(async () => {
  pipeline = await startPipeline()
  const entity = { type: 'service', name: 'checkout' }
  const alert = { source: 's', status: 'firing', severity: 'high', name: 'A', entity }
  await pipeline.call('POST', '/api/v1/alerts', [alert, { ...alert, name: 'B' }])
  await pipeline.settle()
})

afterAll(() => pipeline.close())

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600)
const ROUTE = '/api/v1/settings'

const FILE = `# ours
correlation:
  linkThreshold: 0.4 # since May
  notifyFrom: high
  inhibit:
    - { name: node, source: [{ name: alertname, value: NodeDown }], target: [{ name: severity, value: warning }], equal: [node] }
  calendars:
    - { name: night, matchers: [{ name: a, value: b }], startsAt: "2026-01-01T00:00:00Z", durationMs: 3600000, rrule: "FREQ=DAILY" }
mappings:
  status-page: { fields: { name: body.title, severity: "'high'" } }
limits: { nesting: 10 }
retention:
  eventDays: 30
`

/** Pieces that trip readers of YAML, of times, of patterns and of expressions. */
const PIECES = [
  ...[
    '\t',
    '\r\n',
    '\u0000',
    '\ufeff',
    '\ud800',
    ':',
    '- ',
    '? ',
    '[',
    '{',
    '}',
    '"',
    "'",
    '|',
    '>',
    '%',
    '@',
  ],
  ...[
    '---\n',
    '...\n',
    '<<: *a\n',
    '&a ',
    '*a',
    '*b',
    '!!js/function "f"',
    '!!binary AAAA',
    '!!set {a, b}',
    '~',
  ],
  ...[
    '__proto__: { nesting: 1 }\n',
    'constructor: { prototype: 1 }\n',
    'limits: { nesting: 3 }\n',
    '? [a]: b\n',
  ],
  ...['1e999', '-0', '.nan', '.inf', '0x7fffffffffffffff', '9007199254740993', '2026-13-45', '1:2:3', 'null'],
  ...[
    '(a+)+$',
    '(?<n>',
    '\\\\pL{900}',
    'body.a.b[0]',
    'body.map(x, body.map(y, y))',
    'FREQ=SECONDLY;COUNT=1000000000',
  ],
  `a: &a [x]\n${Array.from({ length: 9 }, (_, i) => `a${i}: &a${i} [${'*a,'.repeat(9)}*a]\n`).join('')}`,
  '['.repeat(2000),
  `${'a: {'.repeat(500)}`,
  'x'.repeat(70_000),
]
const piece = fc.oneof(fc.constantFrom(...PIECES), fc.string({ unit: 'binary', maxLength: 20 }))

/** A settings file with some of it replaced by something else. */
const damaged = fc
  .array(fc.tuple(fc.nat(FILE.length), fc.nat(40), piece), { maxLength: 4 })
  .map((cuts) =>
    cuts.reduce((text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length), FILE),
  )
const other = fc.oneof(
  fc.json(),
  fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('')),
)
const text = fc.oneof({ weight: 4, arbitrary: damaged }, { weight: 1, arbitrary: other })
const strange = fc.oneof(piece, fc.integer(), fc.double(), fc.constantFrom(null, true, [], {}))

function refusedOr(expected: readonly number[], { status, body }: Answer, asked: string): void {
  expect(
    expected.concat(400, 413),
    `${asked.slice(0, 300)}: ${JSON.stringify(body).slice(0, 500)}`,
  ).toContain(status)
  if (status >= 400) expect(body).toMatchObject({ title: expect.any(String), status })
}

it('a check answers whatever it is asked to look at', async () => {
  const path = fc.oneof(
    fc.constantFrom(...SETTING_FIELDS.map((field) => field.path), '__proto__.x', 'mappings'),
    piece,
  )
  const edit = fc.record({ path, value: strange }, { requiredKeys: ['path'] })
  const body = fc.record({ text: fc.oneof(text, strange), edit: fc.option(edit, { nil: undefined }) })
  await fc.assert(
    fc.asyncProperty(body, async (asked) => {
      const answer = await pipeline.call('POST', `${ROUTE}/check`, asked)
      refusedOr([200], answer, JSON.stringify(asked))
      if (answer.status === 200) expect(answer.body.content === undefined).toBe(answer.body.faults.length > 0)
    }),
    { numRuns: RUNS / 2 },
  )
})

it('what is saved can be started with, and what is refused leaves the file as it was', async () => {
  const asked = fc.record({
    text: fc.oneof({ weight: 9, arbitrary: text }, { weight: 1, arbitrary: strange }),
    right: fc.boolean(),
    etag: strange,
    by: fc.option(strange, { nil: undefined }),
  })
  await fc.assert(
    fc.asyncProperty(asked, async ({ right, ...body }) => {
      const before = (await pipeline.call('GET', ROUTE)).body.file
      const sent = right ? { ...body, etag: before.etag } : body
      const answer = await pipeline.call('PUT', ROUTE, sent)
      refusedOr([200, 412], answer, JSON.stringify(sent))
      const after = (await pipeline.call('GET', ROUTE)).body.file
      if (answer.status === 200) {
        expect(after).toMatchObject({ text: body.text, faults: [], exists: true })
        expect(() => parseSettingsFile(after.text, 'barograph.yaml')).not.toThrow()
      } else expect(after).toEqual(before)
    }),
    { numRuns: RUNS / 4 },
  )
})

it('a preview answers or says why not', async () => {
  const days = fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: strange })
  const to = fc.option(fc.oneof(piece, fc.constantFrom('0000-01-01T00:00:00Z', '9999-12-31T23:59:59Z')), {
    nil: undefined,
  })
  await fc.assert(
    fc.asyncProperty(text, days, to, async (said, given, end) => {
      const answer = await pipeline.call('POST', `${ROUTE}/preview`, { text: said, days: given, to: end })
      refusedOr([200], answer, said)
    }),
    { numRuns: RUNS / 10 },
  )
})

it('what is tried on the past is tried or refused', async () => {
  const matcher = fc.record(
    { name: strange, value: strange, isRegex: fc.boolean(), isEqual: fc.boolean() },
    { requiredKeys: ['name'] },
  )
  const named = fc.constantFrom(
    { name: 'severity', value: 'high' },
    { name: 'a', value: '.*', isRegex: true },
  )
  const matchers = fc.oneof(fc.array(named, { minLength: 1, maxLength: 3 }), fc.array(matcher), strange)
  const at = fc.oneof(fc.constantFrom('2026-01-01T00:00:00Z', '0000-01-01T00:00:00Z'), piece)
  const rrule = fc.oneof(
    fc.constantFrom('FREQ=DAILY', 'FREQ=WEEKLY;INTERVAL=99999', 'FREQ=HOURLY;INTERVAL=0'),
    piece,
  )
  const silence = fc.record(
    {
      id: strange,
      matchers,
      startsAt: at,
      endsAt: fc.oneof(
        { weight: 3, arbitrary: fc.constant('2030-01-01T00:00:00Z') },
        { weight: 1, arbitrary: at },
      ),
      recurrence: fc.record({ rrule, durationMs: fc.oneof(fc.nat(), fc.double()) }),
      comment: strange,
    },
    { requiredKeys: ['matchers', 'endsAt'] },
  )
  const inhibit = fc.record({ name: piece, source: matchers, target: matchers, equal: fc.array(piece) })
  const entityLabels = fc.array(
    fc.record({
      kind: fc.constantFrom('host', 'service', 'planet'),
      labels: fc.array(piece, { maxLength: 3 }),
    }),
    { maxLength: 3 },
  )
  const asked = fc.record(
    { silence, inhibit, entityLabels, settings: text, days: fc.oneof(fc.constant(1), fc.double()), to: at },
    { requiredKeys: [] },
  )
  await fc.assert(
    fc.asyncProperty(asked, async (body) => {
      const answer = await pipeline.call('POST', '/api/v1/correlation/preview', body)
      refusedOr([200], answer, JSON.stringify(body))
    }),
    { numRuns: RUNS / 6 },
  )
})

it('and alerts are still made into incidents', async () => {
  const { body } = await pipeline.call('GET', ROUTE)
  await pipeline.call('PUT', ROUTE, { text: '', etag: body.file.etag })
  const entity = { type: 'service', name: 'after' }
  const alert = { source: 's', status: 'firing', severity: 'critical', name: 'After', entity }
  expect((await pipeline.call('POST', '/api/v1/alerts', alert)).status).toBe(202)
  await pipeline.settle()
  const { items } = (await pipeline.call('GET', '/api/v1/incidents?status=open')).body
  expect(JSON.stringify(items)).toContain('after')
})
