import { openEmbeddedDatabase } from '../../../ingest/database/embedded.ts'
import { migrate } from '../../../ingest/database/migrate.ts'
import { rowsOf } from '../../../ingest/load/rows/rows-of.ts'
import { alertInput, completeAlert } from '../../../schema/records/alert.ts'
import type { LogRecord } from '../../../schema/records/record.ts'
import { completeTopology, topologyInput } from '../../../schema/records/topology.ts'
import { correlationSettings } from '../../../schema/settings/correlation.ts'
import { createCorrelator } from '../../../server/correlate/correlate.ts'
import { createState } from '../../../server/correlate/state.ts'
import { type DayAmount, loadDay } from './day.ts'
import type { LoadEstate } from './estate.ts'

const PARTITION = 'stored'
const BATCH = 10_000

/**
 * Fills the database of a data folder, which must not be in use, with a day up to `until` (epoch milliseconds) and what
 * the correlator makes of it: as rows, not over the log, which would take long. Resolves with how many events.
 */
export async function fillDay(
  dataDir: string,
  estate: LoadEstate,
  amount: DayAmount,
  until: number,
): Promise<number> {
  const database = await openEmbeddedDatabase({ dataDir })
  try {
    await migrate(database, { eventDays: 90, incidentDays: 730 })
    const correlator = createCorrelator(createState(), correlationSettings.parse({}))
    const arrival = { at: until, scope: 'default', clockToleranceMs: 120_000 }
    const day = loadDay(estate, amount, until)
    let offset = 0
    const store = async (records: LogRecord[]) => {
      const inputs = records.map((record, i) => ({ offset: offset + i, appendedAt: until, record }))
      const found = correlator.take(inputs)
      const tables = new Map<string, Record<string, unknown>[]>()
      for (const record of [
        ...inputs,
        ...(found ? [{ record: found, offset: offset + records.length }] : []),
      ]) {
        for (const [table, rows] of Object.entries(rowsOf(record.record, PARTITION, record.offset))) {
          const known = tables.get(table) ?? []
          for (const row of rows) known.push(row)
          tables.set(table, known)
        }
      }
      for (const [table, rows] of tables) await database.insert(table, rows, `${table}-${offset}`)
      offset += records.length + 1
    }
    await store([completeTopology(topologyInput.parse(estate.topology), arrival)])
    for (let from = 0; from < day.length; from += BATCH) {
      await store(
        day
          .slice(from, from + BATCH)
          .map((alert) =>
            completeAlert(alertInput.parse(alert), { ...arrival, at: Date.parse(String(alert.at)) + 100 }),
          ),
      )
    }
    return day.length
  } finally {
    await database.close()
  }
}
