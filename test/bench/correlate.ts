import { parseArgs } from 'node:util'
import { burst } from '../../ingest/demo/burst.ts'
import { alertInput, completeAlert } from '../../schema/records/alert.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { completeTopology, type TopologyInput, topologyInput } from '../../schema/records/topology.ts'
import { type CorrelationSettings, correlationSettings } from '../../schema/settings/correlation.ts'
import { type Correlator, createCorrelator } from '../../server/correlate/correlate.ts'
import { finish } from '../../server/correlate/finish.ts'
import { createState } from '../../server/correlate/state.ts'
import { readPieces, writePieces } from '../../server/correlate/state-bytes.ts'
import { loadAlert, loadEstate } from './load/estate.ts'

/**
 * The correlator's core alone: what an event costs by how many alerts are open, how many rules there are and how
 * many events come at once; what an open alert takes of memory, and how long the state takes to be written and
 * read. Prints tables.
 */

const { values } = parseArgs({
  options: {
    open: { type: 'string', default: '100,10000,250000' },
    rules: { type: 'string', default: '0,100,1000' },
    batches: { type: 'string', default: '1,100,1000,5000' },
    entities: { type: 'string', default: '1000' },
    growing: { type: 'string', default: '2000' },
    seconds: { type: 'string', default: '2' },
    only: { type: 'string', default: '' },
  },
})
const numbers = (text: string) => text.split(',').map(Number)
const estate = loadEstate(Number(values.entities))
/** Of one workload with one batch size. */
const LONGEST_MS = Number(values.seconds) * 1000
const START = Date.parse('2026-03-02T03:00:00.000Z')
/** Between the alerts that are open before: some a minute on a large estate. */
const QUIET_MS = 10_000
const STORM_MS = 10

/** Feeds records to a correlator, numbering them. */
interface Feed {
  correlator: Correlator
  next: number
  /** Event time of the last one. */
  at: number
  /** Number of the next alert with a fingerprint of its own, and of the next to be resolved. */
  fresh: number
  over: number
  /** Bytes of what was found. */
  found: number
}

function record(n: number, at: number, status: 'firing' | 'resolved'): LogRecord {
  return completeAlert(alertInput.parse(loadAlert(estate, n, at, status)), arrivalAt(at + 1000))
}

function arrivalAt(at: number) {
  return { at, scope: 'default', clockToleranceMs: 120_000 }
}

/** CPU time of this process in milliseconds, its garbage collector included: other work on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

function take(feed: Feed, records: LogRecord[]): number {
  const batch = records.map((one) => ({ offset: feed.next++, appendedAt: feed.at, record: one }))
  const began = cpuMs()
  const found = feed.correlator.take(batch)
  const took = cpuMs() - began
  if (found) feed.found += JSON.stringify(found).length
  return took
}

/** What comes: `make` gives the number and status of the next event, which is `everyMs` after the one before. */
const WORKLOADS: {
  name: string
  everyMs: number
  make: (feed: Feed) => [number, 'firing' | 'resolved']
}[] = [
  { name: 'duplicates', everyMs: STORM_MS, make: (feed) => [(feed.next * 7) % feed.fresh, 'firing'] },
  { name: 'new, quiet', everyMs: QUIET_MS, make: (feed) => [feed.fresh++, 'firing'] },
  { name: 'new, a storm', everyMs: STORM_MS, make: (feed) => [feed.fresh++, 'firing'] },
  { name: 'new, at one moment', everyMs: 0, make: (feed) => [feed.fresh++, 'firing'] },
  { name: 'resolves', everyMs: STORM_MS, make: (feed) => [feed.over++, 'resolved'] },
]

function measure(feed: Feed, workload: (typeof WORKLOADS)[number], size: number): string {
  // The storms of one measurement must not join those of the one before.
  feed.at += 3 * 3_600_000
  let took = 0
  let events = 0
  const bytes = feed.found
  while (took < LONGEST_MS && events < 5000) {
    const records: LogRecord[] = []
    for (let i = 0; i < size; i++) {
      feed.at += workload.everyMs
      const [n, status] = workload.make(feed)
      records.push(record(n, feed.at, status))
    }
    took += take(feed, records)
    events += size
  }
  const micros = Math.round((took * 1000) / events)
  return `${micros} (${Math.round((feed.found - bytes) / events / 100) / 10} KB)`
}

function settingsWith(rules: number): CorrelationSettings {
  return correlationSettings.parse({
    inhibit: Array.from({ length: rules }, (_, i) => ({
      name: `rule ${i}`,
      source: [{ name: 'alertname', value: `NodeDown${i}` }],
      target: [{ name: 'severity', value: 'warning|info', isRegex: true }],
      equal: ['cluster', 'instance'],
    })),
  })
}

