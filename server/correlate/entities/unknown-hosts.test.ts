import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../../schema/records/record.ts'
import { shuffle } from '../testing/storms.ts'
import { alert, correlateAll, settingsWith, tick, topology } from '../testing.ts'

const named = (at: number, host: string, source = 'zabbix', name = 'Down'): LogRecord =>
  alert(at, { name, source, entity: { type: 'node', name: host }, labels: { host, name, source } })

function entities(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const run = correlateAll(records, feeding)
  const alerts = run.correlator.state.scopes.get('default')?.alerts.values() ?? []
  return [...alerts].map(({ detail, entityId, known, entityBy }) => [
    detail.labels['host'],
    entityId,
    known,
    entityBy?.rule,
  ])
}

describe('of a host that topology does not know', () => {
  test('the short name means the full one, whichever comes first', () => {
    const [short, full] = [named(0, 'web-1'), named(10, 'web-1.prod.example.com', 'prometheus')]
    const expected = [
      ['web-1', 'web-1.prod.example.com', false, 'same_host'],
      ['web-1.prod.example.com', 'web-1.prod.example.com', false, 'unknown'],
    ]
    expect(entities([short, full]).sort()).toEqual(expected)
    expect(entities([full, short], { batch: 1 }).sort()).toEqual(expected)
  })

  test('the short name means nothing but itself while two full ones begin with it', () => {
    const records = [named(0, 'web-1'), named(10, 'web-1.eu.example.com'), named(20, 'web-1.us.example.com')]
    for (const batch of [1, 3])
      expect(entities(records, { batch }).map(([, id]) => id)).toEqual([
        'web-1',
        'web-1.eu.example.com',
        'web-1.us.example.com',
      ])
  })

  test('a service of the same name is another thing', () => {
    const service = alert(0, { name: 'Slow', service: 'web-1', labels: { host: 'web-1' } })
    expect(entities([service, named(10, 'web-1.prod.example.com')])[0]?.slice(1)).toEqual([
      'web-1',
      false,
      'unknown',
    ])
  })

  test('edges that are learned later attach to it', () => {
    const records = [
      named(0, 'WEB-1'),
      named(5, 'web-1.prod.example.com'),
      topology([], [{ id: 'db', type: 'database' }]),
    ]
    const late = topology([], [])
    expect(late.type === 'topology' && late.edges).toEqual([])
    const edge = {
      ...late,
      edges: [{ from: 'web-1', to: 'db', kind: 'depends_on', source: 'learned' }],
    } as LogRecord
    expect(entities([...records, edge])).toEqual([
      ['WEB-1', 'web-1', true, 'exact'],
      ['web-1.prod.example.com', 'web-1', true, 'short_name'],
    ])
  })
})

test('an alert is about what its latest words name, whichever event comes first', () => {
  const estate = topology(
    [],
    [
      { id: 'web01', type: 'node' },
      { id: 'web02', type: 'node' },
    ],
  )
  const says = (at: number, summary: string) =>
    alert(at, { name: 'Down', fingerprint: 'f', summary, labels: {}, externalId: summary })
  const [first, last] = [says(0, 'Server web01 is down'), says(60, 'Server web02 is down')]
  for (const records of [
    [first, last],
    [last, first],
  ])
    for (const batch of [1, 3])
      expect(entities([estate, ...records], { batch })).toEqual([[undefined, 'web02', true, 'text']])
})

/** Names that can mean the same or not, and pieces of topology by which some become known. */
const host = fc.constantFrom(
  'web-1',
  'web-1.eu.example.com',
  'web-1.us.example.com',
  'db-1',
  'db-1.eu.example.com',
  'db-2.eu.example.com',
  '10.0.0.1',
)
const event = fc.record({
  at: fc.integer({ min: 0, max: 540 }),
  host,
  source: fc.constantFrom('prometheus', 'zabbix'),
  name: fc.constantFrom('Down', 'Full', 'Slow'),
  status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const),
  pod: fc.option(fc.constantFrom('cart-7f9c6d5b8-x2x8p', 'cart-7f9c6d5b8-k4k4k', 'other-0', 'in words'), {
    nil: undefined,
  }),
})
const storm = fc.array(event, { minLength: 1, maxLength: 20 }).map((events) =>
  events.map(({ at, host: on, pod, ...rest }, i) => {
    // No two at one moment: of events of one fingerprint the latest one says what it is about.
    const moment = Math.floor(at / 20) * 20 + i
    const said = { ...rest, externalId: `event-${i}`, summary: `${rest.name}: server ${on} answers nothing` }
    if (pod === 'in words')
      return alert(moment, { ...said, labels: { source: rest.source, name: rest.name } })
    const entity = pod === undefined ? { type: 'node', name: on } : { type: 'pod', name: pod }
    return alert(moment, {
      ...said,
      entity,
      labels: { host: on, source: rest.source, ...(pod !== undefined && { pod }) },
    })
  }),
)
const pieces = fc.uniqueArray(
  fc.constantFrom<LogRecord>(
    topology(
      ['web calls cart', 'cart depends_on db-1'],
      [
        { id: 'cart', type: 'service' },
        { id: 'db-1', type: 'node' },
      ],
    ),
    topology([], [{ id: 'db-1', type: 'node', aliases: ['10.0.0.1'] }]),
    topology([], [{ id: 'web-1.us.example.com', type: 'node' }]),
    topology(['other runs_on db-2.eu.example.com']),
  ),
  { maxLength: 3 },
)

function sentOut(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1]) {
  const before = alert(-100, { name: 'Start', entity: { type: 'service', name: 'begins-the-clock' } })
  const after = alert(600, { name: 'Stop', entity: { type: 'service', name: 'ends-the-clock' } })
  const run = correlateAll([before, ...records, after, tick(5)], feeding)
  const alerts = new Map<string, unknown>()
  const incidents = new Map<string, unknown>()
  for (const found of run.found) {
    for (const { id } of found.removedAlerts) alerts.delete(id)
    for (const one of found.alerts) alerts.set(one.id, one)
    // A title is not written anew where only numbers in its words changed.
    for (const { updatedAt: _updatedAt, title: _title, ...one } of found.incidents) {
      if (one.status === 'merged') incidents.delete(one.id)
      else incidents.set(one.id, one)
    }
  }
  return { alerts, incidents }
}

test('what alerts are about, and the incidents by it, are the same in whatever order alerts and topology come', () => {
  fc.assert(
    fc.property(
      storm,
      pieces,
      fc.infiniteStream(fc.nat()),
      fc.integer({ min: 1, max: 7 }),
      fc.array(fc.nat(20), { maxLength: 2 }),
      (events, among, random, batch, restarts) => {
        const settings = settingsWith()
        const shuffled = shuffle([...among, ...events], random)
        expect(sentOut(shuffled, { settings, batch, restartBefore: new Set(restarts) })).toEqual(
          sentOut([...among, ...events], { settings }),
        )
      },
    ),
    { numRuns: Number(process.env['FUZZ_RUNS'] ?? 400) },
  )
})
