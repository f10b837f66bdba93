import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openEmbeddedDatabase } from '../../ingest/database/embedded.ts'
import { startChild } from '../support/child.ts'
import { loadAlert, loadEstate } from './load/estate.ts'

/**
 * Bytes on disk for each event that came over the whole path, all tables together, when ClickHouse has merged what it
 * got. Every alert fires, is repeated, and is resolved. Prints a table.
 */

const { values } = parseArgs({
  options: { alerts: { type: 'string', default: '50000' }, repeats: { type: 'string', default: '4' } },
})
const BATCH = 500
const ROUND_MS = 60_000
/** Alerts fire in waves, as faults do: otherwise all of them were one incident. */
const WAVE = 500
const WAVE_MS = 20 * 60_000

const folder = await mkdtemp(join(tmpdir(), 'bench-storage-'))
try {
  const child = await startChild({ DATA_DIR: folder })
  const estate = loadEstate(1000)
  await child.post('/api/v1/topology', estate.topology)
  const alerts = Number(values.alerts)
  const rounds = Number(values.repeats) + 2
  const began = Date.now() - Math.ceil(alerts / WAVE) * WAVE_MS - rounds * ROUND_MS
  let events = 0
  for (let wave = 0; wave * WAVE < alerts; wave++) {
    for (let round = 0; round < rounds; round++) {
      for (let from = 0; from < WAVE; from += BATCH) {
        const body = Array.from({ length: Math.min(BATCH, WAVE - from) }, (_, i) => {
          // Senders' clocks are no metronomes: a regular step would compress to nothing.
          const unsteady = ((wave * 7919 + round * 104_729 + (from + i) * 1_299_709) % 997) / 997
          const at = began + wave * WAVE_MS + round * ROUND_MS + Math.floor(unsteady * ROUND_MS)
          return loadAlert(estate, wave * WAVE + from + i, at, round === rounds - 1 ? 'resolved' : 'firing')
        })
        events += body.length
        await child.post('/api/v1/alerts', body)
      }
    }
  }
  await child.settle()
  await child.end('SIGTERM')

  const database = await openEmbeddedDatabase({ dataDir: folder })
  const tables = await database.query<{ name: string }>(
    "SELECT name FROM system.tables WHERE database = currentDatabase() AND engine LIKE '%MergeTree'",
  )
  const sizes = () =>
    database.query<{ table: string; rows: number; bytes: number }>(
      'SELECT table, sum(rows) AS rows, sum(bytes_on_disk) AS bytes FROM system.parts WHERE active AND database = currentDatabase() GROUP BY table ORDER BY bytes DESC',
    )
  const fresh = (await sizes()).reduce((sum, { bytes }) => sum + bytes, 0)
  for (const { name } of tables) await database.execute(`OPTIMIZE TABLE ${name} FINAL`)
  const rows = (await sizes()).map(({ table, rows, bytes }) => ({
    table,
    rows,
    'bytes on disk': bytes,
    'bytes per event': Math.round((bytes / events) * 10) / 10,
  }))
  console.table(rows)
  const merged = rows.reduce((sum, row) => sum + row['bytes on disk'], 0)
  console.log(
    `${events} events of ${alerts} alerts: ${(fresh / events).toFixed(1)} bytes each as loaded, ${(merged / events).toFixed(1)} merged`,
  )
  await database.close()
} finally {
  await rm(folder, { recursive: true, force: true })
}
