import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openEmbeddedDatabase } from '../database/embedded.ts'
import { openEmbeddedLog } from '../log/embedded.ts'
import { runChild } from '../testing/child-process.ts'
import { startQuietLoader } from './testing/quiet-loader.ts'

const KILLS = 6

test('killed again and again at any time, it has loaded every record of the log once', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'loader-crash-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  for (let round = 0; round < KILLS; round++) {
    const child = runChild(join(import.meta.dirname, 'testing/run-loader.ts'), [dataDir])
    onTestFinished(() => child.kill())
    await child.nextLine()
    await delay(Math.random() * 700)
    await child.kill()
    expect(child.errors()).toBe('')
  }

  const log = await openEmbeddedLog({
    dataDir,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 7, bytes: 1e9 },
  })
  const database = await openEmbeddedDatabase({ dataDir })
  onTestFinished(async () => {
    await database.close()
    await log.close()
  })
  const loader = startQuietLoader(log, database)
  const [{ end } = { end: 0 }] = await log.partitions()
  expect(await loader.waitLoaded(log.partition, end - 1, 30_000)).toBe(true)
  await loader.stop()

  const alertOffsets: number[] = []
  const consumer = await log.consumer('check')
  for (;;) {
    const batch = await consumer.read({ maxRecords: 10_000, maxBytes: 1e9, waitMs: 0 })
    if (!batch) break
    for (const { offset, value } of batch.entries) {
      if (Buffer.from(value).toString().startsWith('{"type":"alert"')) alertOffsets.push(offset)
    }
  }
  expect(alertOffsets.length).toBeGreaterThan(500)
  const offsets = (sql: string) => database.query<{ o: number }>(`${sql} SETTINGS max_result_rows = 0`)
  const loaded = await offsets('SELECT log_offset AS o FROM events ORDER BY o')
  expect(loaded.map(({ o }) => o)).toEqual(alertOffsets)
  const decided = await offsets('SELECT event_offset AS o FROM event_decisions ORDER BY o')
  expect(decided.map(({ o }) => o)).toEqual(alertOffsets)
  expect(await database.query('SELECT sum(events) AS events FROM event_minutes')).toEqual([
    { events: alertOffsets.length },
  ])
})
