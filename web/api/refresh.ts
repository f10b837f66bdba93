import type { QueryClient, QueryKey } from '@tanstack/react-query'
import type { ServerEvent } from '../sse.ts'

/** What a change of one kind makes old. */
const STALE: Readonly<Record<string, readonly string[]>> = {
  incident: ['incidents', 'incident', 'newest', 'pressure', 'noise', 'changes'],
  alert: ['incident', 'newest', 'newest-alerts', 'pressure', 'noise', 'silences'],
  change: ['changes', 'pressure', 'silences'],
  silence: ['silences'],
  topology: ['topology'],
  status: ['status'],
}

/** The resources whose data the events made old, each once; `incident:ID` where only one incident is meant. */
export function staleResources(events: readonly ServerEvent[]): Set<string> {
  const stale = new Set<string>()
  for (const { event, data } of events) {
    const about =
      event === 'incident' ? idIn(data, 'id') : event === 'alert' ? idIn(data, 'incidentId') : undefined
    for (const resource of STALE[event] ?? []) {
      if (resource !== 'incident') stale.add(resource)
      else if (about !== undefined) stale.add(`incident:${about}`)
    }
  }
  return stale
}

/** The beginning of the query keys of a resource, as `staleResources` names it. */
export function keyOf(resource: string): QueryKey {
  return resource.startsWith('incident:') ? ['incident', resource.slice('incident:'.length)] : [resource]
}

const COSTLY = new Set(['pressure', 'noise', 'newest', 'newest-alerts', 'silences', 'topology', 'changes'])
const FIRST_MS = 150
const BURST_MS = 1000
const COSTLY_MS = 4000

/**
 * Collects events and reads the queries again that they make old: 150 ms after the first event of a burst, then at
 * most once a second, and what sums over many events at most every 4 s. Returns what takes an event in.
 */
export function refreshOn(client: QueryClient, clock: () => number): (event: ServerEvent) => void {
  const lastRead = new Map<string, number>()
  let waiting = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function flush(): void {
    timer = undefined
    const later = new Set<string>()
    for (const resource of waiting) {
      const pause = COSTLY.has(resource) ? COSTLY_MS : BURST_MS
      if (clock() - (lastRead.get(resource) ?? Number.NEGATIVE_INFINITY) < pause) later.add(resource)
      else {
        lastRead.set(resource, clock())
        // A read that is under way is left to end: in a storm nothing would ever arrive otherwise.
        void client.invalidateQueries({ queryKey: keyOf(resource) }, { cancelRefetch: false })
      }
    }
    waiting = later
    if (later.size > 0) timer = setTimeout(flush, BURST_MS)
    if (lastRead.size > 2000) lastRead.clear()
  }

  return (event) => {
    // The server cannot tell any more what was missed.
    if (event.event === 'reset') void client.invalidateQueries()
    for (const resource of staleResources([event])) waiting.add(resource)
    if (waiting.size > 0 && timer === undefined) timer = setTimeout(flush, FIRST_MS)
  }
}

function idIn(data: string, field: 'id' | 'incidentId'): string | undefined {
  try {
    const value: unknown = JSON.parse(data)
    if (typeof value !== 'object' || value === null) return undefined
    const id = (value as Record<string, unknown>)[field]
    return typeof id === 'string' ? id : undefined
  } catch {
    return undefined
  }
}
