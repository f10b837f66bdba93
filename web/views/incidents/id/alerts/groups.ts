import type { Alert, Link } from '../../../../../schema/api/views.ts'
import { severityRank } from '../../../../format/words.ts'
import { entityOf } from '../spread/fold.ts'

/** Alerts of one name on one service, as one row. */
export interface AlertGroup {
  key: string
  name: string
  /** In the order in which they began. */
  alerts: Alert[]
  severity: Alert['severity']
  /** What they are on, each once. */
  on: string[]
  began: number
  events: number
  firing: number
}

/** Alerts grouped by name and service, in the order in which the groups began. */
export function groupAlerts(alerts: readonly Alert[]): AlertGroup[] {
  const groups = new Map<string, AlertGroup>()
  const sorted = [...alerts].sort(
    (a, b) => Date.parse(a.startsAt) - Date.parse(b.startsAt) || (a.id < b.id ? -1 : 1),
  )
  for (const alert of sorted) {
    const key = `${alert.name}\n${alert.service ?? entityOf(alert)}`
    const began = Date.parse(alert.startsAt)
    const group = groups.get(key) ?? {
      key,
      name: alert.name,
      alerts: [],
      severity: alert.severity,
      on: [],
      began,
      events: 0,
      firing: 0,
    }
    group.alerts.push(alert)
    group.events += alert.events
    if (alert.status !== 'resolved') group.firing += 1
    if (severityRank(alert.severity) > severityRank(group.severity)) group.severity = alert.severity
    const on = entityOf(alert)
    if (!group.on.includes(on)) group.on.push(on)
    groups.set(key, group)
  }
  return [...groups.values()]
}

/** One reason why an alert is in its incident, the strongest first: in words, and what it was joined to. */
export interface Why {
  text: string
  weight: number
  /** The alert that it was joined to, where it is known here. */
  other?: Alert
}

/** Why an alert is in its incident, the strongest reason first; none for the alert that opened it. */
export function whyHere(link: Link | undefined, byId: ReadonlyMap<string, Alert>): Why[] {
  return [...(link?.joinedBy ?? [])]
    .sort((a, b) => b.weight - a.weight)
    .map(({ text, weight, with: other }) => {
      const alert = byId.get(other)
      return alert ? { text, weight, other: alert } : { text, weight }
    })
}

/** What an alert is doing, in words: firing, acknowledged, flapping, held back, or over. */
export function stateWords(alert: Pick<Alert, 'status' | 'flapping' | 'suppressedBy'>): string {
  if (alert.status === 'resolved') return 'over'
  if (alert.suppressedBy) return alert.suppressedBy.kind === 'noise' ? 'firing' : alert.suppressedBy.kind
  if (alert.flapping) return 'flapping'
  return alert.status
}
