import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Child, startChild } from '../support/child.ts'
import { loadAlert, loadEstate } from './load/estate.ts'
import { fillDatabase } from './load/stored.ts'

/**
 * From the start of the built process to ready, with five million events stored and what correlating some thousands of
 * open alerts left behind: a log, a snapshot and topology. Prints a table.
 */

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '7' } },
})
const OPEN_ALERTS = 5_000
const BATCH = 500

/** Lets it take in and correlate alerts that stay open, and stops it. */
async function work(child: Child): Promise<void> {
  const estate = loadEstate(1000)
  await child.post('/api/v1/topology', estate.topology)
  for (let from = 0; from < OPEN_ALERTS; from += BATCH) {
    const alerts = Array.from({ length: BATCH }, (_, i) => loadAlert(estate, from + i, Date.now(), 'firing'))
    await child.post('/api/v1/alerts', alerts)
  }
  await child.settle()
  await child.end('SIGTERM')
}

const folder = await mkdtemp(join(tmpdir(), 'bench-start-'))
try {
  await fillDatabase(folder, { alerts: Number(values.alerts), eventsPerAlert: 5 }, Date.now())
  await work(await startChild({ DATA_DIR: folder }))
  const rows = []
  for (let run = 0; run < Number(values.runs); run++) {
    const began = performance.now()
    const child = await startChild({ DATA_DIR: folder })
    const listening = performance.now() - began
    while ((await child.get('/readyz')).status !== 200);
    const ready = performance.now() - began
    const { body } = await child.get('/api/v1/incidents?limit=10')
    const answered = performance.now() - began
    if (body.items.length !== 10) throw new Error('the incidents are not there')
    rows.push({
      'listens after ms': Math.round(listening),
      'ready after ms': Math.round(ready),
      'first incidents after ms': Math.round(answered),
    })
    // A killed one starts no slower than one that was stopped.
    await child.end(run % 2 === 0 ? 'SIGTERM' : 'SIGKILL')
  }
  console.table(rows)
} finally {
  await rm(folder, { recursive: true, force: true })
}
