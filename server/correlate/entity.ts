import type { Detail } from './state.ts'

/** Words of a name in lower case: 'HighCPUUsage' and 'High CPU usage' give the same. */
export function words(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}

/** What two tools that see the same thing on the same entity agree on; empty when the alert names no entity. */
export function conditionOf(detail: Detail): string {
  const name = detail.entity?.name ?? detail.service
  // Joined, not added up, which would keep the parts as well.
  return name ? [name.toLowerCase(), plainName(detail.name)].join('\u0000') : ''
}

const plainNames = new Map<string, string>()
const MOST_NAMES = 10_000

/** The words of a rule's name; most alerts have one of few. */
function plainName(name: string): string {
  const known = plainNames.get(name)
  if (known !== undefined) return known
  if (plainNames.size >= MOST_NAMES) plainNames.clear()
  const made = words(name).join(' ')
  plainNames.set(name, made)
  return made
}
