import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listChanges } from './list-changes.ts'
import { noise } from './noise.ts'
import { bucketWidth, pressure } from './pressure.ts'
import { givenOrLastDay } from './range.ts'
import {
  at,
  eventRows,
  incidentRow,
  insertEvents,
  ms,
  openTestDatabase,
  type TestDatabase,
} from './testing/database.ts'
import { topologyAround, wholeTopology } from './topology.ts'

let db: TestDatabase
const SPAN = 600

beforeAll(async () => {
  db = await openTestDatabase()
  const held = ['', 'duplicate', 'flapping', 'silenced', 'inhibited', 'maintenance', 'correlated']
  const rows = Array.from({ length: 200 }, (_, i) =>
    eventRows(i, (i * 37) % SPAN, {
      // The newest is at 597 s.
      heldBy: held[i % held.length] ?? '',
      outcome: i % 10 === 9 ? 'repeated_delivery' : 'duplicate',
    }),
  )
  await insertEvents(db, rows)
  // One row per minute and kind, as the loader adds them up.
  await db.insert(
    'event_minutes',
    rows.map(({ decision }) => ({
      scope: 's',
      minute: `${String(decision['at']).slice(0, 16)}:00`,
      source: decision['source'],
      outcome: decision['outcome'],
      held_by: decision['held_by'],
      events: 1,
    })),
  )
  await db.insert('incidents', [
    incidentRow('i1', { started_at: at(60), resolved_at: at(130), changes: JSON.stringify([{ id: 'c2' }]) }),
    incidentRow('i2', { started_at: at(500) }),
    incidentRow('i3', { started_at: at(100), status: 'merged' }),
  ])
  await db.insert('notifications', [
    { scope: 's', at: at(60), incident_id: 'i1', reason: 'opened', severity: 'high' },
  ])
})

afterAll(() => db.close())

const moment = fc.integer({ min: -30, max: SPAN + 30 }).map((seconds) => ms(seconds) + (seconds % 7) * 100)

describe('noise', () => {
  it('counts what was held back and by what', async () => {
    const answer = await noise(db.database, 's', { from: ms(0), to: ms(SPAN) })
    expect(answer).toMatchObject({ events: 180, incidents: 2, notifications: 1, reduction: 1 - 1 / 180 })
    const { suppressed } = answer
    expect(Object.values(suppressed).reduce((sum, count) => sum + count)).toBeLessThan(180)
    expect(suppressed.duplicate).toBeGreaterThan(20)
    expect(await noise(db.database, 'nowhere', { from: 0, to: ms(SPAN) })).toMatchObject({
      events: 0,
      reduction: 0,
    })
  })

  it('counts each event once, however a range is cut', async () => {
    await fc.assert(
      fc.asyncProperty(moment, moment, moment, async (...times) => {
        const [from = 0, cut = 0, to = 0] = times.sort((a, b) => a - b)
        const count = async (range: { from: number; to: number }) =>
          (await noise(db.database, 's', range)).events
        expect((await count({ from, to: cut })) + (await count({ from: cut, to }))).toBe(
          await count({ from, to }),
        )
      }),
      { numRuns: 40 },
    )
  })
})

describe('pressure', () => {
  it('has every event in one bucket and incidents wherever they were open', async () => {
    const trace = await pressure(db.database, 's', { from: ms(0), to: ms(SPAN) })
    expect(trace).toMatchObject({ bucketSeconds: 60, from: '2026-01-01T00:00:00.000Z' })
    expect(trace.buckets).toHaveLength(10)
    expect(trace.buckets.reduce((sum, { events }) => sum + events, 0)).toBe(180)
    expect(trace.buckets.map(({ incidents }) => incidents)).toEqual([0, 1, 1, 0, 0, 0, 0, 0, 1, 1])
  })

  it('says when the first event came where that is within', async () => {
    const since = async (from: number) => (await pressure(db.database, 's', { from, to: ms(SPAN) })).since
    const first = await since(ms(-7200))
    expect(Date.parse(first ?? '')).toBeGreaterThan(ms(-60))
    expect(Date.parse(first ?? '')).toBeLessThan(ms(60))
    expect(await since(ms(120))).toBeUndefined()
  })

  it('has at most 361 buckets, whatever the range', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 4e12 }), fc.integer({ min: 0, max: 1e12 }), (length, from) => {
        const width = bucketWidth({ from, to: from + length }) * 1000
        expect(length / width).toBeLessThanOrEqual(360)
        expect(width % 60_000).toBe(0)
      }),
    )
  })
})

