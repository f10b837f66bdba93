import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { TopologyInput } from '../../../../schema/records/topology.ts'
import { readCsv } from '../../datasets/csv.ts'
import { byTime, type Dataset } from '../../datasets/dataset.ts'
import { alertsOf, type Rule, type Series } from './alerts.ts'

/** Who calls whom, not part of the set: the shop's own documentation (github.com/microservices-demo). */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  'front-end': ['carts', 'catalogue', 'orders', 'user'],
  orders: ['carts', 'payment', 'shipping', 'user'],
  shipping: ['rabbitmq'],
  'queue-master': ['rabbitmq'],
}

/**
 * CPU and memory faults in Sock Shop, with metrics every second (home: github.com/azamikram/rcd), as alerts by a
 * rule. As it was published, other percentiles of latency than the 90th are left out, and a service's database
 * counts as the service. The kind of a fault is `cpu` or `mem`.
 */
export async function readSockshop(folder: string, rule: Rule): Promise<Dataset> {
  const dataset: Dataset = { topology: topology(), alerts: [], faults: [] }
  const folders = (await readdir(folder)).filter((name) => /-(cpu|mem)$/.test(name))
  for (const name of folders.sort())
    for (const run of (await readdir(join(folder, name))).sort()) {
      const read = async (file: string) => readCsv(await readFile(join(folder, name, run, file), 'utf8'))
      const [normal, anomalous] = [await read('normal.csv'), await read('anomalous.csv')]
      const columns = Object.keys(normal[0] ?? {}).filter((column) => /_(cpu|mem|lod|lat_90)$/.test(column))
      const series = columns.map((column): Series => {
        const [entity = '', metric = ''] = column.replace('lat_90', 'lat').split('_')
        return {
          entity: entity.replace(/-db$/, ''),
          metric: NAMES[metric] ?? metric,
          normal: valuesOf(normal, column),
          values: valuesOf(anomalous, column),
        }
      })
      const times = valuesOf(anomalous, 'time').map((time) => time * 1000)
      const id = `${name} ${run}`
      const alerts = alertsOf(series, times, rule, 'sockshop', id)
      dataset.faults.push({
        id,
        rootEntity: name.replace(/-(cpu|mem)$/, ''),
        kind: name.endsWith('cpu') ? 'cpu' : 'mem',
        startsAt: times[0] ?? 0,
        endsAt: times.at(-1) ?? 0,
        alerts: alerts.map(({ externalId }) => externalId),
      })
      dataset.alerts.push(...alerts)
    }
  byTime(dataset.alerts)
  return dataset
}

const NAMES: Readonly<Record<string, string>> = { mem: 'memory', lod: 'requests', lat: 'latency' }

function valuesOf(rows: readonly Record<string, string>[], column: string): number[] {
  return rows.map((row) => (row[column] ? Number(row[column]) : Number.NaN))
}

function topology(): TopologyInput {
  const edges = Object.entries(CALLS).flatMap(([from, callees]) =>
    callees.map((to) => ({ from, to, kind: 'calls' as const, source: 'documentation' })),
  )
  const nodes = new Set(edges.flatMap(({ from, to }) => [from, to]))
  return { nodes: [...nodes].map((id) => ({ id, type: 'service' })), edges }
}
