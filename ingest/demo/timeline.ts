import { toTimestamp } from '../../schema/records/time.ts'
import { type Episode, eventsOf, type SimulatedAlert } from './episode.ts'
import type { FaultPlan } from './faults/fault.ts'
import { createRandom } from './random.ts'
import { DEMO_DAY_MS, DEMO_FAULTS, DEMO_NOISE, QUIET_HOUR_FAULTS, QUIET_HOUR_NOISE } from './script.ts'
import { createShop } from './shop.ts'
import { type SimulatedRecord, type Simulation, simulate, type Truth } from './simulate.ts'

const HOUR_MS = 3_600_000

/** The demo's time: the scripted day, then quiet hours without end, made as they are asked for. */
export interface Timeline {
  topology: Simulation['topology']
  /** What really happened in the scripted day. */
  truth: Truth
  /** The records before `until` (epoch milliseconds) that were not taken yet, in the order of event time. */
  take(until: number): SimulatedRecord[]
  /** Resolves everything that fires at this time, the end of what was taken. */
  closing(at: number): SimulatedAlert[]
}

/** The demo's time from `start` on (epoch milliseconds): the same seed and start, the same records. */
export function createTimeline(seed: string | number, start: number): Timeline {
  const estate = createShop()
  const idPrefix = demoPrefix(seed, start)
  const day = simulate({ seed, start, estate, faults: DEMO_FAULTS, noise: DEMO_NOISE, idPrefix })
  let ready: SimulatedRecord[] = day.records
  let readyUntil = start + DEMO_DAY_MS
  let open = day.open
  const addHour = () => {
    const [from, until] = [readyUntil, readyUntil + HOUR_MS]
    const number = Math.round((from - start) / HOUR_MS)
    const hour = simulate({
      seed: `${seed}/hour ${number}`,
      start: from,
      durationMs: HOUR_MS,
      estate,
      faults: quietHourFaults(seed, number),
      noise: QUIET_HOUR_NOISE,
      idPrefix: `${idPrefix}-h${number}`,
      busy: open.map(({ episode }) => episode),
    })
    const carried = open.flatMap((one) => [...eventsOf(one.episode, estate, one.idPrefix, until, from)])
    const records = [...hour.records, ...carried].sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0))
    ready = [...ready, ...records]
    readyUntil = until
    open = [...open.filter(({ episode }) => episode.to >= until), ...hour.open]
  }
  return {
    topology: day.topology,
    truth: day.truth,
    take(until) {
      while (readyUntil < until) addHour()
      const end = ready.findIndex(({ at }) => Date.parse(at) >= until)
      const taken = end < 0 ? ready : ready.slice(0, end)
      ready = end < 0 ? [] : ready.slice(end)
      return taken
    },
    closing: (at) => open.flatMap((one) => resolving(one, at)),
  }

  function resolving({ episode, idPrefix }: { episode: Episode; idPrefix: string }, at: number) {
    const [event] = eventsOf(episode, estate, idPrefix, episode.from + 1)
    if (!event || episode.from >= at) return []
    const end = toTimestamp(at)
    return [{ ...event, status: 'resolved' as const, externalId: `${idPrefix}-closed`, at: end, endsAt: end }]
  }
}

function quietHourFaults(seed: string | number, hour: number): FaultPlan[] {
  const random = createRandom(`${seed}/quiet hour ${hour}`)
  const fault = random.pick(QUIET_HOUR_FAULTS)
  return random.chance(0.6) ? [{ ...fault, from: Math.round(random.between(8, 30) * 60_000) }] : []
}

/** What begins every external id of the demo of this seed and start. */
export function demoPrefix(seed: string | number, start: number): string {
  return `demo-${seed}-${Math.round(start / 1000)}`
}

/** The start (epoch milliseconds) of the demo of this seed that an external id is of; undefined if of none. */
export function startOfDemo(seed: string | number, externalId: string): number | undefined {
  const begins = `demo-${seed}-`
  const seconds = externalId.startsWith(begins)
    ? /^\d+(?=-)/.exec(externalId.slice(begins.length))?.[0]
    : undefined
  return seconds === undefined ? undefined : Number(seconds) * 1000
}
