import { parseArgs } from 'node:util'
import { type Burst, type BurstOptions, burst } from '../../ingest/demo/burst.ts'
import { alertInput, completeAlert } from '../../schema/records/alert.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { completeTopology, topologyInput } from '../../schema/records/topology.ts'
import { correlationSettings } from '../../schema/settings/correlation.ts'
import { createCorrelator } from '../../server/correlate/correlate.ts'
import { createState } from '../../server/correlate/state.ts'

/**
 * The burst benchmark: many simultaneous alerts of one fault, in random order of arrival, must make one incident.
 * Prints a table; exits with 1 unless every fault made exactly one.
 */

const START = Date.parse('2026-03-02T03:00:00.000Z')
const ARRIVAL = { at: START + 3_600_000, scope: 'default', clockToleranceMs: 120_000 }
/**
 * How many alerts the correlator gets at once, by seed in turn: a sender's requests come in any pieces. A large
 * burst in single alerts makes the same incidents (the correlator's tests see to that) and takes hours over all seeds.
 */
const BATCHES = { small: [1, 16, 256], large: [100, 500, 2000] }
const LARGE = 1000

const SHAPES: Record<NonNullable<BurstOptions['shape']>, string> = {
  cascade: 'on all that a failing thing reaches',
  silent_root: 'the same, the failing thing silent',
  one_service: 'one rule, one service, no topology',
}

const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '200' }, alerts: { type: 'string', default: '20,2000' } },
})
const seeds = Number(values.seeds)
const sizes = values.alerts.split(',').map(Number)
if (!(seeds > 0) || !sizes.every((size) => size > 0)) {
  console.error('usage: npm run bench:burst -- [--seeds 200] [--alerts 20,2000]')
  process.exit(2)
}

const rows = []
let wrong = 0
for (const alerts of sizes) {
  const batches = alerts < LARGE ? BATCHES.small : BATCHES.large
  for (const [shape, words] of Object.entries(SHAPES) as [keyof typeof SHAPES, string][]) {
    const found = new Map<number, number>()
    let took = 0
    let notified = 0
    for (let seed = 0; seed < seeds; seed++) {
      const result = correlate(
        burst({ seed, alerts, start: START, shape }),
        batches[seed % batches.length] ?? 1,
      )
      found.set(result.incidents, (found.get(result.incidents) ?? 0) + 1)
      took += result.ms
      notified += result.notifications
    }
    const right = found.get(1) ?? 0
    wrong += seeds - right
    rows.push({
      alerts,
      fault: words,
      seeds,
      'exactly 1 incident': `${right} of ${seeds}`,
      'incidents per fault': [...found]
        .sort(([a], [b]) => a - b)
        .map(([incidents, times]) => (found.size === 1 ? `${incidents}` : `${incidents} (${times}x)`))
        .join(', '),
      'notifications per fault': (notified / seeds).toFixed(2),
      'ms per burst': Math.round(took / seeds),
    })
    console.error(`${alerts} alerts, ${words}: ${right} of ${seeds} make exactly 1 incident`)
  }
}
console.table(rows)
if (wrong > 0) {
  console.error(`${wrong} faults did not make exactly one incident`)
  process.exitCode = 1
}

/** Runs one burst through a new correlator, and counts the incidents that are there in the end. */
function correlate(burst: Burst, batch: number): { incidents: number; notifications: number; ms: number } {
  const records: LogRecord[] = [
    ...(burst.topology ? [completeTopology(topologyInput.parse(burst.topology), ARRIVAL)] : []),
    ...burst.alerts.map((alert) => completeAlert(alertInput.parse(alert), ARRIVAL)),
  ]
  const inputs = records.map((record, offset) => ({ offset, appendedAt: ARRIVAL.at, record }))
  const correlator = createCorrelator(createState(), correlationSettings.parse({}))
  const began = performance.now()
  let notifications = 0
  for (let i = 0; i < inputs.length; i += batch) {
    notifications += correlator.take(inputs.slice(i, i + batch))?.notifications.length ?? 0
  }
  const ms = performance.now() - began
  const scope = correlator.state.scopes.get('default')
  const incidents = [...(scope?.incidents.values() ?? [])].filter(({ status }) => status !== 'merged')
  const inIncidents = incidents.reduce((sum, { alertIds }) => sum + alertIds.size, 0)
  // An alert left out of every incident is as wrong as an incident too many.
  const left = (scope?.alerts.size ?? 0) - inIncidents
  return { incidents: incidents.length + left, notifications, ms }
}
