import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Incident } from '../../schema/api/incident.ts'
import type { Page } from '../../schema/api/list.ts'
import { CursorError } from './cursor.ts'
import { findCommand } from './find-command.ts'
import { findIncident } from './find-incident.ts'
import { incidentHistory } from './incident-history.ts'
import { listIncidents } from './list-incidents.ts'
import { nearMisses } from './near-misses.ts'
import { similarIncidents } from './similar-incidents.ts'
import {
  alertRow,
  at,
  incidentRow,
  linkRow,
  ms,
  openTestDatabase,
  type TestDatabase,
} from './testing/database.ts'

let db: TestDatabase
const whole = { limit: 100, withLinks: true }

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert('alerts', [
    alertRow('a1', { starts_at: at(10), incident_id: 'i1' }),
    alertRow('a2', { starts_at: at(5), incident_id: 'i1' }),
    alertRow('a3', { starts_at: at(1000), incident_id: 'i3' }),
    alertRow('a4', { starts_at: at(1000), name: 'Other', entity_name: 'elsewhere', incident_id: 'i4' }),
    alertRow('a5', { starts_at: at(7) }),
  ])
  await db.insert('incidents', [
    incidentRow('i1', { title: 'an older state' }),
    incidentRow('i1', {
      started_at: at(5),
      status: 'resolved',
      resolved_at: at(500),
      title: 'Checkout is slow because of payments-db',
      causes: JSON.stringify([
        { entity: { type: 'database', name: 'payments-db' }, score: 3, confidence: 0.8, reasons: [] },
      ]),
      near_misses: JSON.stringify([
        { alertId: 'gone', weight: 0.1, text: 'far' },
        { alertId: 'a5', weight: 0.3, text: 'near in time only' },
      ]),
      actions: JSON.stringify([
        {
          at: '2026-01-01T00:05:00.000Z',
          by: { kind: 'person', name: 'ann' },
          kind: 'resolve',
          text: 'rolled back',
        },
      ]),
    }),
    incidentRow('i2', { status: 'merged', merged_into: 'i1', started_at: at(6) }),
    incidentRow('i3', {
      started_at: at(1000),
      severity: 'critical',
      services: ['search', 'checkout'],
      causes: JSON.stringify([
        { entity: { type: 'database', name: 'payments-db' }, score: 3, confidence: 0.8, reasons: [] },
      ]),
    }),
    incidentRow('i4', {
      started_at: at(1000),
      status: 'acknowledged',
      acknowledged_by: 'bob',
      services: ['search'],
    }),
    incidentRow('other', { scope: 'other', started_at: at(2000) }),
  ])
  await db.insert('links', [
    linkRow('i1', 'a1'),
    linkRow('i1', 'a2'),
    linkRow('i1', 'a3'),
    linkRow('i1', 'a3', { is_deleted: 1 }),
    linkRow('i3', 'a3'),
  ])
  const command = JSON.stringify({ kind: 'comment', incidentId: 'i1', text: 'looking' })
  await db.insert('commands', [
    {
      scope: 's',
      id: 'c1',
      kind: 'comment',
      by_kind: 'person',
      by_name: 'ann',
      received_at: at(100),
      at: at(90),
      command,
      incident_ids: ['i1'],
    },
    {
      scope: 's',
      id: 'c2',
      kind: 'reopen',
      by_kind: 'agent',
      by_name: 'bot',
      received_at: at(50),
      at: at(50),
      command: JSON.stringify({ kind: 'reopen', incidentId: 'i1' }),
      incident_ids: ['i1', 'i2'],
      error: 'it is open already',
    },
  ])
})

afterAll(() => db.close())

type Asked = Parameters<typeof listIncidents>

async function list(filter: Asked[1], page: Asked[2]): Promise<Page<Incident>> {
  return JSON.parse(await listIncidents(db.database, filter, page))
}

