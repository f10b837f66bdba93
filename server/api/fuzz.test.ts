import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline
let incident = ''

beforeAll(async () => {
  pipeline = await startPipeline()
  const entity = { type: 'service', name: 'checkout' }
  const alert = { source: 's', status: 'firing', severity: 'high', name: 'A', entity, labels: { a: 'b' } }
  await pipeline.call('POST', '/api/v1/alerts', [alert, { ...alert, name: 'B' }])
  await pipeline.call('POST', '/api/v1/topology', { edges: [{ from: 'checkout', to: 'db', kind: 'calls' }] })
  await pipeline.settle()
  incident = (await pipeline.call('GET', '/api/v1/incidents')).body.items[0].id
})

afterAll(() => pipeline.close())

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600)

const READ = [
  '/api/v1/incidents',
  '/api/v1/incidents/ID',
  '/api/v1/incidents/ID/alerts',
  '/api/v1/incidents/ID/events',
  '/api/v1/incidents/ID/near-misses',
  '/api/v1/incidents/ID/similar',
  '/api/v1/incidents/ID/history',
  '/api/v1/alerts',
  '/api/v1/alerts/facets',
  '/api/v1/alerts/labels',
  '/api/v1/alerts/ID',
  '/api/v1/events',
  '/api/v1/changes',
  '/api/v1/changes/figures',
  '/api/v1/topology',
  '/api/v1/topology/overview',
  '/api/v1/topology/reach',
  '/api/v1/topology/sources',
  '/api/v1/pressure',
  '/api/v1/noise',
  '/api/v1/noise/corrections',
  '/api/v1/noise/noisiest',
  '/api/v1/noise/weeks',
  '/api/v1/silences',
  '/api/v1/silences/ID/history',
  '/api/v1/lessons',
  '/api/v1/maintenance',
  '/api/v1/settings',
  '/api/v1/sources',
  '/api/v1/sources/unresolved',
  '/api/v1/rejects',
  '/api/v1/rejects/ID',
  '/api/v1/status',
  '/api/v2/alerts',
  '/api/v2/alerts/groups',
  '/api/v2/silences',
  '/api/v2/silence/ID',
  '/api/v2/receivers',
  '/api/v2/status',
]
const WRITE = [
  ...[
    'acknowledge',
    'resolve',
    'reopen',
    'merge',
    'split',
    'not-part',
    'keep-together',
    'noise',
    'comment',
  ].map((kind) => `/api/v1/incidents/ID/${kind}`),
  '/api/v1/silences',
  '/api/v1/lessons/ID/retract',
  '/api/v1/alerts/noise',
  '/api/v1/silences/preview',
  '/api/v1/rejects/ID/retry',
  '/api/v1/session',
  '/api/v1/settings/check',
  '/api/v1/settings/preview',
  '/api/v1/correlation/preview',
  '/api/v2/silences',
]
/** What a route cannot do without. */
const NEEDED: Readonly<Record<string, [string, string]>> = { '/api/v1/topology/reach': ['entity', 'web'] }
const PARAMETERS = [
  ...[
    'from',
    'to',
    'scope',
    'limit',
    'cursor',
    'status',
    'severity',
    'service',
    'q',
    'links',
    'incident',
    'entity',
    'heldBy',
    'suspects',
  ],
  ...['fields', 'labels', 'search', 'top', 'order', 'held', 'ended'],
  ...['filter', 'source', 'alert', 'kind', 'around', 'hops', 'active', 'silenced', 'receiver', 'constructor'],
]

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom(
    ...[
      '',
      ' ',
      '0',
      '-1',
      '1e9',
      'NaN',
      "' OR 1=1 --",
      '{x:String}',
      '\\',
      "\\'",
      '\u0000',
      '%',
      '\ud800',
      'null',
    ],
    ...[
      '2026-01-01T00:00:00Z',
      '1900-01-01T00:00:00Z',
      '2298-12-31T23:59:59Z',
      '0000-01-01T00:00:00Z',
      '1767225600',
    ],
    ...[
      'a="b"',
      'a=~"(a+)+"',
      'a=~"("',
      '{',
      'a!~"\\\\pL{900}"',
      '10000',
      'default',
      'open',
      'critical',
      '1',
    ],
    ...[Buffer.from('[1,"x"]').toString('base64url'), Buffer.from('[1e308,"x",1]').toString('base64url')],
    Buffer.from('[-99999999999999,"x",1]').toString('base64url'),
    'x'.repeat(3000),
  ),
)
const query = fc.array(fc.tuple(fc.constantFrom(...PARAMETERS), nasty), { maxLength: 5 })

/** Without lone surrogates, which no URL can carry. */
function wellFormed(text: string): string {
  return Buffer.from(text).toString('utf8')
}

