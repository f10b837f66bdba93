import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { openEmbeddedLog } from '../../../ingest/log/embedded.ts'
import type { Log } from '../../../ingest/log/log.ts'
import { encodeRecord } from '../../../schema/records/record.ts'
import { change } from '../../correlate/testing.ts'
import { createStreamHub } from './hub.ts'

/** Far longer than a test may take. */
const FOR_EVER_MS = 2_000_000_000

/** A hub on a log whose reads wait for records without end, with a database that never holds any. */
async function openHub() {
  const dataDir = await mkdtemp(join(tmpdir(), 'barograph-hub-'))
  const embedded = await openEmbeddedLog({
    dataDir,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 7, bytes: 1e9 },
  })
  onTestFinished(async () => {
    await embedded.close()
    await rm(dataDir, { recursive: true })
  })
  let reads = 0
  const log: Log = {
    ...embedded,
    async consumer(group, startAt) {
      const consumer = await embedded.consumer(group, startAt)
      return {
        ...consumer,
        read(how) {
          reads++
          return consumer.read({ ...how, waitMs: FOR_EVER_MS })
        },
      }
    },
  }
  let asked = 0
  const hub = createStreamHub({
    log,
    arrivalDefaults: { scope: 'default', clockToleranceMs: 0 },
    progress: {
      onLoaded: () => () => {},
      loadedOffset() {
        asked++
        return 0
      },
    },
    newId: randomUUID,
    readStatus: () => Promise.reject(new Error('no status here')),
    logger: { debug() {}, info() {}, warn() {}, error() {} },
  })
  return { log, hub, reads: () => reads, asked: () => asked }
}

test('closes at once while it waits for records, and ends its clients', async () => {
  const { hub, reads } = await openHub()
  const body = await hub.connect({}, undefined)
  await expect.poll(reads).toBe(1)
  await hub.close()
  const told: string[] = []
  for await (const piece of body) told.push(new TextDecoder().decode(piece))
  expect(told.join('')).toContain('the server stops')
})

test('closes while it waits for the database', async () => {
  const { log, hub, asked } = await openHub()
  await hub.connect({}, undefined)
  await log.append([{ key: 'default', value: encodeRecord(change(0, { id: 'c' })) }])
  await expect.poll(asked).toBeGreaterThan(0)
  await hub.close()
})
