import type { Alert } from '../../../../../schema/api/views.ts'
import type { Matcher } from '../../../../../schema/matcher.ts'

/** So many names or services are still listed in one matcher. */
const MOST_LISTED = 20
const SPECIAL = /[\\^$.*+?()[\]{}|]/g

/**
 * Matchers that hold back alerts like the selected ones: their names and services, listed where they differ, and the
 * labels that all of them share. Severity is left out: what gets worse is still the same. None for no alerts.
 */
export function selectionMatchers(alerts: readonly Alert[]): Matcher[] {
  const [first, ...others] = alerts
  if (!first) return []
  const shared = Object.entries(first.labels).filter(
    ([name, value]) =>
      !['alertname', 'service', 'severity'].includes(name) &&
      others.every((other) => Object.hasOwn(other.labels, name) && other.labels[name] === value),
  )
  const services = alerts.map((alert) => alert.service)
  return [
    ...oneOf(
      'alertname',
      alerts.map((alert) => alert.name),
    ),
    ...(services.every((service) => service !== undefined) ? oneOf('service', services) : []),
    ...shared.flatMap(([name, value]) => oneOf(name, [value])),
  ]
}

function oneOf(name: string, all: readonly string[]): Matcher[] {
  const values = [...new Set(all)].sort()
  const [only = ''] = values
  if (values.length > MOST_LISTED) return []
  if (values.length === 1) return [{ name, value: only, isRegex: false, isEqual: true }]
  const value = values.map((each) => each.replace(SPECIAL, '\\$&')).join('|')
  return [{ name, value, isRegex: true, isEqual: true }]
}
