import { SILENT_HOPS } from '../indexes.ts'
import type { ScopeState } from '../state.ts'
import { upstreamOf } from '../topology.ts'
import type { AlertClass } from './alert-class.ts'
import type { Evidence } from './roll-up.ts'

/** What those show whose work suffers from something else. */
const SUFFERED: ReadonlySet<AlertClass> = new Set(['latency', 'error', 'log', 'traffic'])
/** From so much evidence on, a thing says clearly that it is broken itself. Nats. */
const CLEAR = 1

/**
 * What explains a candidate away: the nearest thing that it needs and that says itself to be broken, where the candidate
 * only says that its work suffers; undefined where nothing does.
 */
export function explainerOf(
  { topology }: ScopeState,
  id: string,
  evidence: ReadonlyMap<string, Evidence>,
): string | undefined {
  const own = evidence.get(id)?.classes[0]
  if (own && !SUFFERED.has(own.class)) return undefined
  for (const [other, { hops }] of upstreamOf(topology, id)) {
    if (hops > SILENT_HOPS) return undefined
    const strongest = evidence.get(other)?.classes[0]
    if (strongest && !SUFFERED.has(strongest.class) && strongest.amount >= CLEAR) return other
  }
  return undefined
}
