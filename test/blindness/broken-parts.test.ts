import { mkdtempSync, readdirSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { startChild } from '../support/child.ts'

test('what ClickHouse set aside as damaged is said where people look', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'damaged-'))
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }))
  const first = await startChild({ DATA_DIR: dataDir })
  const alert = { source: 'test', status: 'firing', severity: 'high', name: 'Down', labels: { host: 'a' } }
  expect((await first.post('/api/v1/alerts', [alert])).status).toBe(202)
  await first.settle()
  expect((await first.get('/api/v1/status')).body.problems).toEqual([])
  await first.end('SIGKILL')

  const table = join(dataDir, 'database/data/default/events')
  for (const part of readdirSync(table).filter((name) => /^\d+_\d+_\d+_\d+$/.test(name)))
    truncateSync(join(table, part, 'data.bin'), 1)
  const second = await startChild({ DATA_DIR: dataDir })
  onTestFinished(() => second.end('SIGKILL').then(() => undefined))
  await expect
    .poll(async () => (await second.get('/api/v1/status')).body.problems, { timeout: 60_000 })
    .toContainEqual(
      'ClickHouse set a damaged part of the table events aside when it started: rows may be missing from what you see. A backup may have them; to give them up, drop what system.detached_parts lists.',
    )
})
