import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Child, runChild, startChild } from '../support/child.ts'
import type { Client } from '../support/client.ts'
import { openEventStream } from '../support/event-stream.ts'
import { createLoad } from './load.ts'

const START = Date.now() - 3_600_000

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'barograph-stop-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

async function start(environment: Record<string, string>, shellPrefix?: string): Promise<Child> {
  const child = await startChild(environment, shellPrefix)
  onTestFinished(async () => {
    await child.end('SIGKILL')
  })
  return child
}

/** What of the acknowledged events is not there; each must be there once. */
async function missing(client: Client, acknowledged: Set<string>): Promise<string[]> {
  await client.settle()
  const kept = (await client.all('/api/v1/events')).map(({ externalId }) => externalId)
  expect(new Set(kept).size).toBe(kept.length)
  return [...acknowledged].filter((id) => !kept.includes(id))
}

test('SIGTERM under load drains and exits 0, also with streams open', async () => {
  const environment = { DATA_DIR: temporaryFolder() }
  const child = await start(environment)
  const stream = await openEventStream(`${child.url}/api/v1/stream`)
  onTestFinished(() => stream.close())
  const load = createLoad(START)
  const running = load.run(child, 6)
  await delay(2000)
  const asked = Date.now()
  const { code, signal } = await child.end('SIGTERM')
  const took = Date.now() - asked
  await running
  expect([code, signal]).toEqual([0, null])
  // It ends by itself, before it gives up waiting (SHUTDOWN_TIMEOUT, 8 s).
  expect(took).toBeLessThan(10_000)
  expect(load.acknowledged.size).toBeGreaterThan(100)
  expect(await missing(await start(environment), load.acknowledged)).toEqual([])
})

test('a second process on the same folder says whose it is and exits 1; the first one goes on', async () => {
  const environment = { DATA_DIR: temporaryFolder() }
  const first = await start(environment)
  const { code, output } = await runChild(environment)
  expect(code).toBe(1)
  expect(output).toContain(`is in use by process ${first.pid}`)
  expect(output).toContain('set DATA_DIR to another folder')
  expect(output).not.toContain('    at ')
  expect((await first.get('/readyz')).status).toBe(200)
  await first.end('SIGKILL')
  await start(environment)
})

test('a port that is taken is said, and exits 1', async () => {
  const first = await start({ DATA_DIR: temporaryFolder() })
  const PORT = new URL(first.url).port
  const { code, output } = await runChild({ DATA_DIR: temporaryFolder(), PORT })
  expect([code, output]).toEqual([1, expect.stringContaining('choose another PORT')])
})

test.each([
  ['PORT', 'http', 'PORT: http is not a whole number'],
  ['LATENESS', '10 minutes', 'LATENESS: 10 minutes is not a duration'],
  ['ROLES', 'ingest,chef', '"ingest,chef" has chef'],
  ['SETTINGS_FILE', '/none/barograph.yaml', '/none/barograph.yaml could not be read'],
  ['HOST', '0.0.0.0', 'INGEST_TOKEN and ADMIN_TOKEN are not set'],
])('%s=%s is refused in a sentence', async (name, value, said) => {
  const { code, output } = await runChild({ DATA_DIR: temporaryFolder(), [name]: value })
  expect([code, output]).toEqual([1, expect.stringContaining(said)])
  expect(output).not.toContain('    at ')
})

test.skipIf(process.platform !== 'linux')(
  'on a full disk it answers 503 and still reads; with space it takes in again, and nothing that it took is lost',
  async () => {
    // The most that one file may hold, in KiB: the files of the log and the database hit it as the end of a disk.
    const child = await start({ DATA_DIR: temporaryFolder() }, 'ulimit -S -f 1500')
    const load = createLoad(START)
    let answer: Awaited<ReturnType<Client['post']>> | undefined
    const padded = (number: number) => load.padded(child, number, 2000)
    for (let number = 0; answer?.status !== 503; number += 20) {
      expect(number).toBeLessThan(20_000)
      answer = await padded(number)
      expect([202, 503]).toContain(answer.status)
    }
    expect(answer.headers.get('content-type')).toBe('application/problem+json')
    expect(answer.headers.get('retry-after')).toBe('5')
    expect(answer.body).toMatchObject({
      status: 503,
      detail: expect.stringContaining('nothing was taken in'),
    })
    expect((await child.get('/api/v1/incidents')).status).toBe(200)
    expect(load.acknowledged.size).toBeGreaterThan(100)

    execFileSync('prlimit', ['--pid', String(child.pid), '--fsize=unlimited'])
    await expect
      .poll(async () => (await padded(100_000)).status, { timeout: 120_000, interval: 250 })
      .toBe(202)
    expect(await missing(child, load.acknowledged)).toEqual([])
    expect((await child.get('/api/v1/status')).body.problems).toEqual([])
  },
)
