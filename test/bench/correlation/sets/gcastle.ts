import { join } from 'node:path'
import { correlationSettings } from '../../../../schema/settings/correlation.ts'
import { readGcastle } from '../../datasets/gcastle.ts'
import { caseOf } from '../case.ts'
import { replay } from '../replay.ts'
import { markdown, percent } from '../tables.ts'

/** What is to be told of gCastle's 18V set, in Markdown: it knows which type causes which, but no faults. */
export async function* measureGcastle(folder: string): AsyncGenerator<string> {
  const dataset = await readGcastle(join(folder, 'gcastle-18v'))
  const { alerts, events, notifications } = replay(caseOf(dataset), correlationSettings.parse({}))
  const row = {
    events: `${events}`,
    alerts: `${alerts.length}`,
    incidents: `${new Set(alerts.flatMap(({ incidentId }) => incidentId ?? [])).size}`,
    notifications: `${notifications.length}`,
    reduction: percent(1 - notifications.length / events),
  }
  yield `## gCastle 18V: it has no labelled faults, so that nothing can be said of its groups\n${markdown([row])}`
}
