import { afterAll, beforeAll, expect, it } from 'vitest'
import { alertRow, at, ms, openTestDatabase, type TestDatabase } from './testing/database.ts'
import { unresolvedNames } from './unresolved.ts'

let db: TestDatabase
const host = (id: string, name: string, started: number, row = {}) =>
  alertRow(id, {
    entity_type: 'node',
    entity_name: name,
    entity_rule: 'unknown',
    entity_label: 'host',
    labels: { host: name },
    starts_at: at(started),
    ...row,
  })

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert('alerts', [
    alertRow('known', { entity_rule: 'exact' }),
    alertRow('by-an-earlier-program', { entity_name: 'web-9' }),
    host('a', 'web-1', 10),
    host('b', 'web-1', 20),
    host('c', 'web-2', 30, { entity_rule: 'same_host' }),
    host('before', 'web-1', -10),
    host('elsewhere', 'web-1', 10, { scope: 'other' }),
    alertRow('d', {
      source: 'zabbix',
      entity_type: '',
      entity_name: '',
      entity_rule: 'none',
      starts_at: at(5),
    }),
  ])
})

afterAll(() => db.close())

it('counts by source what topology does not know, with the names of most alerts', async () => {
  const { items, ...range } = await unresolvedNames(db.database, 's', { from: ms(0), to: ms(60) })
  expect(range).toEqual({ from: new Date(ms(0)).toISOString(), to: new Date(ms(60)).toISOString() })
  expect(items).toMatchObject([
    {
      source: 'prometheus',
      alerts: 4,
      unknown: 3,
      unnamed: 0,
      names: 2,
      samples: [
        {
          entity: { type: 'node', name: 'web-1' },
          label: 'host',
          alerts: 2,
          lastAt: new Date(ms(20)).toISOString(),
          alert: { id: 'b', name: 'HighLatency', labels: { host: 'web-1' } },
        },
        { entity: { name: 'web-2' }, alerts: 1 },
      ],
    },
    {
      source: 'zabbix',
      alerts: 1,
      unknown: 0,
      unnamed: 1,
      names: 0,
      samples: [{ alerts: 1, alert: { id: 'd' } }],
    },
  ])
  expect(items[1]?.samples[0]).not.toHaveProperty('entity')
})

it('is of all scopes without one, and empty where nothing began', async () => {
  const { items } = await unresolvedNames(db.database, undefined, { from: ms(0), to: ms(60) })
  expect(items.map(({ scope, unknown }) => [scope, unknown])).toEqual([
    ['s', 3],
    ['other', 1],
    ['s', 0],
  ])
  expect((await unresolvedNames(db.database, 's', { from: ms(600), to: ms(700) })).items).toEqual([])
})
