import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { parseMatchers } from '../../schema/matcher.ts'
import { firingAlerts } from './firing-alerts.ts'
import { listAlerts } from './list-alerts.ts'
import { listEvents } from './list-events.ts'
import {
  alertRow,
  at,
  eventRows,
  insertEvents,
  ms,
  openTestDatabase,
  type TestDatabase,
} from './testing/database.ts'

/** Shortcuts and indexes lead to what reading everything leads to. */
let db: TestDatabase

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

const PIECES = ['Disk', 'full', 'k', 'K', 'é', 'É', 'İ', '%', '_', '\\', "'", ' ', '-', '7', '\n']
const text = fc.array(fc.constantFrom(...PIECES), { maxLength: 6 }).map((pieces) => pieces.join(''))

it('finds text in alerts as a comparison of each does', async () => {
  const texts = fc.sample(fc.tuple(text, text, text, text), { numRuns: 200, seed: 1 })
  await db.insert(
    'alerts',
    texts.map(([name, summary, service, entity_name], i) =>
      alertRow(`AL-${i}`, { scope: 'text', starts_at: at(i), name, summary, service, entity_name }),
    ),
  )
  await fc.assert(
    fc.asyncProperty(
      text.filter((q) => q !== ''),
      async (q) => {
        const { items } = await listAlerts(db.database, { scope: 'text', q }, { limit: 1000 })
        const expected = await db.database.query<{ id: string }>(
          `SELECT id FROM alerts FINAL WHERE scope = 'text' AND positionCaseInsensitiveUTF8(
             concat(name, '\n', summary, '\n', service, '\n', entity_name, '\n', id), {q:String}) > 0
           ORDER BY starts_at DESC`,
          { q },
        )
        expect(items.map(({ id }) => id)).toEqual(expected.map(({ id }) => id))
      },
    ),
    { numRuns: 100 },
  )
})

it('answers by what an alert is, not by what it was', async () => {
  const row = (id: string, changed: object) =>
    alertRow(id, { scope: 'changed', starts_at: at(5), incident_id: 'i1', service: 'one', ...changed })
  await db.insert('alerts', [row('a', {}), row('b', {}), row('c', {})])
  await db.insert('alerts', [row('a', { incident_id: 'i2', service: 'two' }), row('b', { is_deleted: 1 })])
  const ids = async (filter: Parameters<typeof listAlerts>[1]) =>
    (await listAlerts(db.database, { scope: 'changed', ...filter }, { limit: 10 })).items.map(({ id }) => id)
  expect(await ids({ incident: 'i1' })).toEqual(['c'])
  expect(await ids({ incident: 'i2' })).toEqual(['a'])
  expect(await ids({ service: ['one'] })).toEqual(['c'])
  expect(await ids({ service: ['two'] })).toEqual(['a'])
})

it('finds what fires by what each alert is, whatever it was', async () => {
  const rows = fc.array(
    fc.record({
      alert: fc.nat(4),
      status: fc.constantFrom('firing', 'acknowledged', 'resolved'),
      team: fc.constantFrom('shop', 'search'),
    }),
    { minLength: 1, maxLength: 12 },
  )
  let run = 0
  await fc.assert(
    fc.asyncProperty(rows, async (states) => {
      const scope = `firing-${run++}`
      const last = new Map<number, (typeof states)[number]>()
      for (const state of states) {
        const { alert, status, team } = state
        const row = { scope, starts_at: at(alert), status, labels: { team } }
        await db.insert('alerts', [alertRow(`AL-${alert}`, row)])
        last.set(alert, state)
      }
      const expected = (test: (team: string) => boolean) =>
        [...last]
          .filter(([, { status, team }]) => status !== 'resolved' && test(team))
          .map(([alert]) => `AL-${alert}`)
          .sort()
      const found = async (matchers: string) =>
        (await firingAlerts(db.database, scope, parseMatchers(matchers))).map(({ id }) => id)
      expect(await found('')).toEqual(expected(() => true))
      expect(await found('team=shop')).toEqual(expected((team) => team === 'shop'))
      expect(await found('team!=shop')).toEqual(expected((team) => team !== 'shop'))
    }),
    { numRuns: 10 },
  )
})

it.each([
  ['as many as there are', 1],
  ['too few', 0.2],
  ['too many', 50],
])('lists the same events when %s were counted by the minute', async (name, factor) => {
  const rows = Array.from({ length: 300 }, (_, i) =>
    eventRows(i, i * 7, { scope: name, source: i % 40 === 0 ? 'rare' : 'common' }),
  )
  await insertEvents(db, rows)
  await db.insert(
    'event_minutes',
    rows.map(({ event }, i) => ({
      scope: name,
      minute: `${at(Math.floor((i * 7) / 60) * 60).slice(0, 19)}`,
      source: event['source'],
      outcome: 'duplicate',
      held_by: '',
      events: Math.floor(factor * (i % 5 === 0 ? 2 : 1)),
    })),
  )
  const walk = async (filter: Parameters<typeof listEvents>[1], limit: number) => {
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const next = await listEvents(db.database, { scope: name, ...filter }, { limit, cursor })
      seen.push(...next.items.map(({ externalId }) => externalId ?? ''))
      cursor = next.nextCursor
    } while (cursor)
    return seen
  }
  const expected = (test: (i: number) => boolean) =>
    rows.flatMap((_, i) => (test(i) ? [`x-${i}`] : [])).reverse()
  expect(await walk({}, 70)).toEqual(expected(() => true))
  expect(await walk({ source: ['rare'] }, 3)).toEqual(expected((i) => i % 40 === 0))
  expect(await walk({ source: ['nowhere'] }, 3)).toEqual([])
  expect(await walk({ from: ms(700), to: ms(1400) }, 9)).toEqual(expected((i) => i >= 100 && i < 200))
})
