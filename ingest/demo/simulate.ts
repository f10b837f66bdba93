import { toTimestamp } from '../../schema/records/time.ts'
import { USUAL_SPREAD } from './cascade.ts'
import { alertKey, type Episode, eventsOf, type SimulatedAlert } from './episode.ts'
import { type Estate, topologyOf } from './estate.ts'
import type { FaultKind, FaultPlan, SimulatedChange } from './faults/fault.ts'
import { FAULTS } from './faults/registry.ts'
import { growEstate } from './grown-estate.ts'
import type { NoisePlan } from './noise/noise.ts'
import { NOISES } from './noise/registry.ts'
import { createRandom, type Random } from './random.ts'

/** What to simulate. Times are milliseconds. */
export interface SimulateOptions {
  seed: string | number
  /** Epoch time at which the simulation begins. */
  start: number
  /** A day unless given. */
  durationMs?: number
  /** The estate, or how many things a made-up one has; 60 unless given. */
  estate?: Estate
  entities?: number
  /** What breaks, or how many faults of any kind; 6 unless given. */
  faults?: readonly FaultPlan[] | number
  /** What else happens; nothing unless given. */
  noise?: Partial<NoisePlan>
  /** Alerts that fire already. */
  busy?: readonly Episode[]
  /** Begins every external id and change id; `sim-<seed>` unless given. */
  idPrefix?: string
}

/** What really happened in one fault. Times are RFC 3339. */
export interface TrueFault {
  id: string
  kind: FaultKind
  rootEntity: string
  startsAt: string
  /** Absent: it lasts on. */
  endsAt?: string
  /** The change that caused it. */
  changeId?: string
  /** External ids of its alert events. */
  alerts: string[]
}

/** What really happened: no part of any record. Each alert event is in one fault or in `noise`. */
export interface Truth {
  faults: TrueFault[]
  noise: string[]
}

/** A simulated alert event or change. */
export type SimulatedRecord = SimulatedAlert | SimulatedChange

/** A simulated time: its topology, its records in the order of event time, and the truth. */
export interface Simulation {
  topology: ReturnType<typeof topologyOf>
  records: SimulatedRecord[]
  truth: Truth
  /** Alerts that still fire when it ends, with the ids that their events began with. */
  open: { episode: Episode; idPrefix: string }[]
}

const DAY_MS = 86_400_000
const NO_NOISE: NoisePlan = {
  chronic: [],
  flapping: [],
  maintenance: [],
  lasting: [],
  isolated: 0,
  decoys: 0,
}

/**
 * Simulates an estate for a while: the same options, the same records. Throws Error when a fault's root is not in
 * the estate or of a type on which that kind of fault cannot happen.
 */
export function simulate(options: SimulateOptions): Simulation {
  const { seed, start, durationMs = DAY_MS, idPrefix = `sim-${seed}` } = options
  const random = createRandom(seed)
  const estate = options.estate ?? growEstate(random.fork('estate'), options.entities ?? 60)
  const until = start + durationMs
  const taken = createTimetable()
  for (const episode of options.busy ?? []) taken.add(episode)
  const result: Simulation = {
    topology: topologyOf(estate),
    records: [],
    truth: { faults: [], noise: [] },
    open: [],
  }
  const write = (episodes: Episode[], prefix: string): string[] => {
    const ids: string[] = []
    episodes.forEach((episode, index) => {
      if (episode.from >= until || !taken.add(episode)) return
      const eventPrefix = `${prefix}-${index}`
      for (const event of eventsOf(episode, estate, eventPrefix, until)) {
        result.records.push(event)
        ids.push(event.externalId)
      }
      if (episode.to >= until) result.open.push({ episode, idPrefix: eventPrefix })
    })
    return ids
  }
  const { faults } = options
  const plans: readonly FaultPlan[] =
    typeof faults === 'object' ? faults : planFaults(estate, random, durationMs, faults)
  plans.forEach((plan, index) => {
    const id = `${idPrefix}-f${index}`
    const { kind, root } = plan
    const { make, on } = FAULTS[kind]
    if (!on.includes(estate.thing(root).type)) throw new Error(`${kind} cannot happen to ${root}`)
    const from = start + plan.from
    const to = plan.durationMs === undefined ? Number.POSITIVE_INFINITY : from + plan.durationMs
    const spread = { ...USUAL_SPREAD, ...plan.spread }
    const draft = make({ estate, id, root, from, to, spread, random: random.fork(id) })
    result.records.push(...draft.changes.filter(({ at }) => Date.parse(at) < until))
    result.truth.faults.push({
      id,
      kind,
      rootEntity: root,
      startsAt: toTimestamp(from),
      ...(to < until && { endsAt: toTimestamp(to) }),
      ...(draft.changeId !== undefined && { changeId: draft.changeId }),
      alerts: write(draft.episodes, id),
    })
  })
  for (const [name, make] of Object.entries(NOISES)) {
    const context = { estate, idPrefix, from: start, until, random: random.fork(name) }
    const draft = make({ ...NO_NOISE, ...options.noise }, context)
    result.records.push(...draft.changes)
    result.truth.noise.push(...write(draft.episodes, `${idPrefix}-${name}`))
  }
  result.records.sort(byTime)
  return result
}

function byTime(a: SimulatedRecord, b: SimulatedRecord): number {
  return a.at < b.at ? -1 : a.at > b.at ? 1 : 0
}

/** Keeps one alert from firing twice at the same time: what would is left out. */
function createTimetable() {
  const taken = new Map<string, { from: number; to: number }[]>()
  return {
    /** Returns false when the alert fires then already. */
    add(episode: Episode): boolean {
      const key = alertKey(episode)
      const known = taken.get(key) ?? []
      if (known.some(({ from, to }) => episode.from <= to && episode.to >= from)) return false
      taken.set(key, [...known, { from: episode.from, to: episode.to }])
      return true
    },
  }
}

/** So many faults of any kind on any thing, one after another with an hour between where there is room. */
function planFaults(estate: Estate, random: Random, durationMs: number, count = 6): FaultPlan[] {
  const kinds = Object.entries(FAULTS).flatMap(([kind, { on }]) => {
    const roots = estate.things.filter(({ type }) => on.includes(type))
    return roots.length > 0 ? [{ kind: kind as FaultKind, roots }] : []
  })
  const slot = durationMs / count
  return Array.from({ length: count }, (_, index) => {
    const { kind, roots } = random.pick(kinds)
    const durationMs = Math.round(Math.min(slot * 0.5, random.between(15, 40) * 60_000))
    const from = Math.round(index * slot + slot * random.between(0.1, 0.3))
    return { kind, root: random.pick(roots).id, from, durationMs }
  })
}
