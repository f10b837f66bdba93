import type { Alert } from '../../../../schema/api/views.ts'
import { leadsOut } from '../../../components/out-link.tsx'
import { entityOf } from './spread/fold.ts'

const MOST = 3

/** The runbooks that the alerts on an entity name, each address once, with the alert that names it; the first three. */
export function runbooksOf(alerts: readonly Alert[], entity: string): { url: string; alert: string }[] {
  const found = new Map<string, string>()
  for (const alert of alerts) {
    const url = alert.annotations['runbook_url'] ?? alert.annotations['runbook']
    if (entityOf(alert) === entity && leadsOut(url) && !found.has(url)) found.set(url, alert.name)
  }
  return [...found].slice(0, MOST).map(([url, alert]) => ({ url, alert }))
}
