import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startChild } from '../support/child.ts'
import { quantile } from './figures.ts'
import { loadAlert, loadEstate } from './load/estate.ts'

/**
 * From a POST to its incident on the event stream, while so many alerts a second come in. Every half second an alert
 * of a thing that nothing is connected to is sent beside the load: it opens an incident of its own. Prints a table.
 */

const { values } = parseArgs({
  options: {
    rates: { type: 'string', default: '1000,5000' },
    seconds: { type: 'string', default: '60' },
    brokers: { type: 'string' },
  },
})
const BATCH = 100
const PROBE_EVERY_MS = 500
const FINGERPRINTS = 20_000
/** Until compiled code, pools and caches are as they are in use. */
const WARM_UP_MS = 10_000
const LAST_CHANCE_MS = 15_000

/** Reads an event stream and tells the text of every incident on it. */
async function incidentsOf(
  url: string,
  signal: AbortSignal,
  tell: (incident: string) => void,
): Promise<void> {
  const { body } = await fetch(url, { signal })
  const decoder = new TextDecoder()
  let rest = ''
  // The DOM's types do not know that a stream can be iterated over; Node's can.
  for await (const bytes of body as unknown as AsyncIterable<Uint8Array>) {
    const blocks = (rest + decoder.decode(bytes, { stream: true })).split('\n\n')
    rest = blocks.pop() ?? ''
    for (const block of blocks) if (block.includes('event: incident')) tell(block)
  }
}

async function measure(rate: number): Promise<Record<string, string | number>> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-latency-'))
  const child = await startChild({
    DATA_DIR: folder,
    ...(values.brokers && { KAFKA_BROKERS: values.brokers, KAFKA_PREFIX: `latency-${rate}-${process.pid}` }),
  })
  const estate = loadEstate(1000)
  await child.post('/api/v1/topology', estate.topology)
  const closing = new AbortController()
  const waiting = new Map<string, number>()
  const took: number[] = []
  let warm = false
  let stopped = false
  let sent = 0

  const listening = incidentsOf(
    `${child.url}/api/v1/stream?scope=default&events=incident`,
    closing.signal,
    (incident) => {
      const probe = /probe-\d+/.exec(incident)?.[0] ?? ''
      const posted = waiting.get(probe)
      if (posted === undefined) return
      waiting.delete(probe)
      if (warm) took.push(performance.now() - posted)
    },
  )

  const loading = (async () => {
    const began = performance.now()
    while (!stopped) {
      const due = began + (sent * 1000) / rate
      if (due > performance.now()) await delay(due - performance.now())
      const alerts = Array.from({ length: BATCH }, (_, i) =>
        loadAlert(estate, (sent + i) % FINGERPRINTS, Date.now(), 'firing'),
      )
      sent += BATCH
      await child.post('/api/v1/alerts', alerts)
    }
    return sent / ((performance.now() - began) / 1000)
  })()

  let probes = 0
  const end = performance.now() + WARM_UP_MS + Number(values.seconds) * 1000
  const warmAt = performance.now() + WARM_UP_MS
  while (performance.now() < end) {
    await delay(PROBE_EVERY_MS)
    warm = performance.now() > warmAt
    const entity = { type: 'probe', name: `probe-${probes++}` }
    waiting.set(entity.name, performance.now())
    await child.post('/api/v1/alerts', {
      source: 'probe',
      status: 'firing',
      severity: 'critical',
      name: 'Probe',
      at: new Date().toISOString(),
      entity,
      labels: { probe: entity.name },
    })
  }
  for (
    const deadline = performance.now() + LAST_CHANCE_MS;
    waiting.size > 0 && performance.now() < deadline;
  )
    await delay(50)
  stopped = true
  const reached = await loading
  closing.abort()
  await listening.catch(() => undefined)
  await child.end('SIGKILL')
  await rm(folder, { recursive: true, force: true })
  return {
    'alerts/s asked for': rate,
    'alerts/s sent': Math.round(reached),
    probes: took.length,
    'never seen': waiting.size,
    'p50 ms': Math.round(quantile(took, 0.5)),
    'p99 ms': Math.round(quantile(took, 0.99)),
    'longest ms': Math.round(quantile(took, 1)),
  }
}

const rows = []
for (const rate of values.rates.split(',')) rows.push(await measure(Number(rate)))
console.table(rows)
