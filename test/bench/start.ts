import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startChild } from '../support/child.ts'
import { fillDatabase } from './load/stored.ts'

/** From the start of the built process to ready, with five million events stored. Prints a table. */

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '1000000' }, runs: { type: 'string', default: '7' } },
})
const folder = await mkdtemp(join(tmpdir(), 'bench-start-'))
try {
  await fillDatabase(folder, { alerts: Number(values.alerts), eventsPerAlert: 5 }, Date.now())
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
