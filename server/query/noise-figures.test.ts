import { afterAll, beforeAll, expect, it } from 'vitest'
import { corrections } from './corrections.ts'
import { noiseWeeks } from './noise-weeks.ts'
import { noisiest } from './noisiest.ts'
import { alertRow, at, incidentRow, ms, openTestDatabase, type TestDatabase } from './testing/database.ts'

let db: TestDatabase
const range = { from: ms(0), to: ms(7200) }

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert(
    'alerts',
    Array.from({ length: 12 }, (_, i) =>
      alertRow(`a${i}`, {
        name: i < 10 ? 'PodNotReady' : 'DiskFull',
        entity_type: 'pod',
        entity_name: `pod-${i}`,
        starts_at: at(i * 300),
        ends_at: i < 10 ? at(i * 300 + 90) : null,
        events: 3,
        incident_id: i === 11 ? 'i1' : '',
      }),
    ),
  )
  await db.insert('incidents', [
    incidentRow('i1', {
      started_at: at(3300),
      updated_at: at(3400),
      actions: JSON.stringify([{ at: at(0), by: { name: 'Mara', kind: 'person' }, kind: 'acknowledge' }]),
    }),
    incidentRow('i2', { started_at: at(3000) }),
    incidentRow('i3', { started_at: at(3100), status: 'merged', merged_into: 'i2' }),
    incidentRow('i4', { started_at: at(3200) }),
  ])
  const command = (id: string, kind: string, seconds: number, incident_ids: string[], row: object = {}) => ({
    scope: 's',
    id,
    kind,
    by_kind: 'person',
    by_name: 'Mara',
    received_at: at(seconds),
    at: at(seconds),
    command: '{}',
    incident_ids,
    ...row,
  })
  await db.insert('commands', [
    command('c1', 'merge', 3600, ['i2', 'i3']),
    command('c2', 'split', 3700, ['i1', 'i4']),
    command('c3', 'split', 3800, ['i1', 'i5'], { error: 'none of these alerts is in it' }),
    command('c4', 'split', 999_999, ['i1', 'i6']),
  ])
  await db.insert('event_minutes', [
    { scope: 's', minute: at(0).slice(0, 19), source: 'p', outcome: 'opened', held_by: '', events: 5 },
    {
      scope: 's',
      minute: at(8 * 86_400).slice(0, 19),
      source: 'p',
      outcome: 'opened',
      held_by: '',
      events: 7,
    },
  ])
})

afterAll(() => db.close())

it('corrections say who corrected what and how often that is', async () => {
  const answer = await corrections(db.database, 's', range)
  expect(answer.items.map(({ kind, incidentId, others }) => [kind, incidentId, ...others])).toEqual([
    ['split', 'i1', 'i4'],
    ['merge', 'i2', 'i3'],
  ])
  expect(answer.items[0]).toMatchObject({ by: { kind: 'person', name: 'Mara' }, afterMs: 400_000 })
  // Four incidents began, one of them by the split.
  expect(answer.falseMerges).toMatchObject({ count: 1, of: 3 })
  expect(answer.missedMerges).toMatchObject({ count: 1, of: 3 })
  expect(await corrections(db.database, 'nowhere', range)).toMatchObject({
    items: [],
    falseMerges: { count: 0, of: 0 },
  })
})

it('the noisiest rules come first, each with a change tried on its past', async () => {
  const { items, replayed } = await noisiest(db.database, 's', range, 'rule', 5)
  expect(replayed.alerts).toBe(12)
  expect(items.map(({ name }) => name)).toEqual(['PodNotReady', 'DiskFull'])
  expect(items[0]).toMatchObject({
    alerts: 10,
    events: 30,
    sources: ['prometheus'],
    fix: { kind: 'wait', minutes: 2 },
    effect: { takesAway: 10, hidden: { mattered: 0, others: 0 } },
  })
  expect(items[1]).toMatchObject({ incidents: 1, actedOn: 1 })
  expect(items[1]).not.toHaveProperty('fix')
  const byEntity = await noisiest(db.database, 's', range, 'entity', 3)
  expect(byEntity.items).toHaveLength(3)
  expect(byEntity.items[0]).toMatchObject({ name: 'pod-0', type: 'pod', alerts: 1 })
})

it('weeks begin on Monday, and with the first event', async () => {
  const { weeks } = await noiseWeeks(db.database, 's', ms(9 * 86_400), 8)
  expect(weeks.map(({ from, events }) => [from.slice(0, 10), events])).toEqual([
    ['2025-12-29', 5],
    ['2026-01-05', 7],
  ])
  expect(weeks[0]).toMatchObject({
    alerts: 12,
    incidents: 3,
    falseMerges: { count: 1, of: 3 },
    missedMerges: { count: 1, of: 3 },
  })
  expect((await noiseWeeks(db.database, 'nowhere', ms(0), 8)).weeks).toEqual([])
})
