import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startChild } from '../support/child.ts'
import { usageOf } from './figures.ts'
import { loadAlert, loadEstate } from './load/estate.ts'

/**
 * Resident memory with so many open alerts, and how it grows under a steady load of their repetitions, each an event
 * of its own. Prints a table, a line every so many minutes.
 */

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '250000' },
    minutes: { type: 'string', default: '60' },
    rate: { type: 'string', default: '500' },
    every: { type: 'string', default: '5' },
  },
})
const BATCH = 500
const ENTITIES = 5000
const open = Number(values.alerts)

const folder = await mkdtemp(join(tmpdir(), 'bench-memory-'))
const child = await startChild({ DATA_DIR: folder })
try {
  const estate = loadEstate(ENTITIES)
  const post = (from: number) => {
    const alerts = Array.from({ length: BATCH }, (_, i) =>
      loadAlert(estate, (from + i) % open, Date.now(), 'firing'),
    )
    return child.post('/api/v1/alerts', alerts)
  }
  await child.post('/api/v1/topology', estate.topology)
  const rows: Record<string, string | number>[] = []
  const note = (when: string) => {
    const { resident, most, cpu } = usageOf(child.pid)
    rows.push({ when, 'resident MB': resident, 'at most MB': most, 'CPU s': Math.round(cpu) })
    console.log(JSON.stringify(rows.at(-1)))
  }
  note('started')
  for (let from = 0; from < open; from += BATCH) {
    const { status } = await post(from)
    if (status !== 202) throw new Error(`an alert was answered ${status}`)
    // What is measured is what is held, not what waits.
    if (from % (BATCH * 40) === 0) await child.settle()
  }
  await child.settle()
  note(`${open} alerts open`)
  await delay(60_000)
  note('a minute later')
  const began = performance.now()
  let sent = 0
  for (let minute = Number(values.every); minute <= Number(values.minutes); minute += Number(values.every)) {
    while (performance.now() - began < minute * 60_000) {
      const due = began + (sent * 1000) / Number(values.rate)
      if (due > performance.now()) await delay(due - performance.now())
      await post(sent)
      sent += BATCH
    }
    note(`${minute} min, ${sent} repetitions`)
  }
  console.table(rows)
} finally {
  await child.end('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}
