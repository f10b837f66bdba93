import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Child, runChild } from '../testing/child-process.ts'
import { openEmbeddedLog } from './embedded.ts'

const APPENDER = join(import.meta.dirname, 'testing/append-for-ever.ts')

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'embedded-log-crash-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

function start(...args: Parameters<typeof runChild>): Child {
  const child = runChild(...args)
  onTestFinished(() => child.kill())
  return child
}

/** Every record of the log: offsets one after another from 0, and their numbers. */
async function recordsIn(dataDir: string): Promise<number[]> {
  const log = await openEmbeddedLog({
    dataDir,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 7, bytes: 1e9 },
  })
  const consumer = await log.consumer('all')
  const numbers: number[] = []
  for (;;) {
    const batch = await consumer.read({ maxRecords: 10_000, maxBytes: 1e9, waitMs: 0 })
    if (!batch) break
    for (const { offset, value } of batch.entries) {
      expect(offset).toBe(numbers.length)
      numbers.push(Number(Buffer.from(value).toString()))
    }
  }
  expect(await log.partitions()).toMatchObject([{ start: 0, end: numbers.length }])
  await log.close()
  return numbers
}

function acknowledged(child: Child): number[] {
  return child.lines.filter((line) => line.startsWith('done ')).map((line) => Number(line.slice(5)))
}

test('what was acknowledged is there after kill -9 at any time, and the log has no gaps', async () => {
  const folder = temporaryFolder()
  const promised: number[] = []
  for (let round = 0; round < 5; round++) {
    const child = start(APPENDER, [folder])
    await child.nextLine()
    await delay(Math.random() * 250)
    await child.kill()
    promised.push(...acknowledged(child))
    const kept = await recordsIn(folder)
    const counts = new Set(kept)
    expect(promised.filter((number) => !counts.has(number))).toEqual([])
  }
  expect(promised.length).toBeGreaterThan(100)
})

test.skipIf(process.platform !== 'linux')(
  'on a full disk appends are refused, nothing is lost, and they go on when there is space',
  async () => {
    const folder = temporaryFolder()
    // The most that one file may hold, in KiB: the log's file hits it as it would hit the end of the disk.
    const child = start(APPENDER, [folder], 'ulimit -S -f 1000')
    let line = await child.nextLine()
    while (!line.startsWith('failed')) line = await child.nextLine()
    expect(line).toBe('failed LogUnavailableError')
    const before = acknowledged(child)
    expect(before.length).toBeGreaterThan(100)
    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
    while (acknowledged(child).length < before.length + 200) await child.nextLine()
    await child.kill()
    const kept = await recordsIn(folder)
    const counts = new Set(kept)
    expect(counts.size).toBe(kept.length)
    expect(acknowledged(child).filter((number) => !counts.has(number))).toEqual([])
  },
  60_000,
)
