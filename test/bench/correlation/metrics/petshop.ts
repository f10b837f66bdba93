import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TopologyInput } from '../../../../schema/records/topology.ts'
import { byTime, type Dataset, type LabelledFault } from '../../datasets/dataset.ts'
import { alertsOf, type Rule, type Series } from './alerts.ts'

/** A file of metrics by its columns. */
interface Table {
  /** Epoch milliseconds. */
  times: number[]
  /** By the names of thing, metric and statistic. */
  columns: Map<string, Column>
}

interface Column {
  entity: string
  metric: string
  /** NaN where there is none. */
  values: number[]
}

/**
 * A scenario of PetShop: issues injected in a microservice app on AWS, with metrics every five minutes and the graph
 * of calls (home: github.com/amazon-science/petshop-root-cause-analysis, CC-BY-4.0), as alerts by a rule. The kind
 * of a fault is the metric of the front that suffers.
 */
export async function readPetshop(folder: string, rule: Rule): Promise<Dataset> {
  const text = (...path: string[]) => readFile(join(folder, ...path), 'utf8')
  const normal = tableOf(await text('noissue', 'metrics.csv'))
  const dataset: Dataset = { topology: graphOf(await text('graph.csv')), alerts: [], faults: [] }
  for (const part of ['train', 'test'])
    for (const issue of (await readdir(join(folder, part))).sort()) {
      const { target, root_cause } = JSON.parse(await text(part, issue, 'target.json'))
      const { times, columns } = tableOf(await text(part, issue, 'metrics.csv'))
      const series: Series[] = [...columns].flatMap(([name, column]) => {
        const usual = normal.columns.get(name)
        return usual ? [{ ...column, normal: usual.values }] : []
      })
      const id = `${part} ${issue}`
      const alerts = alertsOf(series, times, rule, 'petshop', id)
      const startsAt = Number(target.timestamp) * 1000
      const fault: LabelledFault = {
        id,
        rootEntity: String(root_cause.node),
        kind: String(target.metric),
        startsAt,
        endsAt: times.at(-1) ?? startsAt,
        alerts: alerts.filter(({ at }) => Date.parse(at) >= startsAt).map(({ externalId }) => externalId),
      }
      dataset.faults.push(fault)
      dataset.alerts.push(...alerts)
    }
  byTime(dataset.alerts)
  return dataset
}

function tableOf(text: string): Table {
  const [entities = [], metrics = [], statistics = [], , ...rows] = rowsOf(text)
  const columns = new Map<string, Column>()
  for (const [i, entity] of entities.entries()) {
    if (i === 0) continue
    const metric = metrics[i] ?? ''
    const values = rows.map((row) => (row[i] ? Number(row[i]) : Number.NaN))
    columns.set(`${entity} ${metric} ${statistics[i]}`, { entity, metric, values })
  }
  return { times: rows.map(([time]) => Number(time) * 1000), columns }
}

function graphOf(text: string): TopologyInput {
  const [[, ...callees] = [], ...rows] = rowsOf(text)
  return {
    nodes: callees.map((id) => ({ id, type: 'service' })),
    edges: rows.flatMap(([from = '', ...calls]) =>
      callees
        .filter((_, i) => Number(calls[i]) === 1)
        .map((to) => ({ from, to, kind: 'calls' as const, source: 'petshop' })),
    ),
  }
}

function rowsOf(text: string): string[][] {
  return text
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','))
}
