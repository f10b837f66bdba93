import { impactsOf } from './cascade.ts'
import { type Episode, eventsOf, type SimulatedAlert } from './episode.ts'
import { createEstate, type Estate, type Relation, topologyOf } from './estate.ts'
import { growEstate } from './grown-estate.ts'
import { createRandom, type Random } from './random.ts'
import { impairedRules, ROOT_RULES, type Rule } from './rules.ts'

/** What a burst looks like. */
export interface BurstOptions {
  seed: string | number
  /** How many different alerts fire. */
  alerts: number
  /** Epoch milliseconds of the minute in which they all fire. */
  start: number
  /**
   * `cascade`: on everything that a failing thing reaches. `silent_root`: the same, but the failing thing itself
   * alerts nobody. `one_service`: all by one rule on the instances of one service, with no topology known.
   */
  shape?: 'cascade' | 'silent_root' | 'one_service'
}

/** One fault as it arrives: alerts of one minute in any order, and the topology if there is one. */
export interface Burst {
  topology: ReturnType<typeof topologyOf> | undefined
  alerts: SimulatedAlert[]
  rootEntity: string
}

/** All alerts of a burst fire within this. */
const MINUTE_MS = 60_000

/** So many alerts of one fault, all within one minute, in random order of arrival: the same options, the same burst. */
export function burst({ seed, alerts, start, shape = 'cascade' }: BurstOptions): Burst {
  const random = createRandom(`burst/${seed}/${alerts}/${shape}`)
  const firing =
    shape === 'one_service' ? oneService(alerts) : failing(random, alerts, shape === 'silent_root')
  const events = firing.places.map(({ thing, rule }, index) => {
    const from = Math.round(start + random.between(0, MINUTE_MS))
    const episode: Episode = { rule, thing, from, to: Number.POSITIVE_INFINITY }
    return [...eventsOf(episode, firing.estate, `burst-${seed}-${index}`, from + 1)]
  })
  return {
    topology: shape === 'one_service' ? undefined : topologyOf(firing.estate),
    alerts: random.shuffled(events.flat()),
    rootEntity: firing.root,
  }
}

/** What fires where. */
interface Place {
  thing: string
  rule: Rule
}

/** What fires where a fault begins, by type. */
const ROOTS: Readonly<Record<string, Rule>> = {
  node: ROOT_RULES.nodeNotReady,
  database: ROOT_RULES.connectionsExhausted,
  queue: ROOT_RULES.backlog,
  vendor: ROOT_RULES.certificateExpired,
  service: ROOT_RULES.errorsAfterDeploy,
}

const THOROUGH = { hops: Number.POSITIVE_INFINITY, probability: 1, silence: 0.15, instances: true }

/** An estate, and a thing in it whose failure reaches enough to fire so many alerts. */
function failing(random: Random, alerts: number, silentRoot: boolean) {
  for (let size = Math.max(30, alerts); ; size = Math.ceil(size * 1.3)) {
    const estate = growEstate(random.fork(`estate of ${size}`), size)
    const roots = random.shuffled(estate.things.filter(({ type }) => type in ROOTS))
    for (const { id, type } of roots) {
      const reached = impactsOf(estate, id, THOROUGH, random, silentRoot).filter(({ silent }) => !silent)
      const rule = ROOTS[type]
      const first = silentRoot || !rule ? [] : [{ thing: id, rule }]
      const places = [...first, ...placesOn(estate, reached, random)]
      // Nearest first, so that what remains hangs together.
      if (places.length >= alerts) return { estate, root: id, places: places.slice(0, alerts) }
    }
  }
}

function placesOn(estate: Estate, reached: readonly { id: string }[], random: Random): Place[] {
  return reached.flatMap(({ id }) =>
    impairedRules(estate.thing(id))
      .filter((_, index) => index === 0 || random.chance(0.5))
      .map((rule) => ({ thing: id, rule })),
  )
}

function oneService(alerts: number) {
  const service = { id: 'checkout', type: 'service', owner: 'checkout' }
  const pods = Array.from({ length: alerts }, (_, n) => ({
    id: `checkout-${n}`,
    type: 'pod',
    owner: 'checkout',
  }))
  const estate = createEstate(
    [service, ...pods],
    pods.map(({ id }): Relation => [id, 'part_of', 'checkout']),
  )
  const places = pods.map(({ id }): Place => ({ thing: id, rule: ROOT_RULES.crashLooping }))
  return { estate, root: 'checkout', places }
}
