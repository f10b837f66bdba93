import { parseArgs } from 'node:util'
import { alertInput, completeAlert } from '../../schema/records/alert.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { completeTopology, topologyInput } from '../../schema/records/topology.ts'
import { correlationSettings } from '../../schema/settings/correlation.ts'
import { type Correlator, createCorrelator } from '../../server/correlate/correlate.ts'
import { createState } from '../../server/correlate/state.ts'

/**
 * What an alert costs the correlator's core by how many incidents are open: each in a system of its own (a database, the
 * service that needs it and its instances). Prints a table. Fails when not so many incidents are open.
 */

const { values } = parseArgs({
  options: {
    open: { type: 'string', default: '10,1000,10000' },
    batches: { type: 'string', default: '1,100,1000' },
    events: { type: 'string', default: '5000' },
  },
})
const numbers = (text: string) => text.split(',').map(Number)
const EVENTS = Number(values.events)
const START = Date.parse('2026-03-02T03:00:00.000Z')
/** Between one incident and the next, and between the alerts that are measured. */
const APART_MS = 1000
const INSTANCES = 3
/** Systems that are at peace until they are measured. */
const SPARE = EVENTS

interface Feed {
  correlator: Correlator
  next: number
  at: number
}

const arrivalAt = (at: number) => ({ at: at + 1000, scope: 'default', clockToleranceMs: 120_000 })

function alertOn(entity: string, name: string, at: number, status: 'firing' | 'resolved'): LogRecord {
  const input = {
    name,
    status,
    severity: 'high',
    source: 'prometheus',
    at: new Date(at).toISOString(),
    entity: { type: 'service', name: entity },
    labels: { entity },
    summary: `${name} on ${entity}`,
  }
  return completeAlert(alertInput.parse(input), arrivalAt(at))
}

/** Milliseconds of CPU that taking these in costs, garbage collection included. */
function take(feed: Feed, records: LogRecord[]): number {
  const began = process.cpuUsage()
  feed.correlator.take(records.map((record) => ({ offset: feed.next++, appendedAt: feed.at, record })))
  const { user, system } = process.cpuUsage(began)
  return (user + system) / 1000
}

function startFeed(open: number): Feed {
  const systems = Array.from({ length: open + SPARE }, (_, n) => n)
  const topology = {
    nodes: [],
    edges: systems.flatMap((n) => [
      { from: `app-${n}`, to: `db-${n}`, kind: 'depends_on', source: 'bench' },
      ...Array.from({ length: INSTANCES }, (_, i) => ({
        from: `app-${n}-${i}`,
        to: `app-${n}`,
        kind: 'part_of',
        source: 'bench',
      })),
    ]),
  }
  const correlator = createCorrelator(createState(), correlationSettings.parse({}))
  const feed = { correlator, next: 0, at: START }
  take(feed, [completeTopology(topologyInput.parse(topology), arrivalAt(START))])
  for (let n = 0; n < open; n++) {
    feed.at += APART_MS
    const names = [`db-${n}`, `app-${n}`, `app-${n}-0`, `app-${n}-1`]
    take(
      feed,
      names.map((name) =>
        alertOn(name, name.startsWith('db') ? 'ConnectionsExhausted' : 'Errors', feed.at, 'firing'),
      ),
    )
  }
  return feed
}

function countOpen({ correlator }: Feed): number {
  const scope = correlator.state.scopes.get('default')
  return [...(scope?.incidents.values() ?? [])].filter(({ status }) => status === 'open').length
}

/** What comes: the n-th event at a time. */
const WORKLOADS: Record<string, (n: number, at: number, open: number) => LogRecord> = {
  'opens an incident': (n, at, open) => alertOn(`db-${open + n}`, 'DiskFull', at, 'firing'),
  'joins one that is open': (n, at, open) => alertOn(`app-${n % open}-2`, `Errors${n}`, at, 'firing'),
  'fires again': (n, at, open) => alertOn(`app-${n % open}`, 'Errors', at, 'firing'),
  'is over': (n, at, open) => alertOn(`db-${open + n}`, 'DiskFull', at, 'resolved'),
}

const rows = []
for (const open of numbers(values.open)) {
  for (const batch of numbers(values.batches)) {
    const feed = startFeed(open)
    const found = countOpen(feed)
    if (found !== open) throw new Error(`${found} incidents are open where ${open} should be`)
    const row: Record<string, number> = { 'incidents open': open, batch }
    for (const [name, make] of Object.entries(WORKLOADS)) {
      let took = 0
      const events = batch === 1 ? Math.min(EVENTS, 500) : EVENTS
      for (let n = 0; n < events; n += batch) {
        const records = Array.from({ length: batch }, (_, i) => {
          feed.at += APART_MS / 100
          return make(n + i, feed.at, open)
        })
        took += take(feed, records)
      }
      row[`${name}, µs`] = Math.round((took * 1000) / events)
    }
    rows.push(row)
  }
}
console.table(rows)
