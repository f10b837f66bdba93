import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import type { Database } from '../../ingest/database/database.ts'
import { migrate } from '../../ingest/database/migrate.ts'
import { createStatement } from '../../ingest/database/migrations/0001-create-tables.ts'
import { MIGRATIONS } from '../../ingest/database/migrations/migrations.ts'
import { openServerDatabase } from '../../ingest/database/server.ts'
import { runChild } from '../../ingest/testing/child-process.ts'
import { TABLES } from '../../schema/tables/tables.ts'
import { type FrontChild, startFrontChild } from '../support/clickhouse-front-child.ts'
import type { FrontCluster } from '../support/clickhouse-front-engine.ts'

const CLUSTER: FrontCluster = { name: 'main', shards: 1, replicas: 3, engines: 'plain' }
const RETENTION = { eventDays: 30, incidentDays: 365 }
const endings: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

async function start(cluster?: FrontCluster): Promise<FrontChild> {
  const folder = mkdtempSync(join(tmpdir(), 'clickhouse-cluster-'))
  const front = await startFrontChild({ folder, ...(cluster && { cluster }) })
  endings.push(async () => {
    await front.kill()
    rmSync(folder, { recursive: true, force: true })
  })
  return front
}

async function open(front: FrontChild, cluster?: string): Promise<Database> {
  const options = { url: front.url, user: 'default', password: '', database: 'barograph', cluster }
  const database = await openServerDatabase(options)
  endings.push(() => database.close())
  return database
}

describe('processes that start at once', () => {
  test.each([
    ['on a server', undefined],
    ['on a cluster', CLUSTER],
  ])(
    'migrate one database together, %s',
    async (_, cluster) => {
      const front = await start(cluster)
      const options = {
        url: front.url,
        user: 'default',
        password: '',
        database: 'barograph',
        cluster: cluster?.name,
      }
      const script = join(import.meta.dirname, 'migrate-a-server.ts')
      const children = [1, 2, 3].map(() => runChild(script, [JSON.stringify(options)]))
      for (const child of children) expect(await child.nextLine()).toBe('waiting')
      for (const child of children) child.process.stdin?.write('go\n')
      for (const child of children) expect(await child.nextLine(), child.errors()).toBe('migrated')

      const database = await open(front, cluster?.name)
      expect(await database.query('SELECT version FROM schema_migrations ORDER BY version')).toEqual(
        MIGRATIONS.map(({ version }) => ({ version })),
      )
      await migrate(database, RETENTION)
    },
    120_000,
  )
})

describe('on a cluster', () => {
  test('ClickHouse takes every table as a replicated one', async () => {
    const front = await start({ ...CLUSTER, engines: 'replicated' })
    const database = await open(front, 'main')
    for (const table of TABLES) await database.execute(createStatement(table, 'main'))
    const engines = await database.query<{ name: string; engine: string }>(
      'SELECT name, engine_full AS engine FROM system.tables WHERE database = currentDatabase()',
    )
    for (const { name, engine } of TABLES) {
      const found = engines.find((one) => one.name === name)?.engine ?? ''
      const path = `'/clickhouse/tables/barograph/${name}/{shard}', '{replica}'`
      expect(found).toContain(`Replicated${engine.split(/[( ]/)[0]}(${path}`)
      expect(found).toContain(
        'replicated_deduplication_window = 1000, replicated_deduplication_window_seconds = 604800',
      )
      expect(found).not.toContain('non_replicated')
      const parameters = /^\w+\(([^)]*)\)/.exec(engine)?.[1]
      expect(found).toContain(parameters === undefined ? ') ' : `, ${parameters}) `)
      expect(found).toContain(engine.replace(/^\w+(\([^)]*\))? /, ''))
    }
  })

  test('what creates a table names the cluster, by ClickHouse’s own grammar', async () => {
    const database = await open(await start())
    for (const table of TABLES) {
      const statement = createStatement(table, 'main-eu.1')
      const [row] = await database.query<{ formatted: string }>(
        'SELECT formatQuery({statement:String}) AS formatted',
        {
          statement,
        },
      )
      expect(row?.formatted).toContain(`CREATE TABLE IF NOT EXISTS ${table.name} ON CLUSTER \`main-eu.1\``)
    }
  })

  test('a migrated database is written, read and kept as on a server', async () => {
    const database = await open(await start(CLUSTER), 'main')
    await migrate(database, RETENTION)
    await migrate(database, { ...RETENTION, eventDays: 7 })
    const row = { scope: 's', at: '2099-01-01 00:00:00.000', log_partition: 'p', log_offset: 1 }
    await database.insert('notifications', [row], 'once')
    await database.insert('notifications', [row], 'once')
    expect(await database.query('SELECT log_offset FROM notifications')).toEqual([{ log_offset: 1 }])
    await database.settled('once')
    const [events] = await database.query(
      "SELECT engine_full AS engine FROM system.tables WHERE name = 'events'",
    )
    expect(events?.['engine']).toContain(`TTL received_at + toIntervalSecond(${7 * 86_400})`)
  })

  test('one that ClickHouse does not know is refused in words', async () => {
    const front = await start(CLUSTER)
    await expect(open(front, 'other')).rejects.toThrow(/CLICKHOUSE_CLUSTER: other.*knows no cluster/)
    await expect(open(front, "a'b")).rejects.toThrow('no name of a cluster')
  })

  test('one of several shards is refused in words', async () => {
    const front = await start({ ...CLUSTER, shards: 2 })
    await expect(open(front, 'main')).rejects.toThrow(/2 shards.*cluster of one shard/)
  })
})
