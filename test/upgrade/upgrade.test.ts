import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { LOADER_GROUP } from '../../ingest/load/loader.ts'
import { openEmbeddedLog } from '../../ingest/log/embedded.ts'
import { CORRELATOR_SNAPSHOT } from '../../server/roles/correlation/log-host.ts'
import { everything } from '../support/everything.ts'
import { type InProcess, startInProcess } from '../support/in-process.ts'
import { alertOf, KEEP_FOR_EVER } from './estate.ts'

const FIXTURES = join(import.meta.dirname, 'fixtures')
const NAMES = readdirSync(FIXTURES)
  .filter((file) => file.endsWith('.tar.gz'))
  .map((file) => file.slice(0, -'.tar.gz'.length))
const HOUR_MS = 3_600_000

/** What a fixture's program answered, and when its estate began to fail (epoch milliseconds). */
type Expected = Awaited<ReturnType<typeof everything>> & { start: number }

async function unpack(name: string): Promise<{ dataDir: string; expected: Expected }> {
  const dataDir = await mkdtemp(join(tmpdir(), 'barograph-upgrade-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  execFileSync('tar', ['-xzf', join(FIXTURES, `${name}.tar.gz`), '-C', dataDir])
  const expected = JSON.parse(await readFile(join(FIXTURES, `${name}.json`), 'utf8')) as Expected
  return { dataDir, expected }
}

/** The present program, an hour after the earlier one stopped. */
async function start(dataDir: string, expected: Expected): Promise<InProcess> {
  const began = Date.now()
  const barograph = await startInProcess({
    dataDir,
    file: KEEP_FOR_EVER,
    environment: { TICK: '300ms' },
    clock: () => expected.start + HOUR_MS + Date.now() - began,
  })
  onTestFinished(() => barograph.stop())
  return barograph
}

/** Everything but what only looks at the last day. */
async function found(barograph: InProcess) {
  const { noise, pressure, ...rest } = await everything(barograph)
  return withoutWeights(rest)
}

/** What is weighed: each version of the program does so in its own way, and anew when it looks at an incident again. */
const WEIGHED = new Set(['causes', 'title', 'joinedBy', 'score', 'reasons', 'weight', 'text'])

function withoutWeights<Value>(value: Value): Value {
  return JSON.parse(JSON.stringify(value, (key, one) => (WEIGHED.has(key) ? undefined : one)))
}

/** Removes from the log all that was read, as a log does in time. */
async function forget(dataDir: string): Promise<void> {
  const log = await openEmbeddedLog({
    dataDir,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 30_000, bytes: 1 },
  })
  await log.snapshots.load(CORRELATOR_SNAPSHOT, log.partition)
  await log.consumer(LOADER_GROUP)
  await log.trim()
  const [extent] = await log.partitions()
  expect(extent?.start).toBe(extent?.end)
  await log.close()
}

describe.each(NAMES)('the data folder that %s wrote', (name) => {
  test.each(['', ', though its log has forgotten what was read'])(
    'opens with all that was in it, and its incidents go on%s',
    async (forgotten) => {
      const { dataDir, expected } = await unpack(name)
      if (forgotten !== '') await forget(dataDir)
      const { start: began, ...answers } = expected
      const barograph = await start(dataDir, expected)
      expect(await found(barograph)).toMatchObject(withoutWeights(answers))

      const fault = expected.incidents.find(({ counts }) => counts.alerts === 3)
      const at = began + 90_000
      await barograph.post('/api/v1/alerts', [
        { ...alertOf('PaymentsFailing', 'payments', at), externalId: 'once more' },
        // Delivered again: it was counted by the earlier program.
        { ...alertOf('PaymentsFailing', 'payments', began + 60_000), externalId: 'again' },
        { ...alertOf('DatabaseDown', 'payments-db', at), externalId: 'up', status: 'resolved' },
        alertOf('PrinterJam', 'printer', began + HOUR_MS),
      ])
      await barograph.settle()
      const alerts = await barograph.all('/api/v1/alerts')
      expect(alerts).toHaveLength(expected.alerts.length)
      expect(alerts.find((alert) => alert.name === 'PaymentsFailing')).toMatchObject({
        id: expected.alerts.find((alert) => alert.name === 'PaymentsFailing').id,
        events: 3,
        incidentId: fault.id,
      })
      expect(alerts.find((alert) => alert.name === 'DatabaseDown')).toMatchObject({
        status: 'resolved',
        events: 2,
        incidentId: fault.id,
      })
      expect(alerts.find((alert) => alert.name === 'PrinterJam')).toMatchObject({
        events: 2,
        suppressedBy: { kind: 'silenced' },
      })
      expect((await barograph.get(`/api/v1/incidents/${fault.id}`)).body).toMatchObject({
        status: 'acknowledged',
        counts: { events: 6, alerts: 3 },
      })
      expect(await barograph.all('/api/v1/events')).toHaveLength(expected.events.length + 3)
      expect(barograph.errors).toEqual([])
    },
  )

  test.each([{ lost: ['snapshots'] }, { lost: ['database'] }, { lost: ['snapshots', 'database'] }])(
    'is filled from its log again without $lost',
    async ({ lost }) => {
      const { dataDir, expected } = await unpack(name)
      const { start: _, ...answers } = expected
      for (const folder of lost) await rm(join(dataDir, folder), { recursive: true })
      const barograph = await start(dataDir, expected)
      expect(await found(barograph)).toMatchObject(withoutWeights(answers))
      expect(barograph.errors).toEqual([])
    },
  )
})
