import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openEmbeddedLog } from '../../ingest/log/embedded.ts'
import { watchLog } from './readiness.ts'

test('a log that was full is ready again when it can be written, though nobody sends anything', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'barograph-readiness-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const log = await openEmbeddedLog({
    dataDir,
    clock: Date.now,
    newId: () => '01234567-89ab-4def-8123-456789abcdef',
    retention: { days: 7, bytes: 10_000 },
  })
  onTestFinished(() => log.close())
  const watched = watchLog(log, () => performance.now())
  await watched.ready.check()

  const value = Buffer.alloc(9_980)
  await watched.log.append([{ key: 'a', value }])
  await expect(watched.log.append([{ key: 'a', value }])).rejects.toMatchObject({
    name: 'LogUnavailableError',
  })
  await expect(watched.ready.check()).rejects.toMatchObject({ name: 'LogUnavailableError' })

  const consumer = await log.consumer('reader', async () => 0)
  const batch = await consumer.read({ maxRecords: 10, maxBytes: 1e6, waitMs: 1000 })
  await consumer.commit(log.partition, (batch?.entries.at(-1)?.offset ?? 0) + 1)
  await watched.ready.check()
})
