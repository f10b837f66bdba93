import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Incident } from '../../schema/api/incident.ts'
import type { Page } from '../../schema/api/list.ts'
import { findIncident } from './find-incident.ts'
import { listAlerts } from './list-alerts.ts'
import { listIncidents } from './list-incidents.ts'
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

it('incidents like one are looked for anew when an earlier one changed', async () => {
  const asked = { scope: 's', id: 'i3', started_at: at(3000), causes: '[]' }
  await db.insert('alerts', [
    alertRow('c1', { incident_id: 'i3', starts_at: at(3000) }),
    alertRow('c2', { incident_id: 'i4', starts_at: at(2000) }),
  ])
  await db.insert('incidents', [
    incidentRow('i3', { started_at: at(3000) }),
    incidentRow('i4', { started_at: at(2000) }),
  ])
  const statuses = async () =>
    (await similarIncidents(db.database, asked)).filter(({ id }) => id === 'i4').map(({ status }) => status)
  expect(await statuses()).toEqual(['open'])
  await db.insert('incidents', [incidentRow('i4', { started_at: at(2000), status: 'resolved' })])
  expect(await statuses()).toEqual(['resolved'])
})

it('a page of large incidents shows fewer links of each, and of a small one all', async () => {
  const large = Array.from({ length: 12 }, (_, i) => ({
    id: `large-${String(i).padStart(2, '0')}`,
    alerts: 101,
  }))
  const all = [...large, { id: 'small', alerts: 30 }]
  const named = ({ id, alerts }: (typeof all)[number]) =>
    Array.from({ length: alerts }, (_, i) => ({ incident: id, alert: `${id}-${String(i).padStart(3, '0')}` }))
  const rows = all.flatMap(named)
  await db.insert(
    'alerts',
    rows.map(({ incident, alert }) => alertRow(alert, { incident_id: incident, starts_at: at(5000) })),
  )
  await db.insert(
    'incidents',
    all.map(({ id, alerts }) =>
      incidentRow(id, { started_at: at(5000), updated_at: at(5001), alert_count: alerts }),
    ),
  )
  await db.insert(
    'links',
    rows.map(({ incident, alert }) => linkRow(incident, alert)),
  )
  const shown = async (limit: number) => {
    const json = await listIncidents(db.database, { from: ms(5000) }, { limit, withLinks: true })
    const { items }: Page<Incident> = JSON.parse(json)
    return new Map(items.map(({ id, links }) => [id, links.map(({ alert }) => alert)]))
  }
  const whole = await shown(5)
  const first = whole.get('large-11')
  expect(whole.get('small')).toHaveLength(30)
  expect(first).toHaveLength(100)
  const cut = await shown(13)
  expect(cut.get('small')).toHaveLength(30)
  expect(cut.get('large-11')).toEqual(first?.slice(0, 80))
  expect(cut.get('large-00')).toHaveLength(80)
  expect((await shown(5)).get('large-11')).toEqual(first)
  expect((await findIncident(db.database, 'large-00'))?.links).toHaveLength(101)
})
