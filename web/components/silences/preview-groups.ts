import type { Alert } from '../../../schema/api/views.ts'
import type { Severity } from '../../../schema/severity.ts'
import { severityRank } from '../../format/words.ts'

/** Alerts of one name and severity, with the things that they are about. */
export interface PreviewGroup {
  name: string
  severity: Severity
  alerts: number
  things: string[]
}

/** Puts alerts together by name and severity, the worst first, then those of which there are most. */
export function previewGroups(alerts: readonly Alert[]): PreviewGroup[] {
  const groups = new Map<string, PreviewGroup>()
  for (const { name, severity, entity, service } of alerts) {
    const key = JSON.stringify([name, severity])
    const group = groups.get(key) ?? { name, severity, alerts: 0, things: [] }
    group.alerts += 1
    const thing = entity?.name ?? service
    if (thing !== undefined && !group.things.includes(thing)) group.things.push(thing)
    groups.set(key, group)
  }
  return [...groups.values()].sort(
    (a, b) => severityRank(b.severity) - severityRank(a.severity) || b.alerts - a.alerts,
  )
}
