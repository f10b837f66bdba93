import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileMatchers, parseMatchers } from '../../schema/matcher.ts'
import { findAlert } from './find-alert.ts'
import { firingAlerts } from './firing-alerts.ts'
import { listAlerts } from './list-alerts.ts'
import { listEvents } from './list-events.ts'
import { newestEvent } from './newest-event.ts'
import { alertRow, at, eventRows, ms, openTestDatabase, type TestDatabase } from './testing/database.ts'

let db: TestDatabase
const page = { limit: 100 }

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert('alerts', [
    alertRow('a1', { starts_at: at(10), last_event_at: at(30), incident_id: 'i1' }),
    alertRow('a2', {
      starts_at: at(20),
      last_event_at: at(40),
      status: 'resolved',
      ends_at: at(40),
      name: 'DiskFull',
      severity: 'critical',
      service: 'db',
      entity_name: 'db-1',
      labels: { instance: 'db-1:9100', 'with.dot': 'x\ny' },
      suppressed_kind: 'silenced',
      suppressed_id: 'sil',
      suppressed_text: 'quiet',
    }),
    alertRow('a3', { starts_at: at(20), last_event_at: at(20) }),
    alertRow('gone', { starts_at: at(21) }),
    alertRow('gone', { starts_at: at(21), is_deleted: 1 }),
    alertRow('a4', { scope: 'other', starts_at: at(30), last_event_at: at(30) }),
  ])
  const rows = [
    eventRows(1, 10, { alert: 'a1', outcome: 'opened' }),
    eventRows(2, 20, { alert: 'a1', heldBy: 'duplicate' }),
    eventRows(3, 20, { alert: 'a1', outcome: 'repeated_delivery' }),
    eventRows(4, 30, { alert: 'a1', source: 'grafana' }),
    eventRows(5, 40, { alert: 'a2', outcome: 'resolved' }),
    eventRows(7, 30, { alert: 'a4', scope: 'other' }),
  ]
  await db.insert('events', [...rows.map(({ event }) => event), eventRows(6, 50).event])
  await db.insert(
    'event_decisions',
    rows.map(({ decision }) => decision),
  )
})

afterAll(() => db.close())

describe('listAlerts', () => {
  const ids = async (filter: Parameters<typeof listAlerts>[1]) =>
    (await listAlerts(db.database, filter, page)).items.map(({ id }) => id)

  it('lists alerts that exist, the last begun first', async () => {
    expect(await ids({})).toEqual(['a4', 'a3', 'a2', 'a1'])
    expect(await ids({ scope: 's' })).toEqual(['a3', 'a2', 'a1'])
  })

  it('filters by everything it offers', async () => {
    expect(await ids({ status: ['resolved'] })).toEqual(['a2'])
    expect(await ids({ severity: ['critical'] })).toEqual(['a2'])
    expect(await ids({ service: ['db'] })).toEqual(['a2'])
    expect(await ids({ incident: 'i1' })).toEqual(['a1'])
    expect(await ids({ entity: 'db-1' })).toEqual(['a2'])
    expect(await ids({ q: 'diskf' })).toEqual(['a2'])
    expect(await ids({ scope: 's', from: ms(41) })).toEqual(['a3', 'a1'])
    expect(await ids({ scope: 's', to: ms(20) })).toEqual(['a1'])
  })

  it.each([
    ['alertname=DiskFull', ['a2']],
    ['alertname!=DiskFull', ['a3', 'a1']],
    ['instance=~"db-.*"', ['a2']],
    ['instance=~"db"', []],
    ['instance=""', ['a3', 'a1']],
    ['instance!~".+"', ['a3', 'a1']],
    ['{"with.dot"=~"x.y"}', []],
    ['{"with.dot"=~"(?s)x.y"}', ['a2']],
    ['severity=critical,service=db', ['a2']],
  ])('filters by the matchers %s', async (text, expected) => {
    expect(await ids({ scope: 's', matchers: parseMatchers(text) })).toEqual(expected)
  })

  it('matches as compileMatchers does', async () => {
    const { items } = await listAlerts(db.database, { scope: 's' }, page)
    const value = fc.constantFrom('', 'db', 'db-1:9100', 'db.*', '.*', 'shop|x', 'x.y', '[^a]+', 'x\ny')
    const matcher = fc.record({
      name: fc.constantFrom('alertname', 'team', 'instance', 'severity', 'with.dot', 'none'),
      value,
      isRegex: fc.boolean(),
      isEqual: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(matcher, { maxLength: 3 }), async (matchers) => {
        const matches = compileMatchers(matchers)
        const expected = items.filter((alert) =>
          matches({
            severity: alert.severity,
            ...(alert.service && { service: alert.service }),
            alertname: alert.name,
            ...alert.labels,
          }),
        )
        expect(await ids({ scope: 's', matchers })).toEqual(expected.map(({ id }) => id))
      }),
      { numRuns: 60 },
    )
  })

  it('pages by cursor, also among alerts that began together', async () => {
    const first = await listAlerts(db.database, { scope: 's' }, { limit: 1 })
    const second = await listAlerts(db.database, { scope: 's' }, { limit: 1, cursor: first.nextCursor })
    const third = await listAlerts(db.database, { scope: 's' }, { limit: 1, cursor: second.nextCursor })
    expect([first, second, third].map(({ items }) => items[0]?.id)).toEqual(['a3', 'a2', 'a1'])
    expect(third.nextCursor).toBeUndefined()
  })
})

