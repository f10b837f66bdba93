import type { Cause } from '../../../schema/records/correlation.ts'
import { compareAlerts } from '../identity.ts'
import type { AlertNode, IncidentNode, ScopeState } from '../state.ts'
import type { Symptoms } from './profile.ts'

const MAX_TITLE = 160

/** A title that names the cause and the effect: 'payments-db: connections exhausted; hits checkout and 4 more'. */
export function titleOf(
  scope: ScopeState,
  incident: IncidentNode,
  symptoms: Map<string, Symptoms>,
  causes: Cause[],
): string {
  const cause = causes[0]?.entity.name
  const own = cause === undefined ? undefined : symptoms.get(cause)
  const others = [...symptoms.values()]
    .filter(({ id }) => id !== cause)
    .sort((a, b) => rankOf(scope, a) - rankOf(scope, b) || b.alerts - a.alerts || (a.id < b.id ? -1 : 1))
  const head = own?.head ?? firstAlert(scope, incident)
  if (!head) return `Incident ${incident.id}`
  const what = trim(head.detail.summary?.trim() || head.detail.name)
  if (cause === undefined) return what
  if (!own)
    return trim(`${cause} suspected: ${listed(others)} ${others.length === 1 ? 'alerts' : 'alert'} together`)
  const said = what.toLowerCase().includes(cause.toLowerCase()) ? what : `${cause}: ${what}`
  return trim(others.length === 0 ? said : `${said}; hits ${listed(others)}`)
}

function listed(symptoms: Symptoms[]): string {
  const names = symptoms.map(({ id }) => id)
  if (names.length <= 2) return names.join(' and ')
  return `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`
}

/** Services first, the important ones before the others: they are what people know. */
function rankOf(scope: ScopeState, { id, entity }: Symptoms): number {
  return (entity.type === 'service' ? 0 : 10) + (scope.topology.nodes.get(id)?.node.tier ?? 9)
}

function firstAlert(scope: ScopeState, incident: IncidentNode): AlertNode | undefined {
  const alerts = [...incident.alertIds]
    .map((id) => scope.alerts.get(id))
    .filter((alert) => alert !== undefined)
  return alerts.sort(compareAlerts)[0]
}

function trim(text: string): string {
  return text.length <= MAX_TITLE ? text : `${text.slice(0, MAX_TITLE - 1)}…`
}
