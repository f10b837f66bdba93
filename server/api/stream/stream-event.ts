import type { StoredEntry } from '../../../ingest/log/log.ts'
import type { CorrelationRecord } from '../../../schema/records/correlation.ts'
import { decodeRecord } from '../../../schema/records/record.ts'

/** One thing to tell clients: what it is, of which scope (undefined: everybody's), and its JSON. */
export interface StreamEvent {
  event: 'incident' | 'alert' | 'change' | 'status'
  scope?: string
  data: string
}

const decoder = new TextDecoder()

/** What a log entry of a partition tells clients: incidents and alerts as correlated, and changes. */
export function streamEvents(partition: string, entry: StoredEntry): StreamEvent[] {
  const text = decoder.decode(entry.value)
  // Cheap first look: most entries are raw alert events, which nobody is told of until they are correlated.
  if (!text.includes('"correlation"') && !text.includes('"change"')) return []
  const type = typeOf(text)
  if (type === 'correlation') return correlationEvents(JSON.parse(text))
  if (type !== 'change') return []
  const arrival = { at: entry.appendedAt, scope: entry.key, clockToleranceMs: 0 }
  const decoded = decodeRecord(entry.value, arrival, `${partition}:${entry.offset}`)
  if (!decoded.ok || decoded.record.type !== 'change') return []
  const { type: _type, ...change } = decoded.record
  return [{ event: 'change', scope: change.scope, data: JSON.stringify(change) }]
}

function typeOf(text: string): unknown {
  try {
    const json: unknown = JSON.parse(text)
    return typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined
  } catch {
    return undefined
  }
}

function correlationEvents({ incidents, alerts }: CorrelationRecord): StreamEvent[] {
  return [
    ...incidents.map(({ nearMisses: _left, ...incident }) => ({
      event: 'incident' as const,
      scope: incident.scope,
      data: JSON.stringify(incident),
    })),
    ...alerts.map((alert) => ({ event: 'alert' as const, scope: alert.scope, data: JSON.stringify(alert) })),
  ]
}
