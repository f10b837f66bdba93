import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Incident } from '../../schema/api/incident.ts'
import type { Page } from '../../schema/api/list.ts'
import { findIncident } from './find-incident.ts'
import { listAlerts } from './list-alerts.ts'
import { listIncidents } from './list-incidents.ts'
import {
  alertRow,
  at,
  incidentRow,
  linkRow,
  openTestDatabase,
  type TestDatabase,
} from './testing/database.ts'

let db: TestDatabase

beforeAll(async () => {
  db = await openTestDatabase()
})
afterAll(() => db.close())

async function incidents(): Promise<Incident[]> {
  const json = await listIncidents(db.database, {}, { limit: 10, withLinks: true })
  const { items }: Page<Incident> = JSON.parse(json)
  return items
}

const links = async () => (await incidents())[0]?.links.map(({ alert }) => alert)
const alerts = async () => (await listAlerts(db.database, {}, { limit: 10 })).items

it('lists that were read before show what changed since', async () => {
  await db.insert('alerts', [
    alertRow('a1', { incident_id: 'i1', starts_at: at(5) }),
    alertRow('a2', { incident_id: 'i1', starts_at: at(9) }),
  ])
  await db.insert('incidents', [incidentRow('i1')])
  await db.insert('links', [linkRow('i1', 'a2')])
  expect(await links()).toEqual(['a2'])
  expect((await alerts()).map(({ id, events }) => [id, events])).toEqual([
    ['a2', 1],
    ['a1', 1],
  ])

  await db.insert('alerts', [alertRow('a1', { incident_id: 'i1', starts_at: at(5), events: 7 })])
  await db.insert('links', [linkRow('i1', 'a1')])
  expect(await links()).toEqual(['a1', 'a2'])
  expect((await alerts()).map(({ id, events }) => [id, events])).toEqual([
    ['a2', 1],
    ['a1', 7],
  ])

  await db.insert('incidents', [incidentRow('i1', { title: 'Another title' })])
  await db.insert('links', [linkRow('i1', 'a2', { joined_by: '[]' })])
  const [incident] = await incidents()
  expect(incident?.title).toBe('Another title')
  expect(incident?.links).toEqual([expect.objectContaining({ alert: 'a1' }), { alert: 'a2', joinedBy: [] }])
  expect(await findIncident(db.database, 'i1')).toEqual(incident)

  await db.insert('links', [linkRow('i1', 'a2', { is_deleted: 1 })])
  expect(await links()).toEqual(['a1'])
  await db.insert('links', [linkRow('i1', 'a1', { is_deleted: 1 })])
  expect(await links()).toEqual([])
})

it('links stand in order once it can be read when their alerts began', async () => {
  await db.insert('incidents', [incidentRow('i2', { started_at: at(1000), updated_at: at(1010) })])
  await db.insert('links', [linkRow('i2', 'b1'), linkRow('i2', 'b2')])
  expect(await links()).toEqual(['b1', 'b2'])
  await db.insert('alerts', [
    alertRow('b1', { incident_id: 'i2', starts_at: at(1009) }),
    alertRow('b2', { incident_id: 'i2', starts_at: at(1001) }),
  ])
  expect(await links()).toEqual(['b2', 'b1'])
  expect(await links()).toEqual(['b2', 'b1'])
})
