import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { toTimestamp } from '../../../schema/records/time.ts'
import { readCsv } from './csv.ts'
import { byTime, type Dataset } from './dataset.ts'

/** An intrusion alert is a moment; it counts as over when it was not repeated for this long. */
const LASTS_MS = 5 * 60_000

/**
 * AIT alert data set: four to six days of real intrusion alerts of one scenario with its attack phases (home:
 * github.com/ait-aecid/alert-data-set). A fault is a phase: what lies between its first and last alert.
 */
export async function readAitAds(folder: string, scenario: string): Promise<Dataset> {
  const text = gunzipSync(await readFile(join(folder, `${scenario}_alerts.csv.gz`))).toString('utf8')
  const dataset: Dataset = { topology: undefined, alerts: [], faults: [] }
  const phases = new Map<string, Dataset['faults'][number]>()
  readCsv(text).forEach((row, i) => {
    const at = Number(row['time']) * 1000
    const externalId = `ait-ads-${scenario}-${i}`
    const host = row['host'] ?? ''
    const name = row['name'] ?? ''
    dataset.alerts.push({
      source: name.split(':')[0]?.toLowerCase() || 'ids',
      externalId,
      status: 'firing',
      severity: 'warning',
      name: row['short'] || name,
      summary: name,
      at: toTimestamp(at),
      endsAt: toTimestamp(at + LASTS_MS),
      entity: { type: 'host', name: host },
      labels: { host, ip: row['ip'] ?? '' },
    })
    const phase = row['time_label'] ?? ''
    if (phase === '' || phase === 'false_positive') return
    const fault = phases.get(phase) ?? { id: phase, kind: phase, startsAt: at, endsAt: at, alerts: [] }
    fault.startsAt = Math.min(fault.startsAt, at)
    fault.endsAt = Math.max(fault.endsAt, at)
    fault.alerts.push(externalId)
    phases.set(phase, fault)
  })
  dataset.faults = [...phases.values()].sort((a, b) => a.startsAt - b.startsAt)
  byTime(dataset.alerts)
  return dataset
}
