import type { Cause } from '../../../schema/records/correlation.ts'
import type { IncidentNode, ScopeState } from '../state.ts'
import type { Tally } from '../tally-sums.ts'
import type { Symptoms } from './profile.ts'

const MAX_TITLE = 160

/** A title that names the cause and the effect: 'payments-db: connections exhausted; hits checkout and 4 more'. */
export function titleOf(
  scope: ScopeState,
  incident: IncidentNode,
  { symptoms, first }: Pick<Tally, 'symptoms' | 'first'>,
  causes: Cause[],
): string {
  const cause = causes[0]?.entity.name
  const own = cause === undefined ? undefined : symptoms.get(cause)
  const others = symptoms.size - (own ? 1 : 0)
  const head = own?.head ?? first
  const what = trim(head.detail.summary?.trim() || head.detail.name)
  if (cause === undefined) return what || `Incident ${incident.id}`
  const listed = () => list(scope, symptoms, cause, others)
  if (!own) return trim(`${cause} suspected: ${listed()} ${others === 1 ? 'alerts' : 'alert'} together`)
  const said = what.toLowerCase().includes(cause.toLowerCase()) ? what : `${cause}: ${what}`
  return trim(others === 0 ? said : `${said}; hits ${listed()}`)
}

/** The two best known of the things beside the cause, and how many more there are. */
function list(scope: ScopeState, symptoms: Map<string, Symptoms>, cause: string, others: number): string {
  const best: Symptoms[] = []
  for (const one of symptoms.values()) {
    if (one.id === cause) continue
    best.push(one)
    best.sort((a, b) => rankOf(scope, a) - rankOf(scope, b) || b.alerts - a.alerts || (a.id < b.id ? -1 : 1))
    best.length = Math.min(best.length, 2)
  }
  const names = best.map(({ id }) => id)
  return others <= 2 ? names.join(' and ') : `${names.join(', ')} and ${others - 2} more`
}

/** Services first, the important ones before the others: they are what people know. */
function rankOf(scope: ScopeState, { id, entity }: Symptoms): number {
  return (entity.type === 'service' ? 0 : 10) + (scope.topology.nodes.get(id)?.node.tier ?? 9)
}

function trim(text: string): string {
  return text.length <= MAX_TITLE ? text : `${text.slice(0, MAX_TITLE - 1)}…`
}
