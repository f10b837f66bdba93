import { afterAll, beforeAll, expect, it } from 'vitest'
import { incidentTraces } from './incident-traces.ts'
import {
  alertRow,
  eventRows,
  insertEvents,
  ms,
  openTestDatabase,
  type TestDatabase,
} from './testing/database.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert('alerts', [
    alertRow('a', { incident_id: 'i1' }),
    alertRow('b', { incident_id: 'i1' }),
    alertRow('c', { incident_id: 'i2' }),
    alertRow('d', { incident_id: 'i3' }),
    alertRow('moved', { incident_id: 'i2' }),
  ])
  await db.insert('alerts', [alertRow('moved', { incident_id: 'i1', log_offset: 9 })])
  const event = (offset: number, seconds: number, alert: string, outcome?: string) =>
    eventRows(offset, seconds, { alert, ...(outcome !== undefined && { outcome }) })
  await insertEvents(db, [
    event(1, 0, 'a'),
    event(2, 5, 'b'),
    event(3, 59, 'moved'),
    event(4, 59, 'a', 'repeated_delivery'),
    event(5, 25, 'c'),
    event(6, 60, 'a'),
    event(7, 30, 'd'),
  ])
})
afterAll(() => db.close())

const read = (ids: string[], scope: string | undefined = 's') =>
  incidentTraces(db.database, { scope, ids, points: 6 }, { from: ms(0), to: ms(60) })

it('counts the events of each incident in the parts of the range', async () => {
  const { items } = await read(['i1', 'i2', 'unknown'])
  expect(items).toEqual([
    { id: 'i1', events: [2, 0, 0, 0, 0, 1] },
    { id: 'i2', events: [0, 0, 1, 0, 0, 0] },
    { id: 'unknown', events: [0, 0, 0, 0, 0, 0] },
  ])
})

it('keeps to the scope, and answers none for none', async () => {
  expect((await read(['i1'], 'other')).items[0]?.events).toEqual([0, 0, 0, 0, 0, 0])
  expect((await read([])).items).toEqual([])
})
