import type { Incident, SourceStatus, TopologyView } from '../../../schema/api/views.ts'
import { duration } from '../../format/duration.ts'
import { moment } from '../../format/time.ts'

const HOUR = 3_600_000

/** How many services no open incident touches; nothing where the estate is not known. */
export function calmWords(incidents: readonly Incident[], estate: TopologyView | undefined): string {
  if (!estate || estate.truncated) return ''
  const services = estate.nodes.filter((node) => node.type === 'service').map((node) => node.id)
  if (services.length === 0) return ''
  const hit = new Set(incidents.flatMap((incident) => incident.services))
  const calm = services.filter((service) => !hit.has(service)).length
  return `${calm} of ${services.length} services are calm.`
}

/** The sources that were not heard within the hour. */
export function silentSources(sources: readonly SourceStatus[], now: number): SourceStatus[] {
  return sources.filter((source) => now - Date.parse(source.lastReceivedAt) > HOUR)
}

/** Which sources were heard within the hour and when the others were last; silence can be calm or a dead source. */
export function sourceWords(sources: readonly SourceStatus[], now: number): string {
  const sorted = [...sources].sort((a, b) => Date.parse(b.lastReceivedAt) - Date.parse(a.lastReceivedAt))
  const last = sorted[0]
  if (!last) return ''
  const silent = silentSources(sorted, now)
  const heard = sorted.length - silent.length
  const since = (source: SourceStatus) => moment(Date.parse(source.lastReceivedAt), now)
  if (heard === 0) {
    return `Nothing was heard from ${sorted.length === 1 ? last.source : `any of ${sorted.length} sources`} since ${since(last)}.`
  }
  const ago = duration(now - Date.parse(last.lastReceivedAt))
  const all = silent.length === 0
  const first = all
    ? `${sorted.length === 1 ? `The source ${last.source} was` : `${sorted.length === 2 ? 'Both' : `All ${sorted.length}`} sources were`} heard in the last hour, the latest ${ago} ago.`
    : `${heard} of ${sorted.length} sources were heard in the last hour.`
  const named = silent.slice(0, 2).map((source) => `${source.source} not since ${since(source)}`)
  const more = silent.length > 2 ? `, ${silent.length - 2} more neither` : ''
  return all ? first : `${first.slice(0, -1)}; ${named.join(', ')}${more}.`
}