it('without a range the last day up to the newest event is meant', async () => {
  const newest = ms(597)
  expect(await givenOrLastDay(db.database, { scope: 's' }, 0)).toEqual({
    from: newest + 1 - 86_400_000,
    to: newest + 1,
  })
  expect(await givenOrLastDay(db.database, { scope: 's', from: 5, to: 7 }, 0)).toEqual({ from: 5, to: 7 })
  expect(await givenOrLastDay(db.database, { scope: 's', from: ms(SPAN * 2) }, 0)).toMatchObject({
    to: ms(SPAN * 2),
  })
  expect((await givenOrLastDay(db.database, { scope: 'nowhere' }, 1000)).to).toBe(1001)
})

describe('topology', () => {
  const node = (id: string, source: string, row: object = {}) => ({
    scope: 't',
    id,
    type: 'service',
    source,
    ...row,
  })
  const edge = (from_id: string, to_id: string, source: string) => ({
    scope: 't',
    from_id,
    to_id,
    kind: 'calls',
    source,
  })

  it('forgets what a source replaced and puts together what several say', async () => {
    await db.insert('topology_nodes', [
      node('a', 'k8s', { name: 'A', aliases: ['x'] }),
      node('gone', 'k8s'),
      node('a', '', { tier: 2, aliases: ['y'] }),
    ])
    await db.insert('topology_edges', [edge('a', 'gone', 'k8s'), edge('a', 'elsewhere', 'traces')])
    await db.insert('topology_replacements', [{ scope: 't', source: 'k8s' }])
    await db.insert('topology_nodes', [node('a', 'k8s', { type: 'deployment', owner: 'shop' })])
    expect(await wholeTopology(db.database, 't', 100)).toEqual({
      nodes: [
        { id: 'a', type: 'deployment', owner: 'shop', aliases: ['y'], tier: 2, source: 'k8s' },
        { id: 'elsewhere', type: 'unknown' },
      ],
      edges: [{ from: 'a', to: 'elsewhere', kind: 'calls', source: 'traces' }],
    })
    const around = await topologyAround(db.database, 't', ['y'], 1, 100)
    expect(around.nodes.map(({ id }) => id)).toEqual(['a', 'elsewhere'])
    expect(await topologyAround(db.database, 't', ['y'], 1, 1)).toMatchObject({
      nodes: [{ id: 'a' }],
      truncated: true,
    })
  })
})

it('changes select by overlap and say who suspects them', async () => {
  const change = (id: string, seconds: number, row: object = {}) => ({
    scope: 's',
    id,
    source: 'ci',
    kind: 'deploy',
    at: at(seconds),
    by: 'bot',
    summary: id,
    received_at: at(seconds),
    ...row,
  })
  await db.insert('changes', [
    change('c1', 0, { kind: 'maintenance', ended_at: at(300) }),
    change('c2', 50, { entity_type: 'database', entity_name: 'db' }),
    change('c3', 400),
  ])
  const ids = async (filter: Parameters<typeof listChanges>[1]) =>
    (await listChanges(db.database, { scope: 's', ...filter }, { limit: 10 })).items.map(({ id }) => id)
  expect(await ids({})).toEqual(['c3', 'c2', 'c1'])
  expect(await ids({ from: ms(200), to: ms(400) })).toEqual(['c1'])
  expect(await ids({ kind: ['deploy'], entity: 'db' })).toEqual(['c2'])
  expect(await ids({ incident: 'i1' })).toEqual(['c2'])
  expect(await ids({ incident: 'i2' })).toEqual([])
  const { items } = await listChanges(db.database, { scope: 's' }, { limit: 10 })
  expect(items.map(({ incidentIds }) => incidentIds)).toEqual([undefined, ['i1'], undefined])
  expect(items[1]?.incidents).toMatchObject([{ id: 'i1', first: true, severity: expect.any(String) }])
})
