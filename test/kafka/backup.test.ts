import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createLoad, TOPOLOGY } from '../crash/load.ts'
import { runCommand } from '../support/backup.ts'
import { type Child, startChild } from '../support/child.ts'
import { startFrontChild } from '../support/clickhouse-front-child.ts'
import { everything } from '../support/everything.ts'
import { needsKafka, startKafkaBroker } from '../support/kafka-broker.ts'

const { skip, why } = needsKafka()
const BACKUP_AT = 300
const MORE = 300

describe.skipIf(skip)(`a backup with the log on Kafka and the database on a server${why}`, () => {
  test('is restored into a new database, which the topic then completes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'barograph-backup-'))
    const broker = await startKafkaBroker()
    const front = await startFrontChild({ folder: join(folder, 'server'), password: 'secret' })
    let child: Child | undefined
    onTestFinished(async () => {
      await child?.end('SIGKILL')
      await front.kill()
      await broker.close()
      await rm(folder, { recursive: true, force: true })
    })
    const environment = (database: string, prefix = 'barograph') => ({
      DATA_DIR: folder,
      TICK: '300ms',
      KAFKA_BROKERS: broker.address,
      KAFKA_PREFIX: prefix,
      KAFKA_PARTITIONS: '2',
      CLICKHOUSE_URL: front.url,
      CLICKHOUSE_PASSWORD: 'secret',
      CLICKHOUSE_DATABASE: database,
    })
    child = await startChild(environment('first'))
    const client = child
    await client.post('/api/v1/topology', TOPOLOGY)
    const load = createLoad(Date.now() - 3_600_000)
    let until = Number.POSITIVE_INFINITY
    const sending = load.run(client, 2, () => load.acknowledged.size >= until)
    while (load.acknowledged.size < BACKUP_AT) await delay(5)
    expect(await runCommand('backup', join(folder, 'backup'), environment('first'))).toMatchObject({
      code: 0,
    })
    until = load.acknowledged.size + MORE
    await sending
    const before = await everything(client)
    await child.end('SIGTERM')

    const other = await runCommand('restore', join(folder, 'backup'), environment('third', 'another'))
    expect(other).toMatchObject({ code: 1, output: expect.stringContaining('another log') })
    const restored = await runCommand('restore', join(folder, 'backup'), environment('second'))
    expect(restored).toMatchObject({ code: 0 })
    child = await startChild(environment('second'))
    const found = await everything(child)
    expect(found).toEqual(before)
    expect(found.events.map(({ externalId }) => externalId).sort()).toEqual([...load.acknowledged].sort())

    const again = await runCommand('restore', join(folder, 'backup'), environment('second'))
    expect(again).toMatchObject({ code: 1, output: expect.stringContaining('not empty') })
  })
})