it('pages through more alerts than it looks at in one go, filtered or not', async () => {
  const many = Array.from({ length: 2500 }, (_, i) =>
    alertRow(`m${String(i).padStart(4, '0')}`, {
      scope: 'many',
      starts_at: at(1000 + Math.floor(i / 3)),
      service: i % 900 === 0 ? 'rare' : 'common',
    }),
  )
  await db.insert('alerts', many)
  await db.insert('alerts', many.slice(0, 1500))
  const expected = many.map((row) => String(row['id'])).reverse()
  const walk = async (filter: Parameters<typeof listAlerts>[1], limit: number) => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const next = await listAlerts(db.database, { scope: 'many', ...filter }, { limit, cursor })
      seen.push(...next.items.map(({ id }) => id))
      cursor = next.nextCursor
    } while (cursor)
    return seen
  }
  expect(await walk({}, 700)).toEqual(expected)
  expect(await walk({ service: ['rare'] }, 1)).toEqual(['m1800', 'm0900', 'm0000'])
  expect(await walk({ to: ms(1001) }, 2)).toEqual(['m0002', 'm0001', 'm0000'])
})

it('one alert is answered whole', async () => {
  expect(await findAlert(db.database, 'a2')).toEqual({
    id: 'a2',
    fingerprint: 'f-a2',
    scope: 's',
    status: 'resolved',
    severity: 'critical',
    name: 'DiskFull',
    source: 'prometheus',
    sources: ['prometheus'],
    service: 'db',
    entity: { type: 'service', name: 'db-1' },
    startsAt: '2026-01-01T00:00:20.000Z',
    endsAt: '2026-01-01T00:00:40.000Z',
    lastEventAt: '2026-01-01T00:00:40.000Z',
    events: 1,
    flapping: false,
    suppressedBy: { kind: 'silenced', id: 'sil', text: 'quiet' },
    labels: { instance: 'db-1:9100', 'with.dot': 'x\ny' },
    annotations: {},
  })
  expect(await findAlert(db.database, 'gone')).toBeUndefined()
})

it('firing alerts are those that are not resolved', async () => {
  const ids = async (text: string) =>
    (await firingAlerts(db.database, 's', parseMatchers(text))).map(({ id }) => id)
  expect(await ids('')).toEqual(['a1', 'a3'])
  expect(await ids('team=shop')).toEqual(['a1', 'a3'])
  expect(await ids('team!=shop')).toEqual([])
})

describe('listEvents', () => {
  const list = async (filter: Parameters<typeof listEvents>[1]) =>
    (await listEvents(db.database, filter, page)).items

  it('lists every event but repeated deliveries, the newest first, correlated or not', async () => {
    const items = await list({ scope: 's' })
    expect(items.map(({ id }) => id)).toEqual(['p:6', 'p:5', 'p:4', 'p:2', 'p:1'])
    expect(items[0]).not.toHaveProperty('outcome')
    expect(items[3]).toMatchObject({
      alertId: 'a1',
      incidentId: 'i1',
      externalId: 'x-2',
      at: '2026-01-01T00:00:20.000Z',
      outcome: 'duplicate',
      heldBy: 'duplicate',
    })
  })

  it('filters by incident, alert, source and time', async () => {
    const ids = async (filter: Parameters<typeof listEvents>[1]) => (await list(filter)).map(({ id }) => id)
    expect(await ids({ incident: 'i1' })).toEqual(['p:4', 'p:2', 'p:1'])
    expect(await ids({ alert: 'a2' })).toEqual(['p:5'])
    expect(await ids({ alert: 'a1', source: ['grafana'] })).toEqual(['p:4'])
    expect(await ids({ source: ['grafana'] })).toEqual(['p:4'])
    expect(await ids({ scope: 's', from: ms(20), to: ms(40) })).toEqual(['p:4', 'p:2'])
    expect(await ids({ incident: 'i1', from: ms(20), to: ms(30) })).toEqual(['p:2'])
    expect(await ids({ alert: 'nope' })).toEqual([])
  })

  it.each([{ scope: 's' }, { incident: 'i1' }])('pages by cursor over %j', async (filter) => {
    const all = (await list(filter)).map(({ id }) => id)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const next = await listEvents(db.database, filter, { limit: 1, cursor })
      seen.push(...next.items.map(({ id }) => id))
      cursor = next.nextCursor
    } while (cursor)
    expect(seen).toEqual(all)
  })
})

it('the newest event is by event time', async () => {
  expect(await newestEvent(db.database, 's')).toBe(ms(50))
  expect(await newestEvent(db.database, 'nowhere')).toBeUndefined()
})
