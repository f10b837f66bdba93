import { type AlertInput, alertInput, completeAlert } from '../../schema/records/alert.ts'
import { type ChangeInput, changeInput, completeChange } from '../../schema/records/change.ts'
import type { Command } from '../../schema/records/command.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { completeTopology, type TopologyInput, topologyInput } from '../../schema/records/topology.ts'
import type { CorrelationSettings } from '../../schema/settings/correlation.ts'
import { correlationSettings } from '../../schema/settings/correlation.ts'
import { createCorrelator, type Input } from './correlate.ts'
import { finish } from './finish.ts'
import { createState } from './state.ts'
import { readPieces, writePieces } from './state-bytes.ts'

/** Event times in tests are seconds after this moment. */
export const EPOCH = Date.parse('2026-03-02T03:00:00.000Z')

const arrival = { at: EPOCH + 30 * 86_400_000, scope: 'default', clockToleranceMs: 120_000 }

/** The correlator's settings with these changed. */
export function settingsWith(changed: Partial<CorrelationSettings> = {}): CorrelationSettings {
  return { ...correlationSettings.parse({}), ...changed }
}

/** An alert event at `seconds` after the epoch. */
export function alert(seconds: number, input: Partial<AlertInput> & { name: string }): LogRecord {
  return completeAlert(
    alertInput.parse({
      source: 'prometheus',
      status: 'firing',
      severity: 'high',
      at: new Date(EPOCH + seconds * 1000).toISOString(),
      labels: input.entity ? { entity: input.entity.name } : {},
      ...input,
    }),
    arrival,
  )
}

/** A change at `seconds` after the epoch. */
export function change(seconds: number, input: Partial<ChangeInput> & { id: string }): LogRecord {
  const parsed = changeInput.parse({
    source: 'ci',
    kind: 'config',
    by: 'deploy-bot',
    summary: 'a change',
    at: new Date(EPOCH + seconds * 1000).toISOString(),
    ...input,
  })
  return completeChange(parsed, arrival, () => 'unnamed')
}

/** A piece of topology; nodes are named by edges ('a calls b'). */
export function topology(edges: string[], nodes: TopologyInput['nodes'] = []): LogRecord {
  const parsed = edges.map((edge) => {
    const [from = '', kind = '', to = ''] = edge.split(' ')
    return { from, kind: kind as 'calls', to }
  })
  const known = new Set((nodes ?? []).map((node) => node.id))
  const named = [...new Set(parsed.flatMap(({ from, to }) => [from, to]))].filter((id) => !known.has(id))
  const rest = named.map((id) => ({ id, type: 'service' }))
  return completeTopology(topologyInput.parse({ nodes: [...(nodes ?? []), ...rest], edges: parsed }), arrival)
}

/** A command, given by Ada. */
export function command(id: string, order: Command, seconds = 0): LogRecord {
  return {
    type: 'command',
    id,
    scope: 'default',
    by: { kind: 'person', name: 'Ada' },
    receivedAt: new Date(EPOCH + seconds * 1000).toISOString(),
    command: order,
  }
}

/** A tick of so many seconds. */
export function tick(seconds: number): LogRecord {
  return { type: 'tick', elapsedMs: seconds * 1000 }
}

/** Records with their places on a log; a second apart in arrival unless ticks say otherwise. */
export function inputs(records: LogRecord[]): Input[] {
  let appendedAt = EPOCH
  return records.map((record, offset) => {
    appendedAt += record.type === 'tick' ? record.elapsedMs : 0
    return { offset, appendedAt, record }
  })
}

/** Ways to feed records that must make no difference. */
export interface Feeding {
  settings?: CorrelationSettings
  /** Records per batch; all in one without it. */
  batch?: number
  /** Save and read the state before these batches. */
  restartBefore?: Set<number>
}

/** Feeds records to a new correlator and returns it with everything that it found, in order. */
export function correlateAll(records: LogRecord[], feeding: Feeding = {}) {
  const settings = feeding.settings ?? settingsWith()
  let correlator = createCorrelator(createState(), settings)
  const found = []
  const all = inputs(records)
  const size = feeding.batch ?? Math.max(1, all.length)
  for (let i = 0; i * size < all.length; i++) {
    if (feeding.restartBefore?.has(i)) {
      const state = finish(readPieces([...writePieces(correlator.state)]))
      if (!state) throw new Error('the state could not be read back')
      correlator = createCorrelator(state, settings)
    }
    const record = correlator.take(all.slice(i * size, (i + 1) * size))
    if (record) found.push(record)
  }
  return { correlator, found }
}

/**
 * The last decision about each event by its external id (or its offset): the alert it went to and what it did
 * there; repeated deliveries are left out.
 */
export function decisionsOf(run: ReturnType<typeof correlateAll>, records: LogRecord[]) {
  const decisions = new Map<string, { alertId: string | undefined; outcome: string }>()
  for (const { offset, alertId, outcome } of run.found.flatMap(({ events }) => events)) {
    const record = records[offset]
    const id = record?.type === 'alert' ? record.externalId : undefined
    if (outcome !== 'repeated_delivery') decisions.set(id ?? String(offset), { alertId, outcome })
  }
  return decisions
}

/** The incidents that are not merged, with what makes them what they are; comparable between runs. */
export function incidentsOf(run: ReturnType<typeof correlateAll>, scope = 'default') {
  const state = run.correlator.state.scopes.get(scope)
  return [...(state?.incidents.values() ?? [])]
    .filter((incident) => incident.status !== 'merged')
    .map(
      ({
        id,
        status,
        severity,
        title,
        causes,
        suspects,
        alertIds,
        startedAt,
        resolvedAt,
        acknowledgedBy,
      }) => ({
        id,
        status,
        severity,
        title,
        causes,
        suspects,
        startedAt,
        resolvedAt,
        acknowledgedBy,
        alerts: [...alertIds].sort(),
        names: [...alertIds].map((alertId) => state?.alerts.get(alertId)?.detail.name ?? '').sort(),
      }),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1))
}
