import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openEmbeddedDatabase } from '../database/embedded.ts'
import { migrate } from '../database/migrate.ts'
import { openEmbeddedLog } from '../log/embedded.ts'
import type { Batch, Log } from '../log/log.ts'
import { startQuietLoader } from './testing/quiet-loader.ts'
import { alertRecord, entryOf } from './testing/records.ts'

test('a partition that was given away and back while a batch was filled is loaded once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'loader-rebalance-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const database = await openEmbeddedDatabase({ dataDir })
  onTestFinished(() => database.close())
  await migrate(database, { eventDays: 36_500, incidentDays: 36_500 })
  const log = await openEmbeddedLog({
    dataDir,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 7, bytes: 1e9 },
  })
  onTestFinished(() => log.close())
  const start = (from: Log) => startQuietLoader(from, database)
  await log.append(Array.from({ length: 10 }, (_, i) => entryOf(alertRecord(i))))

  let reads = 0
  const rearranged: Log = {
    ...log,
    async consumer(_group, startAt) {
      const consumer = await log.consumer('one that the group thinks dead', async () => 0)
      await startAt?.(log.partition)
      return {
        ...consumer,
        async read(options): Promise<Batch | undefined> {
          // Between the first records of a batch and the next, another loader has the partition and loads them all.
          if (++reads === 2) {
            const other = start(log)
            await other.waitLoaded(log.partition, 9, 20_000)
            await other.stop()
            await startAt?.(log.partition)
            return undefined
          }
          return consumer.read(options)
        },
        commit: async () => undefined,
      }
    },
  }
  const loader = start(rearranged)
  await expect.poll(() => reads, { timeout: 120_000 }).toBeGreaterThan(2)
  await log.append([entryOf(alertRecord(10))])
  expect(await loader.waitLoaded(log.partition, 10, 20_000)).toBe(true)
  await loader.stop()
  const [counted] = await database.query(
    'SELECT count() AS rows, uniqExact(external_id) AS events FROM events',
  )
  expect(counted).toEqual({ rows: 11, events: 11 })
})
