import { createEstate, type Estate } from '../../../../ingest/demo/estate.ts'
import type { FaultKind } from '../../../../ingest/demo/faults/fault.ts'
import { growEstate } from '../../../../ingest/demo/grown-estate.ts'
import { createRandom } from '../../../../ingest/demo/random.ts'
import { type SimulatedRecord, simulate } from '../../../../ingest/demo/simulate.ts'
import { toTimestamp } from '../../../../schema/records/time.ts'
import { correlationSettings } from '../../../../schema/settings/correlation.ts'
import { GROUPINGS } from '../baselines/grouping.ts'
import type { Case } from '../case.ts'
import { judgeBaseline, judgeCorrelator } from '../judge.ts'
import { correlatorHits, exactly } from '../judge-causes.ts'
import { meanOf } from '../measures/bootstrap.ts'
import { replay } from '../replay.ts'
import { markdown, percent, type Row, share } from '../tables.ts'

const START = Date.parse('2026-03-02T00:00:00.000Z')
const MINUTE_MS = 60_000
const BEGINS_MS = 40 * MINUTE_MS
/** Within so long all alerts of the fault begin. */
const STORM_MS = 20 * MINUTE_MS
/** In a service that many need, or a rack with a third of the machines, this makes about 200 alerts. */
const THINGS = 300
const RACKS = 3
const SPREAD = { hops: 4, probability: 1, instances: true }
const NOTHING: ReadonlySet<string> = new Set()
const COMPARED = ['60 s gap', '5 min gap within 2 hops']

/** What fails: a rack with its machines, or the database that a third to two thirds of the services need. */
type Failing = 'a rack' | 'a database'

/** Whether about 200 alerts of one fault within 20 minutes become one incident, by so many seeds, in Markdown. */
export async function* measureStorms(count: number): AsyncGenerator<string> {
  const settings = correlationSettings.parse({})
  const rows: Row[] = []
  for (const noisy of [false, true])
    for (const failing of ['a rack', 'a database'] as const) {
      const runs = Array.from({ length: count / 2 }, (_, seed) => {
        const given = stormCase(seed, failing, noisy)
        const found = replay(given, settings)
        const compared = COMPARED.map((name) => {
          const grouping = GROUPINGS[name]
          return grouping ? judgeBaseline(given, found, grouping, NOTHING).inOne : Number.NaN
        })
        return {
          alerts: found.alerts.filter(({ events }) => given.faultOf.has(events[0] ?? '')),
          figures: judgeCorrelator(given, found, NOTHING),
          at1: meanOf([...correlatorHits(given, found, exactly).values()].map((hit) => hit.at1)),
          compared,
        }
      })
      const counts = runs.map(({ alerts }) => alerts.length).sort((a, b) => a - b)
      const places = runs.map(({ figures }) => figures.perFault)
      rows.push({
        fails: failing,
        beside: noisy ? 'noise' : 'nothing',
        seeds: `${runs.length}`,
        alerts: `${counts[0]}-${counts.at(-1)}, half over ${counts[Math.floor(counts.length / 2)]}`,
        'in exactly one incident': percent(meanOf(places.map((n) => (n === 1 ? 1 : 0)))),
        'incidents a fault': meanOf(places).toFixed(2),
        'at most': `${Math.max(...places)}`,
        'alerts in none': percent(
          meanOf(
            runs.map(({ alerts }) => meanOf(alerts.map((alert) => (alert.incidentId === undefined ? 1 : 0)))),
          ),
        ),
        'AC@1': share(meanOf(runs.map(({ at1 }) => at1))),
        ...Object.fromEntries(
          COMPARED.map((name, i) => [
            `${name}: in one`,
            percent(meanOf(runs.map(({ compared }) => compared[i] ?? Number.NaN))),
          ]),
        ),
      })
    }
  yield `## Two hundred notifications in twenty minutes, with topology\n${markdown(rows)}`
}

/** An estate in which one thing fails, with noise beside it or none; each of its alerts is sent once, and once ends. */
export function stormCase(seed: number, failing: Failing, noisy: boolean): Case {
  const grown = growEstate(createRandom(`storm estate of ${seed}`), THINGS)
  const estate = failing === 'a rack' ? inRacks(grown) : grown
  const random = createRandom(`storm of ${seed}`)
  const [root, kind]: [string, FaultKind] =
    failing === 'a rack' ? ['rack-0', 'node_failure'] : ['db-1', 'connection_exhaustion']
  const simulation = simulate({
    seed,
    start: START,
    durationMs: 180 * MINUTE_MS,
    estate,
    faults: [{ kind, root, from: BEGINS_MS, durationMs: 40 * MINUTE_MS, spread: SPREAD }],
    noise: noisy ? noiseOf(estate) : {},
  })
  const { records, truth, topology } = simulation
  const faultOf = new Map(
    truth.faults.flatMap(({ id, alerts }) => alerts.map((alert) => [alert, id] as const)),
  )
  const alerts = records.filter((record) => record.type === 'alert')
  return {
    topology,
    alerts: stretched(alerts, (id) => faultOf.has(id), random.between(0.8, 1) * STORM_MS),
    changes: records.filter((record) => record.type === 'change'),
    faults: truth.faults.map(({ id, startsAt, rootEntity, changeId }) => ({
      id,
      startsAt: Date.parse(startsAt),
      rootEntity,
      changeId,
    })),
    faultOf,
  }
}

function noiseOf({ things }: Estate) {
  const of = (type: string, place: number) => things.filter((thing) => thing.type === type)[place]?.id ?? ''
  return {
    chronic: [of('cache', 1), of('cache', 2)],
    flapping: [{ thing: of('service', 3), from: 20 * MINUTE_MS, cycles: 20 }],
    isolated: 30,
    decoys: 10,
  }
}

/** Puts the machines of an estate into racks, which count as machines themselves. */
function inRacks({ things, relations }: Estate): Estate {
  const racks = Array.from({ length: RACKS }, (_, i) => ({ id: `rack-${i}`, type: 'node' }))
  const machines = things.filter(({ type }) => type === 'node')
  return createEstate(
    [...things, ...racks],
    [...relations, ...machines.map(({ id }, i) => [id, 'runs_on', `rack-${i % RACKS}`] as const)],
  )
}

type Alert = Extract<SimulatedRecord, { type: 'alert' }>

/** Draws the alerts of the fault out so that the last one begins so long after it; leaves out what is sent again. */
function stretched(alerts: readonly Alert[], ofFault: (id: string) => boolean, withinMs: number): Alert[] {
  const begun = START + BEGINS_MS
  const delays = alerts
    .filter(({ externalId, startsAt }) => ofFault(externalId) && startsAt !== undefined)
    .map(({ startsAt }) => Date.parse(String(startsAt)) - begun)
  const factor = withinMs / Math.max(...delays)
  return alerts
    .flatMap((alert) => {
      if (!ofFault(alert.externalId)) return alert
      if (alert.status === 'resolved') {
        const startsAt = toTimestamp(begun + (Date.parse(String(alert.startsAt)) - begun) * factor)
        return { ...alert, startsAt }
      }
      if (alert.at !== alert.startsAt) return []
      const at = toTimestamp(begun + (Date.parse(alert.at) - begun) * factor)
      return { ...alert, at, startsAt: at }
    })
    .sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
}
