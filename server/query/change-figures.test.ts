import { afterAll, beforeAll, expect, test } from 'vitest'
import { changeFigures } from './change-figures.ts'
import { at, incidentRow, ms, openTestDatabase, type TestDatabase } from './testing/database.ts'

let db: TestDatabase

const change = (id: string, seconds: number, rest: object = {}) => ({
  scope: 's',
  id,
  source: 'ci',
  kind: 'deploy',
  at: at(seconds),
  received_at: at(seconds),
  by: 'x',
  summary: 'y',
  service: 'checkout',
  ...rest,
})
const suspects = (...ids: string[]) => JSON.stringify(ids.map((id) => ({ id, score: 1 })))

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert('changes', [
    change('c1', 10),
    change('c1', 10),
    change('c2', 20),
    change('c3', 30, { kind: 'config' }),
    change('c4', 40, { kind: 'maintenance' }),
    change('c5', 50, { service: '', entity_type: 'database', entity_name: 'db' }),
    change('c6', 60, { service: '' }),
    change('c7', 5000),
    change('c8', 70, { scope: 'other' }),
  ])
  await db.insert('incidents', [
    incidentRow('i1', { changes: suspects('c1', 'c2') }),
    incidentRow('i2', { changes: suspects('c1') }),
    incidentRow('i3', { changes: suspects('c3') }),
    incidentRow('i4', { changes: suspects('c5'), status: 'merged' }),
    incidentRow('i5', { scope: 'other', changes: suspects('c2') }),
  ])
})

afterAll(() => db.close())

test('changes count once, and as followed when they are the first suspect of an incident', async () => {
  const { items } = await changeFigures(db.database, 's', { from: ms(0), to: ms(1000) })
  expect(items).toEqual([
    {
      service: 'checkout',
      changes: 3,
      deploys: 2,
      followed: 2,
      followedDeploys: 1,
      lastAt: new Date(ms(30)).toISOString(),
    },
    expect.objectContaining({ changes: 1, followed: 0 }),
    expect.objectContaining({ service: 'db', changes: 1, followed: 0 }),
  ])
  expect(items[1]).not.toHaveProperty('service')
  expect((await changeFigures(db.database, undefined, { from: ms(0), to: ms(1000) })).items[0]?.changes).toBe(
    4,
  )
  expect((await changeFigures(db.database, 'nowhere', { from: ms(0), to: ms(1000) })).items).toEqual([])
})
