import { existsSync } from 'node:fs'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Child, startChild } from '../support/child.ts'
import { quantile } from './figures.ts'
import { loadAlert, loadEstate } from './load/estate.ts'
import { checkStored, fillDatabase } from './load/stored.ts'

/**
 * How long each list takes with a million alerts and ten million events, while more come in. Prints a table. `--data`
 * names a folder to keep what is stored in for the next time, and is measured as a copy. Fails when not all is stored,
 * a request is not answered, or alerts come in more slowly than they should.
 */

const { values } = parseArgs({
  options: {
    alerts: { type: 'string', default: '1000000' },
    rate: { type: 'string', default: '1000' },
    requests: { type: 'string', default: '60' },
    data: { type: 'string' },
  },
})
const BATCH = 100
const REQUIRED_MS = 200
const AIM_MS = 50
/** Of the rate, at least so much has to come in for the figures to count. */
const LEAST_SHARE = 0.9
const DAY_MS = 86_400_000
const hours = (n: number) => new Date(Date.now() - n * 3_600_000).toISOString()

/** Routes as the pane and its users ask for them. */
function routes(incident: string, alert: string, next: { alerts: string; events: string }): string[] {
  return [
    '/api/v1/incidents?limit=50',
    '/api/v1/incidents?status=open,acknowledged&links=0&limit=100',
    '/api/v1/incidents?service=service-7&limit=50',
    '/api/v1/incidents?q=service-77&limit=50',
    `/api/v1/incidents/${incident}`,
    `/api/v1/incidents/${incident}/alerts`,
    `/api/v1/incidents/${incident}/events`,
    `/api/v1/incidents/${incident}/near-misses`,
    `/api/v1/incidents/${incident}/similar`,
    `/api/v1/incidents/${incident}/history`,
    '/api/v1/alerts?limit=100',
    '/api/v1/alerts?status=firing&limit=100',
    `/api/v1/alerts?from=${hours(24)}&limit=100`,
    `/api/v1/alerts?limit=100&cursor=${next.alerts}`,
    '/api/v1/alerts?q=service-77&limit=100',
    '/api/v1/alerts?service=service-77&limit=100',
    `/api/v1/alerts?filter=${encodeURIComponent('team="team-3"')}&limit=100`,
    `/api/v1/alerts?filter=${encodeURIComponent('instance="service-777-1"')}&limit=100`,
    `/api/v1/alerts?filter=${encodeURIComponent('instance="nowhere"')}&limit=100`,
    '/api/v1/alerts?q=service-777&limit=100',
    '/api/v1/alerts?q=nowhere&limit=100',
    `/api/v1/alerts?q=${alert}&limit=100`,
    `/api/v1/alerts/${alert}`,
    '/api/v1/events?limit=100',
    `/api/v1/events?limit=100&cursor=${next.events}`,
    `/api/v1/events?alert=${alert}`,
    '/api/v1/events?source=grafana&limit=100',
    '/api/v1/events?source=nowhere&limit=100',
    `/api/v1/events?from=${hours(6)}&limit=1000`,
    '/api/v1/changes?limit=100',
    `/api/v1/changes?incident=${incident}`,
    '/api/v1/topology',
    '/api/v1/topology?around=service-3&hops=2',
    '/api/v1/silences',
    '/api/v1/rejects',
    '/api/v1/noise',
    `/api/v1/noise?from=${hours(24 * 7)}`,
    '/api/v1/pressure',
    `/api/v1/pressure?from=${hours(24 * 30)}`,
    '/api/v1/status',
    `/api/v2/alerts?filter=${encodeURIComponent('service="service-7"')}`,
    '/api/v2/silences',
  ]
}

/** Sends alerts at the rate until `stopped`; resolves with how many a second came in. */
async function feed(child: Child, stopped: () => boolean): Promise<number> {
  const estate = loadEstate(1000)
  let sent = 0
  const began = performance.now()
  while (!stopped()) {
    const due = began + (sent * 1000) / Number(values.rate)
    if (due > performance.now()) await delay(due - performance.now())
    const alerts = Array.from({ length: BATCH }, (_, i) => {
      const n = (sent + i) % 20_000
      return { ...loadAlert(estate, n, Date.now(), 'firing'), externalId: `live-${sent + i}` }
    })
    const { status } = await child.post('/api/v1/alerts', alerts)
    if (status !== 202) throw new Error(`alerts were answered ${status}`)
    sent += BATCH
  }
  return (sent * 1000) / (performance.now() - began)
}

/** Fills a folder, unless it is filled already, and checks that it holds everything. */
async function fill(folder: string): Promise<void> {
  const amount = { alerts: Number(values.alerts), eventsPerAlert: 10 }
  if (!existsSync(join(folder, 'database'))) await fillDatabase(folder, amount, Date.now())
  await checkStored(folder, amount, Date.now() - DAY_MS)
}

const folder = await mkdtemp(join(tmpdir(), 'bench-query-'))
let child: Child | undefined
try {
  await fill(values.data ?? folder)
  if (values.data !== undefined) await cp(values.data, folder, { recursive: true })
  child = await startChild({ DATA_DIR: folder })
  const running = child
  await running.post('/api/v1/topology', loadEstate(1000).topology)
  let stopped = false
  const feeding = feed(running, () => stopped)
  // What goes wrong before it is awaited is thrown there.
  feeding.catch(() => undefined)
  await delay(5_000)
  const rows = []
  const first = async (path: string) => (await running.get(path)).body.items[0].id as string
  const page = async (path: string) => (await running.get(path)).body.nextCursor as string
  const before = `to=${hours(24 * 15)}&limit=1`
  const incident = await first(`/api/v1/incidents?${before}`)
  const alert = await first(`/api/v1/alerts?${before}`)
  const next = {
    alerts: await page('/api/v1/alerts?limit=5000'),
    events: await page('/api/v1/events?limit=5000'),
  }
  for (const route of routes(incident, alert, next)) {
    const took: number[] = []
    for (let i = 0; i < Number(values.requests); i++) {
      const began = performance.now()
      const { status, body } = await running.get(route)
      took.push(performance.now() - began)
      if (status !== 200) throw new Error(`${route}: ${status} ${JSON.stringify(body)}`)
    }
    const ms = (q: number) => Math.round(quantile(took, q))
    rows.push({
      route: route.replace(/\d{4}-\d\d-\d\dT[\d:.]+Z|(?<=cursor=).*/, '…'),
      'p50 ms': ms(0.5),
      'p95 ms': ms(0.95),
      'max ms': ms(1),
      '< 200 ms': ms(0.95) < REQUIRED_MS ? 'met' : 'NOT MET',
      '< 50 ms': ms(0.95) < AIM_MS ? 'met' : 'not met',
    })
  }
  const { body } = await running.get('/api/v1/status')
  stopped = true
  console.table(rows)
  const rate = await feeding
  console.log(`${Math.round(rate)} alerts/s came in meanwhile; lag at the end: ${JSON.stringify(body.lag)}`)
  console.log(`worst p95: ${Math.max(...rows.map((row) => row['p95 ms']))} ms`)
  if (rate < LEAST_SHARE * Number(values.rate))
    throw new Error(`only ${Math.round(rate)} of ${values.rate} alerts/s came in`)
} finally {
  await child?.end('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}
