import type { UnresolvedNames } from '../../../schema/api/views.ts'
import { count } from '../../format/count.ts'

/** How much of what alerts name is not known, in words; empty where there are no alerts. */
export function unresolvedWords(sources: UnresolvedNames['items']): string {
  const alerts = sources.reduce((sum, source) => sum + source.alerts, 0)
  const not = sources.reduce((sum, source) => sum + source.unknown + source.unnamed, 0)
  if (alerts === 0) return ''
  if (not === alerts) return 'none of the alerts can be placed: post topology, or aliases of what it has'
  return `${count(not)} of ${count(alerts)} alerts are about nothing that topology knows`
}
