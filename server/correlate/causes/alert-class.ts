/** What kind of thing an alert says is wrong. */
export type AlertClass =
  | 'state'
  | 'latency'
  | 'error'
  | 'log'
  | 'traffic'
  | 'cpu'
  | 'memory'
  | 'disk'
  | 'network'
  | 'other'

/** Words of alerts' names by class; the first match decides. */
const WORDS: readonly [AlertClass, RegExp][] = [
  ['log', /\blog(s|ging)?\b/],
  ['state', /crash|restart|not ready|offline|evicted|unhealthy/],
  ['latency', /trace pd|latenc|slow|duration|response.?time|p9[059]|\blag\b|stale|timeouts?\b|delay/],
  ['error', /error|unreachable|not available|5xx|4xx|\b[45]0\d\b|fail|exception|unavailable/],
  ['traffic', /traffic|requests?\b|qps|rps|throughput/],
  ['cpu', /cpu|load.?average|softirq|throttl/],
  ['memory', /\bmem(ory)?\b|\brss\b|\bheap|\boom|\bswap/],
  ['disk', /disk|\bio\b|iowait|inode|filesystem|volume/],
  ['network', /network|packet|\bnic\b|bandwidth|socket/],
]

/** What says that a thing itself is broken or used up, which what it needs of others rarely does to it. */
const BROKEN =
  /certificate|expire|handshake|exhausted|backlog|oldest|deadlock|quorum|split.?brain|disk (is )?full|space is (critically )?low|\b(host|node|server|device|link|target|interface|port)\b.* (down|not ready)\b/
/** Classes that measure how much of something is used, so that less of it is rarely the fault. */
const RESOURCES: ReadonlySet<AlertClass> = new Set(['cpu', 'memory', 'disk', 'network'])
const FALLING = /\b(down|drops?|dropped|decreas\w*|falls?|fell)$/

/** What the name of an alert tells of it. */
export interface AlertKind {
  class: AlertClass
  /** A resource is used less than usual. */
  falls: boolean
  /** Its thing itself is broken or used up. */
  broken: boolean
}

/** Kinds kept by name; then they are worked out anew. */
const MOST_KEPT = 50_000
const kinds = new Map<string, AlertKind>()

/** The kind of an alert by its name. */
export function kindOf(name: string): AlertKind {
  const known = kinds.get(name)
  if (known) return known
  const words = name
    .slice(0, 200)
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase()
  const broken = BROKEN.test(words)
  const found = broken ? 'state' : (WORDS.find(([, pattern]) => pattern.test(words))?.[0] ?? 'other')
  const kind = { class: found, falls: RESOURCES.has(found) && FALLING.test(words), broken }
  if (kinds.size >= MOST_KEPT) kinds.clear()
  kinds.set(name, kind)
  return kind
}
