import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { openEmbeddedLog } from '../../ingest/log/embedded.ts'
import type { Entry } from '../../ingest/log/log.ts'
import { alertInput, completeAlert } from '../../schema/records/alert.ts'
import { encodeRecord } from '../../schema/records/record.ts'
import { completeTopology, topologyInput } from '../../schema/records/topology.ts'
import { type Child, startChild } from '../support/child.ts'
import { usageOf } from './figures.ts'
import { loadAlert, loadEstate } from './load/estate.ts'

/**
 * After an outage: a log holds records that no stage has seen, as they came at `rate` a second, and a Barograph starts
 * on it while more come at that rate. Prints how fast the stages catch up.
 */

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '200000' },
    fingerprints: { type: 'string', default: '20000' },
    entities: { type: 'string', default: '1000' },
    /** Records a second before and after the start. */
    rate: { type: 'string', default: '1000' },
  },
})
const records = Number(values.records)
const fingerprints = Number(values.fingerprints)
const rate = Number(values.rate)
const BATCH = 1000
const SENDS_PER_SECOND = 5
const SAMPLE_MS = 500
const PATIENCE_MS = 15 * 60_000

const estate = loadEstate(Number(values.entities))

/** The nth event: every fingerprint fires, is over, fires again. */
function event(n: number, at: number) {
  return loadAlert(
    estate,
    n % fingerprints,
    at,
    Math.floor(n / fingerprints) % 2 === 0 ? 'firing' : 'resolved',
  )
}

async function fillLog(dataDir: string, until: number): Promise<void> {
  const retention = { days: 7, bytes: 20 * 1024 ** 3 }
  const log = await openEmbeddedLog({ dataDir, clock: Date.now, newId: randomUUID, retention })
  const arrival = (at: number) => ({ at, scope: 'default', clockToleranceMs: 120_000 })
  const began = until - (records / rate) * 1000
  const topology = completeTopology(topologyInput.parse(estate.topology), arrival(began))
  await log.append([{ key: topology.scope, value: encodeRecord(topology) }])
  for (let from = 0; from < records; from += BATCH) {
    const entries = Array.from({ length: Math.min(BATCH, records - from) }, (_, i): Entry => {
      const at = began + ((from + i) / rate) * 1000
      const record = completeAlert(alertInput.parse(event(from + i, at)), arrival(at))
      return { key: record.scope, value: encodeRecord(record) }
    })
    await log.append(entries)
  }
  await log.close()
}

/** Posts at the rate until told to stop; returns how many were accepted. */
async function keepComing(child: Child, stopped: () => boolean): Promise<number> {
  let sent = 0
  const began = performance.now()
  while (!stopped()) {
    const due = Math.floor(((performance.now() - began) / 1000) * rate)
    const count = Math.min(BATCH, due - sent)
    if (count > 0) {
      const alerts = Array.from({ length: count }, (_, i) => event(records + sent + i, Date.now()))
      // A busy process may close an idle connection just as it is used again.
      const answer = await child.post('/api/v1/alerts', alerts).catch(() => undefined)
      if (!answer) continue
      if (answer.status !== 202) throw new Error(`answered ${answer.status}`)
      sent += count
    }
    await delay(1000 / SENDS_PER_SECOND)
  }
  return sent
}

const folder = await mkdtemp(join(tmpdir(), 'bench-catch-up-'))
await fillLog(folder, Date.now())
const began = performance.now()
const child = await startChild({ DATA_DIR: folder })
try {
  const ready = performance.now()
  let done = false
  const coming = keepComing(child, () => done)
  const caughtUp: Record<string, { at: number; cpu: number }> = {}
  const deadline = performance.now() + PATIENCE_MS
  // A stage has caught up when what waits for it came within the last second.
  while (Object.keys(caughtUp).length < 2) {
    const { body } = await child.get('/api/v1/status').catch(() => ({ body: {} }))
    for (const [stage, waiting] of Object.entries<number>(body.lag ?? {})) {
      if (waiting <= rate) caughtUp[stage] ??= { at: performance.now(), cpu: usageOf(child.pid).cpu }
    }
    if (performance.now() > deadline) throw new Error(`not caught up: ${JSON.stringify(body)}`)
    await delay(SAMPLE_MS)
  }
  done = true
  const sent = await coming
  await child.settle()
  const { items } = (await child.get('/api/v1/alerts?limit=1')).body
  if (items.length === 0) throw new Error('there are no alerts')
  const { cpu, resident, most } = usageOf(child.pid)
  const row = (stage: string) => {
    const { at, cpu } = caughtUp[stage] ?? { at: Number.NaN, cpu: Number.NaN }
    const seconds = (at - began) / 1000
    const perSecond = records / seconds + rate
    return {
      stage,
      seconds: Math.round(seconds),
      'records/s': Math.round(perSecond),
      'times arrival': Math.round((perSecond / rate) * 10) / 10,
      // Of the whole process, which does both at once: what counts where others use the machine too.
      'CPU s': Math.round(cpu),
      'records/CPU s': Math.round((perSecond * seconds) / cpu),
    }
  }
  console.table([row('correlated'), row('loaded')])
  console.table([
    {
      'ready after s': Math.round((ready - began) / 100) / 10,
      'came meanwhile': sent,
      'CPU s': Math.round(cpu),
      'resident MB': resident,
      'at most MB': most,
    },
  ])
} finally {
  await child.end('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}
