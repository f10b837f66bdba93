import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toTimestamp } from '../../../schema/records/time.ts'
import { readCsv } from './csv.ts'
import { byTime, type Dataset } from './dataset.ts'

/** The set counts seconds from a moment that it does not tell; this one stands for it. */
const BEGIN = Date.parse('2021-01-01T00:00:00Z')

/**
 * gCastle's 18V set: 34,838 telecom alarms of 18 types on 55 devices, each with its end (home:
 * github.com/gcastle-hub/dataset, MIT). It has no labelled faults, only which type causes which.
 */
export async function readGcastle(folder: string): Promise<Dataset> {
  const dataset: Dataset = { topology: undefined, alerts: [], faults: [] }
  readCsv(await readFile(join(folder, 'alarms.csv'), 'utf8')).forEach((row, i) => {
    const device = `device-${row['device_id']}`
    const starts = BEGIN + Number(row['start_timestamp']) * 1000
    const ends = BEGIN + Number(row['end_timestamp']) * 1000
    for (const [status, at] of [
      ['firing', starts],
      ['resolved', ends],
    ] as const) {
      dataset.alerts.push({
        source: 'gcastle',
        externalId: `gcastle-${i}-${status}`,
        status,
        severity: 'warning',
        name: `alarm ${row['alarm_id']}`,
        at: toTimestamp(at),
        entity: { type: 'device', name: device },
        labels: { device },
      })
    }
  })
  byTime(dataset.alerts)
  return dataset
}
