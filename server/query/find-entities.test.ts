import { afterAll, beforeAll, expect, it } from 'vitest'
import { findEntities } from './find-entities.ts'
import { alertRow, openTestDatabase, type TestDatabase } from './testing/database.ts'

let db: TestDatabase

const node = (id: string, row: object = {}) => ({
  scope: 's',
  id,
  type: 'service',
  name: '',
  aliases: [],
  source: 'cmdb',
  log_offset: 5,
  ...row,
})

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert('topology_nodes', [
    node('payments'),
    node('payments-db', { type: 'database', name: 'Payments database' }),
    node('x-17', { type: 'host', name: 'Old Payments' }),
    node('k9', { aliases: ['legacy-payments'] }),
    node('gone-payments', { source: 'old', log_offset: 1 }),
    node('payments', { scope: 'other' }),
  ])
  await db.insert('topology_replacements', [{ scope: 's', source: 'old', log_offset: 3 }])
  await db.insert('alerts', [
    alertRow('a', { entity_type: 'pod', entity_name: 'payments-api-7f' }),
    alertRow('b', { entity_type: 'service', entity_name: 'payments' }),
    alertRow('c', { entity_type: 'pod', entity_name: 'elsewhere', summary: 'payments is slow' }),
  ])
})
afterAll(() => db.close())

const names = async (q: string, limit = 20) =>
  (await findEntities(db.database, { scope: 's', q, limit })).map(({ name }) => name)

it('finds what the topology knows and what alerts were about, the closest first, each once', async () => {
  expect(await names('PAYMENTS')).toEqual(['payments', 'payments-db', 'payments-api-7f', 'k9', 'x-17'])
  expect(await names('payments', 2)).toEqual(['payments', 'payments-db'])
})

it('finds by name and alias, and says what a thing is called', async () => {
  expect(await findEntities(db.database, { scope: 's', q: 'old pay', limit: 5 })).toEqual([
    { type: 'host', name: 'x-17', title: 'Old Payments' },
  ])
  expect(await names('legacy')).toEqual(['k9'])
})

it('finds nothing that was replaced, nothing of other scopes, and takes text as text', async () => {
  expect(await names('gone')).toEqual([])
  expect(await names('%')).toEqual([])
  expect(await names("'; DROP TABLE alerts --")).toEqual([])
})
