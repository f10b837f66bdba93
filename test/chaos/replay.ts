import { randomUUID } from 'node:crypto'
import { type Authority, counts } from '../../ingest/log/authority.ts'
import { decodeHead } from '../../ingest/log/decode-entry.ts'
import type { Log, StoredEntry } from '../../ingest/log/log.ts'
import type { AlertState, CorrelationRecord, IncidentState } from '../../schema/records/correlation.ts'
import { correlationSettings } from '../../schema/settings/correlation.ts'
import { type Correlator, createCorrelator, type Input } from '../../server/correlate/correlate.ts'
import { createState } from '../../server/correlate/state.ts'

/** What was found in a scope: the last state of everything. */
export interface Replayed {
  /** The alert that each event went to, by the event's offset. */
  alertOf: Map<number, string | undefined>
  alerts: Map<string, AlertState>
  incidents: Map<string, IncidentState>
}

const DEFAULTS = { scope: 'default', clockToleranceMs: 120_000 }
const INPUTS_AT_ONCE = 500
const PATIENCE_MS = 120_000
const READ = { maxRecords: 5_000, maxBytes: 1e8, waitMs: 1_000 }

/**
 * What one correlator that nobody disturbs finds in what is on a log: the events, and the time that passed between
 * them (ticks, which are inputs too, for an incident may end before the next event comes). By scope. `ends` says up to
 * where in each partition. Throws when the records do not come.
 */
export async function replay(log: Log, ends: readonly number[]): Promise<Map<string, Replayed>> {
  const found = new Map<string, Replayed>()
  const partitions = new Map(
    (await log.partitions()).map(({ partition }, at) => {
      return [partition, replayPartition(partition, ends[at] ?? 0, found)]
    }),
  )
  const consumer = await log.consumer(`replay-${randomUUID()}`, async () => 0)
  let cameAt = performance.now()
  while ([...partitions.values()].some((one) => !one.isDone())) {
    const batch = await consumer.read(READ)
    if (batch) {
      partitions.get(batch.partition)?.take(batch.entries)
      cameAt = performance.now()
    } else if (performance.now() - cameAt > PATIENCE_MS) throw new Error('the log does not give its records')
  }
  await consumer.close()
  return found
}

function replayPartition(name: string, end: number, found: Map<string, Replayed>) {
  const correlator: Correlator = createCorrelator(createState(), correlationSettings.parse({}))
  const authority: Authority = { owner: undefined, answered: 0 }
  let inputs: Input[] = []
  let next = 0

  function flush(): void {
    const record = inputs.length > 0 && correlator.take(inputs)
    inputs = []
    if (record) note(found, record)
  }

  return {
    isDone: () => next >= end,
    take(entries: StoredEntry[]): void {
      for (const entry of entries) {
        if (entry.offset < next || entry.offset >= end) continue
        next = entry.offset + 1
        const head = decodeHead(entry, name, DEFAULTS)
        if (!head.ok) continue
        const { record } = head
        if (!counts(authority, record) || record.type === 'correlation' || record.type === 'claim') continue
        inputs.push({ offset: entry.offset, appendedAt: entry.appendedAt, record })
        if (inputs.length >= INPUTS_AT_ONCE) flush()
      }
      if (next >= end) flush()
    },
  }
}

/** Notes what was found, over what was found before. */
function note(found: Map<string, Replayed>, record: CorrelationRecord): void {
  const of = (scope: string): Replayed => {
    const known = found.get(scope)
    if (known) return known
    const made = { alertOf: new Map(), alerts: new Map(), incidents: new Map() }
    found.set(scope, made)
    return made
  }
  for (const { scope, offset, alertId } of record.events) of(scope).alertOf.set(offset, alertId)
  for (const alert of record.alerts) of(alert.scope).alerts.set(alert.id, alert)
  for (const { scope, id } of record.removedAlerts) of(scope).alerts.delete(id)
  for (const incident of record.incidents) of(incident.scope).incidents.set(incident.id, incident)
}
