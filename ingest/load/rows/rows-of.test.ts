import { describe, expect, test } from 'vitest'
import { TABLES } from '../../../schema/tables/tables.ts'
import { alertRecord, correlationRecord, decision } from '../testing/records.ts'
import { rowsOf, rowsOfEntry } from './rows-of.ts'
import { databaseTime } from './time.ts'

const P = 'embedded-00000000-0'
const POSITION = { log_partition: P, log_offset: 7 }

const CONTEXT = {
  log: { partitionOf: () => P },
  partition: P,
  arrivalDefaults: { scope: 'default', clockToleranceMs: 0 },
  authority: { owner: undefined, answered: 0 },
}

describe('the rows of a record', () => {
  test('an alert event is one row with every column of its table', () => {
    const { events } = rowsOf(alertRecord(1, { entity: { type: 'node', name: 'n1' } }), P, 7)
    expect(events).toHaveLength(1)
    const columns = TABLES.find(({ name }) => name === 'events')?.columns ?? {}
    expect(Object.keys(events?.[0] ?? {}).sort()).toEqual(Object.keys(columns).sort())
    expect(events?.[0]).toMatchObject({
      ...POSITION,
      at: '2026-03-02 10:00:00.123',
      entity_type: 'node',
      ends_at: null,
    })
  })

  test('a topology that replaces says so, and its nodes and edges carry that source', () => {
    const rows = rowsOf(
      {
        type: 'topology',
        scope: 's',
        nodes: [{ id: 'a', type: 'service' }],
        edges: [{ from: 'a', to: 'b', kind: 'calls', source: 'cmdb' }],
        replace: 'cmdb',
        receivedAt: '2026-03-02T10:00:00.000Z',
      },
      P,
      7,
    )
    expect(rows.topology_nodes).toMatchObject([{ id: 'a', source: 'cmdb', tier: null, ...POSITION }])
    expect(rows.topology_edges).toMatchObject([{ from_id: 'a', to_id: 'b', source: 'cmdb' }])
    expect(rows.topology_replacements).toEqual([{ scope: 's', source: 'cmdb', ...POSITION }])
  })

  test('minutes count each event once: not its repeated deliveries, nor again when it moved', () => {
    const { event_minutes, event_decisions } = rowsOf(
      correlationRecord({
        events: [
          decision(0),
          decision(1, { at: '2026-03-02T10:00:59.999Z' }),
          decision(2, { at: '2026-03-02T10:01:00.000Z' }),
          decision(3, { heldBy: 'silenced' }),
          decision(4, { outcome: 'repeated_delivery' }),
          decision(0, { alertId: 'other', moved: true }),
        ],
      }),
      P,
      7,
    )
    expect(event_decisions).toHaveLength(6)
    expect(event_minutes?.map(({ minute, held_by, events }) => [minute, held_by, events])).toEqual([
      ['2026-03-02 10:00:00', '', 2],
      ['2026-03-02 10:01:00', '', 1],
      ['2026-03-02 10:00:00', 'silenced', 1],
    ])
  })

  test('what was removed is a row that deletes, under the same key', () => {
    const startsAt = '2026-03-02T10:00:00.000Z'
    const rows = rowsOf(
      correlationRecord({
        removedAlerts: [{ scope: 's', id: 'a', startsAt }],
        links: [{ scope: 's', incidentId: 'i', alertId: 'a', joinedBy: [], removed: true }],
      }),
      P,
      7,
    )
    const at = '2026-03-02 10:00:00.000'
    expect(rows.alerts).toEqual([{ scope: 's', id: 'a', starts_at: at, is_deleted: 1, ...POSITION }])
    expect(rows.links).toMatchObject([{ incident_id: 'i', alert_id: 'a', is_deleted: 1 }])
  })

  test('ticks and commands leave no rows', () => {
    expect(rowsOf({ type: 'tick', elapsedMs: 5 }, P, 7)).toEqual({})
  })

  test.each([
    ['not JSON', Buffer.from('{"type":'), 'not JSON in UTF-8'],
    ['not UTF-8', Buffer.from([0xff, 0xfe]), 'not JSON in UTF-8'],
    ['of an unknown type', Buffer.from('{"type":"song"}'), 'unknown type "song"'],
    ['an alert without a name', Buffer.from('{"type":"alert"}'), ''],
    [
      'half a correlation',
      Buffer.from('{"type":"correlation","input":{"from":0,"to":1},"events":[{}]}'),
      'not a whole correlation',
    ],
  ])('an entry that is %s becomes a reject with its raw bytes', (_, value, reason) => {
    const entry = { offset: 7, key: 'shop', value, appendedAt: Date.UTC(2026, 2, 2) }
    const rows = rowsOfEntry(entry, CONTEXT)
    expect(Object.keys(rows)).toEqual(['rejects'])
    expect(rows.rejects).toMatchObject([
      {
        id: `${P}-7`,
        scope: 'shop',
        received_at: '2026-03-02 00:00:00.000',
        reason: expect.stringContaining(reason),
        body_base64: value.toString('base64'),
        status: 'open',
        ...POSITION,
      },
    ])
  })
})

describe('times for the database', () => {
  test.each([
    ['2026-03-02T10:00:00.123Z', '2026-03-02 10:00:00.123'],
    ['2026-03-02T10:00:00Z', '2026-03-02 10:00:00.000'],
    ['2026-03-02T10:00:00.123456+02:00', '2026-03-02 08:00:00.123'],
    ['9999-12-31T23:59:59.999Z', '2299-12-31 00:00:00.000'],
    ['0001-01-01T00:00:00.000Z', '1900-01-01 00:00:00.000'],
  ])('%s is %s', (timestamp, expected) => expect(databaseTime(timestamp)).toBe(expected))
})