describe('listIncidents', () => {
  const ids = async (filter: Asked[1]) => (await list(filter, whole)).items.map(({ id }) => id)

  it('lists the last state of all but the merged ones, the last begun first', async () => {
    expect(await ids({})).toEqual(['other', 'i4', 'i3', 'i1'])
    expect(await ids({ scope: 's' })).toEqual(['i4', 'i3', 'i1'])
  })

  it('filters by status, severity, service and text', async () => {
    expect(await ids({ status: ['merged'] })).toEqual(['i2'])
    expect(await ids({ status: ['open', 'acknowledged'], scope: 's' })).toEqual(['i4', 'i3'])
    expect(await ids({ severity: ['critical'] })).toEqual(['i3'])
    expect(await ids({ service: ['search'] })).toEqual(['i4', 'i3'])
    expect(await ids({ q: 'PAYMENTS' })).toEqual(['i1'])
    expect(await ids({ q: "'; DROP TABLE incidents --" })).toEqual([])
  })

  it('finds those that likely began at a thing and those with an alert on it', async () => {
    expect(await ids({ entity: 'payments-db' })).toEqual(['i3', 'i1'])
    expect(await ids({ entity: 'elsewhere' })).toEqual(['i4'])
    expect(await ids({ entity: 'elsewhere', scope: 'other' })).toEqual([])
  })

  it('gives at most as many causes and changes as asked for', async () => {
    const causes = async (suspects: number) =>
      (await list({ entity: 'payments-db' }, { ...whole, suspects })).items.map(
        (incident) => incident.causes.length,
      )
    expect(await causes(1)).toEqual([1, 1])
    expect(await causes(0)).toEqual([0, 0])
  })

  it('selects by overlap with the life of an incident', async () => {
    expect(await ids({ scope: 's', from: ms(400), to: ms(600) })).toEqual(['i1'])
    expect(await ids({ scope: 's', from: ms(501) })).toEqual(['i4', 'i3'])
    expect(await ids({ scope: 's', to: ms(1000) })).toEqual(['i1'])
  })

  it('pages by cursor without leaving out or repeating any', async () => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await list({ scope: 's' }, { limit: 1, cursor, withLinks: false })
      expect(page.items).toHaveLength(1)
      seen.push(...page.items.map(({ id }) => id))
      cursor = page.nextCursor
    } while (cursor)
    expect(seen).toEqual(['i4', 'i3', 'i1'])
  })

  it('refuses cursors that it did not give out', async () => {
    const cursor = Buffer.from('["x"]').toString('base64url')
    await expect(listIncidents(db.database, {}, { ...whole, cursor })).rejects.toThrow(CursorError)
  })

  it('gives links in the order in which the alerts began, and none when asked for none', async () => {
    const { items } = await list({ q: 'payments' }, whole)
    expect(items[0]?.links.map(({ alert }) => alert)).toEqual(['a2', 'a1'])
    expect(items[0]?.links[0]?.joinedBy).toEqual([
      { kind: 'topology', with: 'x', weight: 0.7, text: 'it calls x' },
    ])
    const bare = await list({ q: 'payments' }, { ...whole, withLinks: false })
    expect(bare.items[0]?.links).toEqual([])
  })
})

describe('findIncident', () => {
  it('answers the incident as it is now', async () => {
    expect(await findIncident(db.database, 'i1')).toMatchObject({
      id: 'i1',
      scope: 's',
      status: 'resolved',
      startedAt: '2026-01-01T00:00:05.000Z',
      resolvedAt: '2026-01-01T00:08:20.000Z',
      counts: { events: 2, alerts: 1, entities: 1 },
      causes: [{ entity: { type: 'database', name: 'payments-db' } }],
      links: [{ alert: 'a2' }, { alert: 'a1' }],
    })
  })

  it('says where a merged one went, and nothing of unknown ones or of other scopes', async () => {
    expect(await findIncident(db.database, 'i2')).toMatchObject({ status: 'merged', mergedInto: 'i1' })
    expect(await findIncident(db.database, 'nope')).toBeUndefined()
    expect(await findIncident(db.database, 'other', 's')).toBeUndefined()
  })
})

it('near misses come with their alerts, closest first', async () => {
  const misses = await nearMisses(db.database, { scope: 's', id: 'i1' })
  expect(misses.map(({ alertId, alert }) => [alertId, alert?.id])).toEqual([
    ['a5', 'a5'],
    ['gone', undefined],
  ])
})

it('history tells every order about the incident in the order in which they came', async () => {
  expect(await incidentHistory(db.database, { scope: 's', id: 'i1' })).toEqual([
    {
      id: 'c2',
      at: '2026-01-01T00:00:50.000Z',
      receivedAt: '2026-01-01T00:00:50.000Z',
      by: { kind: 'agent', name: 'bot' },
      kind: 'reopen',
      incidentIds: ['i1', 'i2'],
      error: 'it is open already',
    },
    {
      id: 'c1',
      at: '2026-01-01T00:01:30.000Z',
      receivedAt: '2026-01-01T00:01:40.000Z',
      by: { kind: 'person', name: 'ann' },
      kind: 'comment',
      text: 'looking',
      incidentIds: ['i1'],
    },
  ])
})

it('a command is found by its scope and id', async () => {
  expect(await findCommand(db.database, 's', 'c1')).toMatchObject({ command: { kind: 'comment' } })
  expect(await findCommand(db.database, 'other', 'c1')).toBeUndefined()
})

it('similar incidents are earlier ones with the same alerts, entities or cause, and how they ended', async () => {
  const later = await findIncident(db.database, 'i3')
  const similar = await similarIncidents(db.database, {
    scope: 's',
    id: 'i3',
    started_at: at(1000),
    causes: JSON.stringify(later?.causes),
  })
  expect(similar).toMatchObject([
    {
      id: 'i1',
      likeness: 1,
      ended: 'resolved by ann; ann: rolled back',
      reasons: [
        'the same first cause: payments-db',
        '1 of 1 alert names: HighLatency',
        '1 of 1 entities: checkout',
      ],
    },
  ])
})
