import type { Alert } from '../../../schema/api/views.ts'
import type { Matcher } from '../../../schema/matcher.ts'
import { chooseValues } from './matcher-edits.ts'

/** So many values of one label are still listed in a matcher. */
const LISTED = 20

/** The labels of an alert as matchers see them. */
function labelsOf(alert: Alert): Record<string, string> {
  return {
    alertname: alert.name,
    severity: alert.severity,
    ...(alert.service !== undefined && { service: alert.service }),
    ...alert.labels,
  }
}

/**
 * Matchers for a silence of some alerts: every label that all of them have with one value, and of the other labels
 * that all have those with few values, listed. Severity is left out: what gets worse is the same alert. Others with
 * the same labels match too; the preview of the silence tells how many.
 */
export function silenceMatchers(alerts: readonly Alert[]): Matcher[] {
  const all = alerts.map(labelsOf)
  const names = Object.keys(all[0] ?? {}).filter((name) => name !== 'severity')
  let matchers: Matcher[] = []
  for (const name of names.sort(byImportance)) {
    const values = new Set(all.map((labels) => (Object.hasOwn(labels, name) ? labels[name] : undefined)))
    if (values.has(undefined) || values.size > LISTED) continue
    const given = [...values].flatMap((value) => (value === undefined ? [] : [value]))
    matchers = chooseValues(matchers, name, given)
  }
  return matchers
}

const FIRST = ['alertname', 'service']

function byImportance(a: string, b: string): number {
  const rank = (name: string) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length)
  return rank(a) - rank(b) || (a < b ? -1 : 1)
}
