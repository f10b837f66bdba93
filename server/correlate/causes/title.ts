import type { Cause } from '../../../schema/records/correlation.ts'
import type { IncidentNode, ScopeState } from '../state.ts'
import type { Tally } from '../tally-sums.ts'
import type { Symptoms } from './profile.ts'

const MAX_TITLE = 160

/**
 * A title that names the cause and the effect: 'payments-db: connections exhausted; hits checkout, search and 4 more
 * services'. What is hit is counted in services where any is, as everywhere else an incident is told of.
 */
export function titleOf(
  scope: ScopeState,
  incident: IncidentNode,
  { symptoms, services, first }: Pick<Tally, 'symptoms' | 'services' | 'first'>,
  causes: Cause[],
): string {
  const cause = causes[0]?.entity.name
  const own = cause === undefined ? undefined : symptoms.get(cause)
  const head = own?.head ?? first
  const what = trim(head.detail.summary?.trim() || head.detail.name)
  if (cause === undefined) return what || `Incident ${incident.id}`
  const hit = hitBeside(cause, symptoms, services)
  if (!own) {
    return trim(
      `${cause} suspected: ${list(scope, hit)} ${hit.names.length === 1 ? 'alerts' : 'alert'} together`,
    )
  }
  const said = what.toLowerCase().includes(cause.toLowerCase()) ? what : `${cause}: ${what}`
  return trim(hit.names.length === 0 ? said : `${said}; hits ${list(scope, hit)}`)
}

interface Hit {
  names: string[]
  word: 'services' | 'entities'
  symptoms: ReadonlyMap<string, Symptoms>
}

/** The services beside the cause, or where there is none, all entities beside it. */
function hitBeside(cause: string, symptoms: ReadonlyMap<string, Symptoms>, services: readonly string[]): Hit {
  const others = services.filter((service) => service !== cause)
  if (others.length > 0) return { names: others, word: 'services', symptoms }
  return { names: [...symptoms.keys()].filter((id) => id !== cause), word: 'entities', symptoms }
}

/** The two best known of the things beside the cause, and how many more there are. */
function list(scope: ScopeState, { names, word, symptoms }: Hit): string {
  const known = names.map((name) => ({
    name,
    tier: scope.topology.nodes.get(name)?.node.tier ?? 9,
    alerts: symptoms.get(name)?.alerts ?? 0,
  }))
  known.sort((a, b) => a.tier - b.tier || b.alerts - a.alerts || (a.name < b.name ? -1 : 1))
  const [first, second] = known.map(({ name }) => name)
  if (names.length <= 2) return [first, second].filter((name) => name !== undefined).join(' and ')
  return `${first}, ${second} and ${names.length - 2} more ${names.length === 3 ? SINGULAR[word] : word}`
}

const SINGULAR = { services: 'service', entities: 'entity' } as const

function trim(text: string): string {
  return text.length <= MAX_TITLE ? text : `${text.slice(0, MAX_TITLE - 1)}…`
}
