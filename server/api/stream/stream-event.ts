import { type ArrivalDefaults, decodeEntry } from '../../../ingest/log/decode-entry.ts'
import type { StoredEntry } from '../../../ingest/log/log.ts'
import type { CorrelationRecord } from '../../../schema/records/correlation.ts'

/** One thing to tell clients: what it is, of which scope (undefined: everybody's), and its JSON. */
export interface StreamEvent {
  event: 'incident' | 'alert' | 'change' | 'status'
  scope?: string
  data: string
}

/** What nearly every raw alert event lacks; nobody is told of those until they are correlated. */
const TOLD = [Buffer.from('"correlation"'), Buffer.from('"change"')]

/** What a log entry of a partition tells clients: incidents and alerts as correlated, and changes. */
export function streamEvents(
  partition: string,
  entry: StoredEntry,
  defaults: ArrivalDefaults,
): StreamEvent[] {
  // A look at the bytes is much cheaper than reading every event.
  const bytes = Buffer.from(entry.value.buffer, entry.value.byteOffset, entry.value.byteLength)
  if (!TOLD.some((word) => bytes.includes(word))) return []
  const decoded = decodeEntry(entry, partition, defaults)
  if (!decoded.ok) return []
  const { record } = decoded
  if (record.type === 'correlation') return correlationEvents(record)
  if (record.type !== 'change') return []
  const { type: _type, ...change } = record
  return [{ event: 'change', scope: change.scope, data: JSON.stringify(change) }]
}

function correlationEvents({ incidents, alerts }: CorrelationRecord): StreamEvent[] {
  // Others can write to the log, and the shape of this record is not checked when it is decoded.
  if (!Array.isArray(incidents) || !Array.isArray(alerts)) return []
  return [
    ...incidents.map(({ nearMisses: _left, ...incident }) => ({
      event: 'incident' as const,
      scope: incident.scope,
      data: JSON.stringify(incident),
    })),
    ...alerts.map((alert) => ({ event: 'alert' as const, scope: alert.scope, data: JSON.stringify(alert) })),
  ]
}
