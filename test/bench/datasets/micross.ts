import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { toTimestamp } from '../../../schema/records/time.ts'
import type { TopologyInput } from '../../../schema/records/topology.ts'
import { readCsv } from './csv.ts'
import { byTime, type Dataset, type LabelledFault } from './dataset.ts'

type Metric = [at: string, entity: string, host: string, metric: string, direction: 'up' | 'down']
type Trace = [at: string, caller: string, callee: string, operation: string, kind: string]
type Log = [component: string, template: string, messages: string[], count: number, text: string]
type Edge = { source: string; target: string; label: string }

/** The recording's wall clock is eight hours ahead of UTC. */
const ZONE = '+08:00'
/** Alerts of the set have no end; each fires once a fault, so it is over when its fault is, or after this. */
const LONGEST_MS = 10 * 60_000

/**
 * MicroSS: injected faults in a microservice system of 24 entities, with the alerts that its metrics, traces and
 * logs gave (home: github.com/boerste/rca-llm-reasoning, MIT). Augmented copies of faults are left out.
 */
export async function readMicross(folder: string): Promise<Dataset> {
  const json = async (name: string) => JSON.parse(await readFile(join(folder, name), 'utf8'))
  const metrics: Record<string, Metric[]> = await json('metrics.json')
  const traces: Record<string, Trace[]> = await json('traces.json')
  const logs: Record<string, Log[]> = await json('logs.json')
  const topology: { nodes: { id: string; type: string }[]; edges: Edge[] } = await json('topology.json')
  const types = new Map(topology.nodes.map(({ id, type }) => [id, type.toLowerCase()]))
  const dataset: Dataset = { topology: topologyOf(topology), alerts: [], faults: [] }
  for (const row of readCsv(await readFile(join(folder, 'label.csv'), 'utf8'))) {
    if (row['augmented'] === 'True') continue
    const id = row['fault_id'] ?? ''
    const fault: LabelledFault = {
      id,
      rootEntity: row['fault_entity'] ?? '',
      kind: row['fault_type'] ?? '',
      startsAt: localTime(row['fault_st_time'] ?? ''),
      endsAt: localTime(row['fault_ed_time'] ?? ''),
      alerts: [],
    }
    const add = (at: number, entity: string, name: string, severity: 'high' | 'warning', summary: string) => {
      const externalId = `micross-${id}-${fault.alerts.length}`
      fault.alerts.push(externalId)
      dataset.alerts.push({
        source: 'micross',
        externalId,
        status: 'firing',
        severity,
        name,
        summary,
        at: toTimestamp(at),
        endsAt: toTimestamp(Math.max(fault.endsAt, at + LONGEST_MS)),
        entity: { type: types.get(entity) ?? 'service', name: entity },
        labels: { entity },
      })
    }
    for (const [at, entity, , metric, direction] of metrics[id] ?? []) {
      add(Number(at), entity, `${metric} ${direction}`, 'warning', `${metric} of ${entity} goes ${direction}`)
    }
    for (const [at, caller, callee, operation, kind] of traces[id] ?? []) {
      const what = kind === 'PD' ? 'is slow' : `answers ${kind}`
      add(
        Number(at),
        callee,
        `trace ${kind}`,
        kind === '500' ? 'high' : 'warning',
        `${callee} ${what} to ${caller} (${operation})`,
      )
    }
    for (const [component, template, messages] of logs[id] ?? []) {
      const [first = ''] = messages
      const at = localTime(first.slice(0, 23))
      if (Number.isNaN(at)) continue
      add(at, component, `log ${template}`, 'high', first.split('|').at(-1)?.trim() ?? '')
    }
    dataset.faults.push(fault)
  }
  byTime(dataset.alerts)
  return dataset
}

/** Edges of the set by label: what they mean, and whether they are the other way round. */
const LABELS: Record<string, { kind: 'calls' | 'depends_on' | 'runs_on' | 'part_of'; turned?: true }> = {
  control_flow: { kind: 'calls' },
  data_flow: { kind: 'calls' },
  hosted_on: { kind: 'runs_on' },
  hosts: { kind: 'runs_on', turned: true },
  instance_of: { kind: 'part_of' },
  has_instance: { kind: 'part_of', turned: true },
  registers_with: { kind: 'depends_on' },
  discovers: { kind: 'depends_on' },
}

function topologyOf({
  nodes,
  edges,
}: {
  nodes: { id: string; type: string }[]
  edges: Edge[]
}): TopologyInput {
  return {
    nodes: nodes.map(({ id, type }) => ({ id, type: type.toLowerCase() })),
    edges: edges.flatMap(({ source, target, label }) => {
      const meaning = LABELS[label]
      if (!meaning) return []
      const [from, to] = meaning.turned ? [target, source] : [source, target]
      return [{ from, to, kind: meaning.kind, source: 'micross' }]
    }),
  }
}

function localTime(text: string): number {
  return Date.parse(`${text.replace(' ', 'T').replace(',', '.')}${ZONE}`)
}
