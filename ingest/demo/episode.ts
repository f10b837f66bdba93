import type { AlertInput } from '../../schema/records/alert.ts'
import { toTimestamp } from '../../schema/records/time.ts'
import type { Estate } from './estate.ts'
import { labelsOf, type Rule, type Tool } from './rules.ts'

/** One alert from firing to resolved, before it becomes events. Times are epoch milliseconds. */
export interface Episode {
  rule: Rule
  /** Id of the thing that it is about. */
  thing: string
  from: number
  /** Infinity: it still fires when the simulation ends. */
  to: number
}

/** An alert event of the simulation: always with an id and an event time. */
export type SimulatedAlert = AlertInput & { type: 'alert'; externalId: string; at: string }

/** How often a tool sends again what still fires. */
const REPEAT_MS: Record<Tool, number> = {
  prometheus: 60_000,
  grafana: 120_000,
  zabbix: 300_000,
  pagerduty: 300_000,
  pingdom: 300_000,
}

/**
 * The events of an episode in order: firing, sent again as its tool does, resolved. Only those from `since` (epoch
 * milliseconds) to before `until`, each with an id that follows from `idPrefix` and its place in the episode.
 */
export function* eventsOf(
  episode: Episode,
  estate: Estate,
  idPrefix: string,
  until: number,
  since = Number.NEGATIVE_INFINITY,
): Generator<SimulatedAlert> {
  const { rule, from, to } = episode
  const thing = estate.thing(episode.thing)
  const service = thing.type === 'service' || thing.type === 'gateway' ? thing.id : estate.whole(thing.id)
  const base = {
    type: 'alert' as const,
    source: rule.tool,
    severity: rule.severity,
    name: rule.name,
    summary: rule.summary(thing),
    startsAt: toTimestamp(from),
    ...(service !== undefined && { service }),
    entity: { type: thing.type, name: thing.id },
    labels: labelsOf(rule, thing, service),
  }
  const id = (n: number | 'end') => `${idPrefix}-${n}`
  const every = REPEAT_MS[rule.tool]
  const firstRepeat = Math.max(0, Math.ceil((since - from) / every))
  for (let n = firstRepeat; from + n * every < Math.min(to, until); n++) {
    yield { ...base, status: 'firing', externalId: id(n), at: toTimestamp(from + n * every) }
  }
  if (to >= since && to < until) {
    const at = toTimestamp(to)
    yield { ...base, status: 'resolved', externalId: id('end'), at, endsAt: at }
  }
}

/** What makes two episodes the same alert: tool, rule and thing. */
export function alertKey({ rule, thing }: Episode): string {
  return `${rule.tool}/${rule.name}/${thing}`
}
