import { z } from 'zod'
import { type Authority, counts } from '../../../ingest/log/authority.ts'
import { type ArrivalDefaults, decodeEntry } from '../../../ingest/log/decode-entry.ts'
import type { StoredEntry } from '../../../ingest/log/log.ts'
import type { CorrelationRecord } from '../../../schema/records/correlation.ts'

/** The kinds of events that clients are told of. */
export const streamEventKind = z.enum(['incident', 'alert', 'change', 'topology', 'silence', 'status'])

/** One thing to tell clients: what it is, of which scope (undefined: everybody's), and its JSON. */
export interface StreamEvent {
  event: z.infer<typeof streamEventKind>
  scope?: string
  data: string
}

/** What nearly every raw alert event lacks; nobody is told of those until they are correlated. */
const TOLD = ['"correlation"', '"change"', '"topology"', '"claim"'].map((word) => Buffer.from(word))

/** Makes events of the entries of the log, each partition in order. */
export type ToEvents = (partition: string, entry: StoredEntry) => StreamEvent[]

/** Tells incidents, alerts and silences as correlated, where the findings count, changes, and how much of the topology. For one reader of the log. */
export function toEvents(defaults: ArrivalDefaults): ToEvents {
  const authorities = new Map<string, Authority>()
  return (partition, entry) => {
    const authority = authorities.get(partition) ?? { owner: undefined, answered: 0 }
    authorities.set(partition, authority)
    return streamEvents(partition, entry, defaults, authority)
  }
}

function streamEvents(
  partition: string,
  entry: StoredEntry,
  defaults: ArrivalDefaults,
  authority: Authority,
): StreamEvent[] {
  // A look at the bytes is much cheaper than reading every event.
  const bytes = Buffer.from(entry.value.buffer, entry.value.byteOffset, entry.value.byteLength)
  if (!TOLD.some((word) => bytes.includes(word))) return []
  const decoded = decodeEntry(entry, partition, defaults)
  if (!decoded.ok || !counts(authority, decoded.record)) return []
  const { record } = decoded
  if (record.type === 'correlation') return correlationEvents(record)
  if (record.type === 'topology') {
    // An estate can be megabytes: who shows it asks for what it shows.
    const { scope, nodes, edges } = record
    return [
      { event: 'topology', scope, data: JSON.stringify({ scope, nodes: nodes.length, edges: edges.length }) },
    ]
  }
  if (record.type !== 'change') return []
  const { type: _type, ...change } = record
  return [{ event: 'change', scope: change.scope, data: JSON.stringify(change) }]
}

function correlationEvents({ incidents, alerts, silences }: CorrelationRecord): StreamEvent[] {
  // Others can write to the log, and the shape of this record is not checked when it is decoded.
  if (!Array.isArray(incidents) || !Array.isArray(alerts)) return []
  return [
    ...incidents.map(({ nearMisses: _left, ...incident }) => ({
      event: 'incident' as const,
      scope: incident.scope,
      data: JSON.stringify(incident),
    })),
    ...alerts.map((alert) => ({ event: 'alert' as const, scope: alert.scope, data: JSON.stringify(alert) })),
    ...(Array.isArray(silences) ? silences : []).map((silence) => ({
      event: 'silence' as const,
      scope: silence.scope,
      data: JSON.stringify(silence),
    })),
  ]
}
