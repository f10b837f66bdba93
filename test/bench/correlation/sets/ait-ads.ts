import { join } from 'node:path'
import { correlationSettings } from '../../../../schema/settings/correlation.ts'
import { readAitAds } from '../../datasets/ait-ads.ts'
import { caseOf } from '../case.ts'
import { judgePhases } from '../measures/phases.ts'
import { replay } from '../replay.ts'
import { markdown, percent, type Row } from '../tables.ts'

const SCENARIOS = ['russellmitchell', 'santos', 'shaw', 'wardbeck']

/** What is to be told of the AIT alert data set, in Markdown. */
export async function* measureAitAds(folder: string): AsyncGenerator<string> {
  const rows: Row[] = []
  for (const scenario of SCENARIOS) {
    const dataset = await readAitAds(join(folder, 'ait-ads'), scenario)
    const found = replay(caseOf(dataset), correlationSettings.parse({}))
    const told = found.notifications.map(({ incidentId, at }) => ({ incidentId, at: Date.parse(at) }))
    const phases = judgePhases(dataset.faults, found.alerts, told)
    rows.push({
      scenario,
      events: `${found.events}`,
      alerts: `${found.alerts.length}`,
      incidents: `${new Set(found.alerts.flatMap(({ incidentId }) => incidentId ?? [])).size}`,
      notifications: `${told.length}`,
      reduction: percent(1 - told.length / found.events),
      phases: `${phases.phases}`,
      'never told of': phases.hidden.join(', ') || 'none',
      'not told of while it lasted': phases.late.join(', ') || 'none',
      'told of as a phase of its own': `${phases.own}`,
    })
  }
  yield `## AIT alert data set\n${markdown(rows)}`
}