function silence(feed: Feed, count: number): void {
  const scope = feed.correlator.state.scopes.get('default')
  if (!scope) return
  scope.silences.clear()
  for (let i = 0; i < count; i++) {
    scope.silences.set(`silence-${i}`, {
      id: `silence-${i}`,
      scope: 'default',
      matchers: [
        { name: 'alertname', value: `Rule[0-9]*${i}x`, isRegex: true, isEqual: true },
        { name: 'service', value: `service-${i}`, isRegex: false, isEqual: true },
      ],
      startsAt: new Date(START).toISOString(),
      endsAt: new Date(START + 1e11).toISOString(),
      comment: '',
      createdBy: 'Ada',
      updatedAt: new Date(START).toISOString(),
    })
  }
}

function startFeed(topology: TopologyInput = estate.topology): Feed {
  const correlator = createCorrelator(createState(), settingsWith(0))
  const feed: Feed = { correlator, next: 0, at: START, fresh: 0, over: 0, found: 0 }
  take(feed, [completeTopology(topologyInput.parse(topology), arrivalAt(START))])
  return feed
}

/** Milliseconds that filling up took. */
function fill(feed: Feed, open: number): number {
  let took = 0
  while (feed.fresh < open) {
    const records: LogRecord[] = []
    for (let i = 0; i < 5000 && feed.fresh < open; i++) {
      feed.at += QUIET_MS
      records.push(record(feed.fresh++, feed.at, 'firing'))
    }
    took += take(feed, records)
  }
  return took
}

function heapMegabytes(): number {
  globalThis.gc?.()
  return process.memoryUsage().heapUsed / 1e6
}

/** One fault that grows to so many alerts, by batches of `size`; microseconds an event, and of its last 100 events. */
function grow(alerts: number, size: number): Record<string, string | number> {
  const fault = burst({ seed: 1, alerts, start: START })
  const feed = startFeed(fault.topology)
  const events = fault.alerts.map((one) => completeAlert(alertInput.parse(one), arrivalAt(START + 60_000)))
  const times: number[] = []
  const began = cpuMs()
  for (let n = 0; n < alerts && cpuMs() - began < 60_000; n += size) {
    times.push(take(feed, events.slice(n, n + size)))
  }
  const sum = (list: number[]) => list.reduce((a, b) => a + b, 0)
  const last = times.slice(-Math.max(1, Math.round(100 / size)))
  const done = Math.min(alerts, times.length * size)
  const scope = feed.correlator.state.scopes.get('default')
  const sizes = [...(scope?.incidents.values() ?? [])].map(({ alertIds }) => alertIds.size)
  return {
    batch: size,
    alerts: done,
    'µs an event': Math.round((sum(times) * 1000) / done),
    'µs at the end': Math.round((sum(last) * 1000) / (last.length * size)),
    'KB found an event': Math.round(feed.found / done / 100) / 10,
    'largest incident': Math.max(0, ...sizes),
  }
}

const memory = []
const reviews = []
const costs = []
for (const open of numbers(values.open)) {
  const empty = heapMegabytes()
  const feed = startFeed()
  const filled = fill(feed, open)
  const heap = heapMegabytes() - empty
  const scope = feed.correlator.state.scopes.get('default')
  const incidents = [...(scope?.incidents.values() ?? [])]
  let began = cpuMs()
  const pieces = [...writePieces(feed.correlator.state)]
  const wrote = cpuMs() - began
  began = cpuMs()
  const read = finish(readPieces(pieces))
  if (read) createCorrelator(read, settingsWith(0))
  memory.push({
    open,
    incidents: incidents.length,
    'largest incident': incidents.reduce((most, { alertIds }) => Math.max(most, alertIds.size), 0),
    'µs each to fill': Math.round((filled * 1000) / open),
    'heap MB': Math.round(heap),
    'bytes an alert': Math.round((heap * 1e6) / open),
    'state MB': Math.round(pieces.reduce((sum, { length }) => sum + length, 0) / 1e6),
    'write ms': Math.round(wrote),
    'read ms': Math.round(cpuMs() - began),
  })
  console.error(memory.at(-1))
  for (const rules of numbers(values.rules)) {
    silence(feed, rules)
    feed.correlator = createCorrelator(feed.correlator.state, settingsWith(rules))
    const review = take(feed, [{ type: 'tick', elapsedMs: 1 }])
    reviews.push({ open, rules, 'first batch, ms': Math.round(review) })
    for (const workload of WORKLOADS.filter(({ name }) => name.includes(values.only))) {
      const row: Record<string, string | number> = { open, rules, events: workload.name }
      for (const size of numbers(values.batches)) row[`batches of ${size}`] = measure(feed, workload, size)
      costs.push(row)
      console.error(row)
    }
  }
}
console.log('Open alerts: memory and snapshots')
console.table(memory)
console.log('The first batch after a restart, which looks at everything anew where the settings are others')
console.table(reviews)
console.log('Microseconds an event (and KB found an event)')
console.table(costs)
const alerts = Number(values.growing)
if (alerts > 0) {
  console.log('One fault that grows')
  console.table(numbers(values.batches).map((size) => grow(alerts, size)))
}
