import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import kafkajs from 'kafkajs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Child, startChild } from '../support/child.ts'
import { startFrontChild } from '../support/clickhouse-front-child.ts'
import { clientOf } from '../support/client.ts'
import { type KafkaBroker, needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'
import { readCompose } from './compose.ts'
import { healthCommand } from './dockerfile.ts'
import { pathOf } from './project.ts'

const { skip, why } = needsKafka()
const SECRETS = {
  INGEST_TOKEN: 'ingest-word',
  ADMIN_TOKEN: 'admin-word',
  CLICKHOUSE_PASSWORD: 'database-word',
}
const { services } = readCompose(SECRETS)
const named = brokerSettings()
/** What says where the broker is, which is elsewhere in this test. */
const PLACE =
  /^(listeners|advertised\.listeners|listener\.security|inter\.broker\.listener|controller\.|log\.dirs)/
const elsewhere = Object.fromEntries(Object.entries(named).filter(([name]) => !PLACE.test(name)))

describe.skipIf(skip)(`docker-compose.yml, run by hand${why}`, () => {
  let broker: KafkaBroker
  beforeAll(async () => {
    broker = await startKafkaBroker(elsewhere)
  })
  afterAll(() => broker.close())

  test('a real broker knows each of its settings by that name and takes its value', async () => {
    const admin = new kafkajs.Kafka({ brokers: [broker.address], logLevel: 0 }).admin()
    try {
      await admin.connect()
      const { resources } = await admin.describeConfigs({
        resources: [{ type: kafkajs.ConfigResourceTypes.BROKER, name: '1' }],
        includeSynonyms: false,
      })
      const entries = resources[0]?.configEntries ?? []
      const has = new Map(entries.map(({ configName, configValue }) => [configName, configValue]))
      expect(Object.keys(named).filter((name) => !has.has(name))).toEqual([])
      const taken = Object.keys(elsewhere).map((name) => [name, has.get(name)])
      expect(Object.fromEntries(taken)).toEqual(elsewhere)
    } finally {
      await admin.disconnect()
    }
  })

  test('what is sent to one service is an incident at another, and nothing is left in their folders', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'barograph-deploy-'))
    const data = await mkdtemp(join(tmpdir(), 'barograph-deploy-data-'))
    const { CLICKHOUSE_USER: user = '', CLICKHOUSE_PASSWORD: password = '' } =
      services['clickhouse']?.environment ?? {}
    const database = await startFrontChild({ folder, user, password })
    const running: Record<string, Child> = {}
    try {
      const start = async (name: string) => {
        running[name] = await startChild({
          ...services[name]?.environment,
          PORT: '0',
          DATA_DIR: data,
          SETTINGS_FILE: pathOf('deploy/barograph.yaml'),
          KAFKA_BROKERS: broker.address,
          ...(services[name]?.environment['CLICKHOUSE_URL'] && { CLICKHOUSE_URL: database.url }),
        })
      }
      await Promise.all(['ingest', 'load', 'correlate', 'api'].map(start))

      for (const { url } of Object.values(running)) expect(await checkHealth(url)).toBe(0)
      const at = (name: string, token?: string) =>
        clientOf(running[name]?.url ?? '', token ? { authorization: `Bearer ${token}` } : {})
      const alert = { source: 'curl', status: 'firing', severity: 'critical', name: 'DiskFull' }
      expect((await at('ingest').post('/api/v1/alerts', alert)).status).toBe(401)
      const sent = await at('ingest', SECRETS.INGEST_TOKEN).post('/api/v1/alerts', alert)
      expect(sent.body).toEqual({ accepted: 1, rejected: [] })
      const reader = at('api', SECRETS.ADMIN_TOKEN)
      await reader.settle()
      expect((await reader.all('/api/v1/incidents')).map(({ counts }) => counts.alerts)).toEqual([1])
      expect((await at('api', SECRETS.INGEST_TOKEN).get('/api/v1/incidents')).status).toBe(401)

      for (const child of Object.values(running)) {
        expect(await child.end('SIGTERM')).toMatchObject({ code: 0, signal: null })
      }
      expect(await readdir(data)).toEqual([])
    } finally {
      await Promise.all(Object.values(running).map((child) => child.end('SIGKILL')))
      await database.kill()
      await Promise.all([folder, data].map((path) => rm(path, { recursive: true, force: true })))
    }
  })
})

/** The broker's settings by their own names, which the image makes of its variables by this rule. */
function brokerSettings(): Record<string, string> {
  const variables = Object.entries(services['kafka']?.environment ?? {})
  return Object.fromEntries(
    variables
      .filter(([name]) => name.startsWith('KAFKA_') && name !== 'KAFKA_HEAP_OPTS')
      .map(([name, value]) => [name.slice('KAFKA_'.length).toLowerCase().replaceAll('_', '.'), value]),
  )
}

/** Runs the health check of the image against the process at `url`; its exit code. */
async function checkHealth(url: string): Promise<unknown> {
  const [, ...args] = healthCommand()
  const child = spawn(process.execPath, args, { env: { PORT: new URL(url).port } })
  const [code] = await once(child, 'exit')
  return code
}
