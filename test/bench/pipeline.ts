import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Child, startChild } from '../support/child.ts'
import { startKafkaBroker } from '../support/kafka-broker.ts'
import { usageOf } from './figures.ts'
import { type LoadEstate, loadAlert, loadEstate } from './load/estate.ts'

/**
 * The whole path: alerts of many fingerprints are posted to a Barograph in a process of its own (every role in
 * it), and the clock stops when all of them are correlated and can be read. Prints a table.
 */

const { values } = parseArgs({
  options: {
    fingerprints: { type: 'string', default: '50000' },
    entities: { type: 'string', default: '1000' },
    batch: { type: 'string', default: '500' },
    connections: { type: 'string', default: '4' },
    /** Event time over which the alerts are spread, in minutes: 1 is a storm; 0 gives all of them the same time. */
    spread: { type: 'string', default: '1' },
    /** Logs to measure: 'embedded', 'kafka' (a broker on this machine) or both, joined by a comma. */
    transport: { type: 'string', default: 'embedded,kafka' },
    runs: { type: 'string', default: '1' },
    /** Flags for the measured process, as '--cpu-prof --cpu-prof-dir=/tmp/profile'. */
    node: { type: 'string', default: '' },
  },
})
const fingerprints = Number(values.fingerprints)
const spreadMs = Number(values.spread) * 60_000
const SAMPLE_MS = 100
const WARM_UP = 5000
const PATIENCE_MS = 10 * 60_000

/** Requests sent again, since a busy process closed an idle connection just as it was used again. */
let again = 0

async function post(child: Child, body: string): Promise<void> {
  for (;;) {
    const answer = await child.post('/api/v1/alerts', body).catch(() => undefined)
    if (answer?.status === 202) return
    if (answer) throw new Error(`alerts were answered ${answer.status}`)
    again++
  }
}

/** Posts all, over so many connections, and tells when the last answer came. */
async function postAll(child: Child): Promise<number> {
  const estate = loadEstate(Number(values.entities))
  const size = Number(values.batch)
  const bodies: string[] = []
  const began = Date.now()
  for (let from = 0; from < fingerprints; from += size) {
    const alerts = Array.from({ length: Math.min(size, fingerprints - from) }, (_, i) => {
      const n = from + i
      const at = began - spreadMs + Math.floor((n * spreadMs) / fingerprints)
      return loadAlert(estate, n, at, 'firing')
    })
    bodies.push(JSON.stringify(alerts))
  }
  await child.post('/api/v1/topology', estate.topology)
  await warmUp(child, estate)
  posted = performance.now()
  const queue = bodies.values()
  await Promise.all(
    Array.from({ length: Number(values.connections) }, async () => {
      for (const body of queue) await post(child, body)
    }),
  )
  return performance.now()
}

/** A process that just started compiles as it goes: some alerts of another scope come first, and do not count. */
async function warmUp(child: Child, estate: LoadEstate): Promise<void> {
  await child.post('/api/v1/topology?scope=warm-up', estate.topology)
  for (let from = 0; from < WARM_UP; from += 500) {
    const alerts = Array.from({ length: 500 }, (_, i) => loadAlert(estate, from + i, Date.now(), 'firing'))
    await child.post('/api/v1/alerts?scope=warm-up', JSON.stringify(alerts))
  }
  await child.settle()
}

let posted = 0

/** Waits until all is correlated and loaded; tells when each was first seen to be done. */
async function watch(child: Child, answered: () => number | undefined) {
  let correlated = 0
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    const { body } = await child.get('/api/v1/status').catch(() => ({ body: {} }))
    const now = performance.now()
    if (answered() !== undefined) {
      if (body.lag?.correlated === 0 && correlated === 0) correlated = now
      if (body.lag?.correlated === 0 && body.lag?.loaded === 0) return { correlated, loaded: now }
    }
    if (now > deadline) throw new Error(`still not settled: ${JSON.stringify(body)}`)
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS))
  }
}

/** The value of one of the process's metrics. */
async function metric(child: Child, name: string): Promise<number> {
  const { body } = await child.get('/metrics')
  return Number(new RegExp(`^${name} (\\S+)`, 'm').exec(body)?.[1])
}

async function run(kafka: Record<string, string>): Promise<Record<string, string | number>> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-pipeline-'))
  const flags = values.node === '' ? [] : values.node.split(' ')
  const child = await startChild({ DATA_DIR: folder, ...kafka }, ':', flags)
  try {
    let answered: number | undefined
    const posting = postAll(child).then((time) => {
      answered = time
      return time
    })
    const done = await Promise.all([posting, watch(child, () => answered)])
    const [last, { correlated, loaded }] = done
    const { cpu, resident, most } = usageOf(child.pid)
    const delay = await metric(child, 'nodejs_eventloop_lag_p99_seconds')
    const longest = await metric(child, 'nodejs_eventloop_lag_max_seconds')
    const alerts = await count(child, 'alerts')
    const events = await count(child, 'events')
    if (alerts !== fingerprints || (again === 0 && events !== fingerprints) || events < fingerprints)
      throw new Error(`${fingerprints} were posted; there are ${alerts} alerts of ${events} events`)
    const rate = (until: number) => Math.round((fingerprints * 1000) / (until - posted))
    return {
      ...(again > 0 && { 'sent again': again }),
      'alerts/s': rate(Math.max(loaded, correlated)),
      'received/s': rate(last),
      'correlated/s': rate(correlated),
      incidents: await count(child, 'incidents'),
      'CPU s': Math.round(cpu * 10) / 10,
      'event loop p99 ms': Math.round(delay * 1000),
      'longest ms': Math.round(longest * 1000),
      'resident MB': resident,
      'at most MB': most,
    }
  } finally {
    await child.end('SIGTERM')
    await rm(folder, { recursive: true, force: true })
  }
}

async function count(child: Child, list: string): Promise<number> {
  return (await child.all(`/api/v1/${list}?scope=default`, 10_000)).length
}

const rows = []
for (const transport of values.transport.split(',')) {
  const broker = transport === 'kafka' ? await startKafkaBroker() : undefined
  try {
    for (let i = 0; i < Number(values.runs); i++) {
      const kafka = broker ? { KAFKA_BROKERS: broker.address, KAFKA_PREFIX: `pipeline-${i}` } : {}
      rows.push({ transport, ...(await run(kafka)) })
    }
  } finally {
    await broker?.close()
  }
}
console.table(rows)
