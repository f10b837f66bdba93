import type { Incident } from '../../../schema/api/views.ts'
import { countWord } from '../../format/count.ts'
import { severityRank } from '../../format/words.ts'

/** Incidents in the order in which they want attention: what needs a person, severity, nobody on it, services hit, age. */
export function rankIncidents(incidents: readonly Incident[]): Incident[] {
  return [...incidents].sort(
    (a, b) =>
      Number(needsYou(b)) - Number(needsYou(a)) ||
      severityRank(b.severity) - severityRank(a.severity) ||
      Number(isUnowned(b)) - Number(isUnowned(a)) ||
      b.services.length - a.services.length ||
      Date.parse(a.startedAt) - Date.parse(b.startedAt) ||
      (a.id < b.id ? -1 : 1),
  )
}

/** Whether nobody has taken an incident or was given it. */
function isUnowned(incident: Incident): boolean {
  return incident.status === 'open' && incident.assignedTo === undefined
}

/** Whether an incident needs a person now: it is critical or high and nobody has taken it. */
function needsYou(incident: Incident): boolean {
  return incident.status === 'open' && severityRank(incident.severity) >= 2
}

/**
 * The judgement over the open incidents, in words; with silent sources, or while not all is seen, nothing open is not
 * yet calm.
 */
export function verdict(incidents: readonly Incident[], silentSources: number, blind: boolean): string {
  if (incidents.length === 0 && blind) return 'No open incident is known. That may not be all.'
  if (incidents.length === 0 && silentSources > 0) {
    const silent =
      silentSources === 1 ? 'One source is silent.' : `${countWord(silentSources)} sources are silent.`
    return `No incident is open. ${silent}`
  }
  if (incidents.length === 0) return 'All calm. Nothing needs you.'
  const needing = incidents.filter(needsYou).length
  const waiting = incidents.length - needing
  if (needing > 0) {
    const first = needing === 1 ? 'One incident needs you.' : `${countWord(needing)} incidents need you.`
    return waiting === 0 ? first : `${first} ${countWord(waiting)} can wait.`
  }
  const inHand = incidents.every((incident) => incident.status === 'acknowledged')
  if (inHand) return `Nothing needs you now. ${countWord(waiting)} ${waiting === 1 ? 'is' : 'are'} in hand.`
  return `Nothing needs you now. ${countWord(waiting)} can wait.`
}

/** Title of the page: how many incidents are open and how bad the worst is, and whether that can be believed. */
export function titleOf(incidents: readonly Incident[], blind: boolean): string {
  const worst = [...incidents].sort((a, b) => severityRank(b.severity) - severityRank(a.severity))[0]
  const doubt = blind ? '! ' : ''
  if (!worst) return blind ? '! Not all is seen' : 'Calm'
  return `${doubt}${incidents.length} open, worst ${worst.severity}`
}
