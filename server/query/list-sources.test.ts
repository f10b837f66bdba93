import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listSources } from './list-sources.ts'
import { at, ms, openTestDatabase, type TestDatabase } from './testing/database.ts'

let db: TestDatabase
const NOW = 7200

const event = (source: string, received: number, late: number, scope = 's') => ({
  scope,
  source,
  at: at(received - late),
  received_at: at(received),
  fingerprint: 'f',
  status: 'firing',
  severity: 'high',
  name: 'A',
})
const change = (id: string, received: number) => ({
  scope: 's',
  id,
  source: 'ci',
  kind: 'deploy',
  at: at(received - 2),
  received_at: at(received),
  by: 'x',
  summary: 'y',
})

beforeAll(async () => {
  db = await openTestDatabase()
  await db.insert('events', [
    event('prometheus', NOW - 10, 1),
    event('prometheus', NOW - 20, 3),
    event('prometheus', NOW - 600, 5),
    event('prometheus', NOW - 5000, 500),
    event('zabbix', 100, 0),
    event('other', NOW - 10, 1, 'elsewhere'),
    // Its clock is ahead of ours.
    event('ahead', NOW + 90, -30),
  ])
  await db.insert('changes', [change('c1', NOW - 30), change('c1', NOW - 30)])
})

afterAll(() => db.close())

describe('sources', () => {
  it('are told with when they were heard, how much came each minute and how late', async () => {
    const sources = await listSources(db.database, 's', ms(NOW))
    expect(sources.map(({ kind, source }) => `${kind} ${source}`)).toEqual([
      'alerts ahead',
      'alerts prometheus',
      'alerts zabbix',
      'changes ci',
    ])
    const [ahead, prometheus, zabbix, ci] = sources
    expect(prometheus).toMatchObject({
      receivedLastHour: 3,
      delaySeconds: { median: 3, worst: 5 },
      lastReceivedAt: new Date(ms(NOW - 10)).toISOString(),
      lastAt: new Date(ms(NOW - 11)).toISOString(),
    })
    expect(prometheus?.perMinute).toHaveLength(60)
    expect(prometheus?.perMinute.at(-2)).toBe(2)
    expect(zabbix).toMatchObject({ receivedLastHour: 0, lastReceivedAt: new Date(ms(100)).toISOString() })
    expect(zabbix).not.toHaveProperty('delaySeconds')
    expect(ahead).toMatchObject({ receivedLastHour: 1, delaySeconds: { median: 0, worst: 0 } })
    expect(ci).toMatchObject({ receivedLastHour: 1, delaySeconds: { median: 2, worst: 2 } })
  })

  it('are those of all scopes without one, and none where nothing was sent', async () => {
    expect((await listSources(db.database, undefined, ms(NOW))).map(({ scope }) => scope)).toContain(
      'elsewhere',
    )
    expect(await listSources(db.database, 'nowhere', ms(NOW))).toEqual([])
  })
})