function toPath(template: string, id: string, pairs: [string, string][]): string {
  const text = new URLSearchParams(pairs).toString()
  return template.replace('ID', encodeURIComponent(wellFormed(id))) + (text ? `?${text}` : '')
}

function check(path: string, answer: Answer): void {
  expect(answer.status, `${path}: ${JSON.stringify(answer.body)}`).toBeLessThan(500)
  if (answer.status < 400) return
  if (path.startsWith('/api/v2/')) return
  expect(answer.headers.get('content-type'), path).toBe('application/problem+json')
  expect(answer.body, path).toMatchObject({ title: expect.any(String), status: answer.status })
}

const id = fc.oneof({ weight: 2, arbitrary: fc.constant('KNOWN') }, { weight: 1, arbitrary: nasty })
const known = (given: string) => (given === 'KNOWN' ? incident : given)

describe('whatever is sent', () => {
  it('no reading route fails by it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...READ), id, query, async (template, given, pairs) => {
        const path = toPath(template, known(given), pairs)
        check(path, await pipeline.call('GET', path))
      }),
      { numRuns: RUNS },
    )
  })

  it.each([
    ['incidents', [-99999999999999, 'x']],
    ['incidents', [99999999999999, 'x']],
    ['incidents', [1.5, 'x']],
    ['alerts', [-99999999999999, 'x']],
    ['alerts', [0, '\u0000']],
    ['events', [-99999999999999, 'x', 1]],
    ['events', [0, 'x', 1e300]],
    ['events', [0, 'x', -1]],
    ['changes', [99999999999999, 'x']],
    ['rejects', ['x', 0]],
    ['rejects', {}],
  ])('a made-up cursor of %s %j is refused or leads nowhere', async (list, key) => {
    const cursor = Buffer.from(JSON.stringify(key)).toString('base64url')
    const path = `/api/v1/${list}?cursor=${cursor}`
    check(path, await pipeline.call('GET', path))
  })

  it('every parameter alone is taken or refused by name', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...READ),
        fc.constantFrom(...PARAMETERS),
        nasty,
        async (template, name, value) => {
          const needed = NEEDED[template]
          const others: [string, string][] = needed && needed[0] !== name ? [needed] : []
          const path = toPath(template, incident, [...others, [name, value]])
          const answer = await pipeline.call('GET', path)
          check(path, answer)
          if (answer.status === 400 && path.startsWith('/api/v1/')) {
            expect(answer.body.errors[0].path.split('.')[0], path).toBe(name)
          }
        },
      ),
      { numRuns: RUNS },
    )
  })

  it('no command fails by it', async () => {
    const matchers = fc.array(
      fc.record(
        { name: nasty, value: nasty, isRegex: fc.boolean(), isEqual: fc.boolean() },
        { requiredKeys: [] },
      ),
      { maxLength: 3 },
    )
    const body = fc.oneof(
      fc.json().filter((text) => text.length < 5000),
      nasty,
      fc
        .record(
          {
            by: fc.oneof(nasty, fc.integer()),
            text: nasty,
            into: nasty,
            incidentIds: fc.array(nasty, { maxLength: 2 }),
            alertIds: fc.array(nasty, { maxLength: 2 }),
            matchers,
            startsAt: nasty,
            endsAt: fc.oneof(nasty, fc.constant('2030-01-01T00:00:00Z')),
            createdBy: nasty,
            comment: nasty,
            token: nasty,
            days: fc.oneof(fc.double(), fc.integer()),
            edit: fc.record({ path: fc.oneof(nasty, fc.constant('limits.nesting')), value: nasty }),
            recurrence: fc.record({ rrule: nasty, durationMs: fc.integer() }),
          },
          { requiredKeys: [] },
        )
        .map((value) => JSON.stringify(value)),
    )
    const type = fc.constantFrom(
      'application/json',
      'application/json',
      'text/plain',
      'application/json; charset=x',
    )
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...WRITE),
        id,
        body,
        type,
        async (template, given, text, contentType) => {
          const path = toPath(template, known(given), [])
          check(path, await pipeline.call('POST', path, text, { 'content-type': contentType }))
        },
      ),
      { numRuns: RUNS / 2 },
    )
  })

  it('no method fails by it', async () => {
    const method = fc.constantFrom('PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'POST')
    const path = fc.oneof(
      fc.constantFrom(...READ, ...WRITE),
      nasty.map((text) => `/${encodeURIComponent(wellFormed(text))}`),
    )
    await fc.assert(
      fc.asyncProperty(method, path, async (asked, template) => {
        const response = await pipeline.api.app.request(toPath(template, 'x', []), { method: asked })
        expect(response.status, `${asked} ${template}`).toBeLessThan(500)
      }),
      { numRuns: RUNS / 2 },
    )
  })
})
