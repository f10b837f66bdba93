import type { Episode } from '../episode.ts'
import type { Estate } from '../estate.ts'
import type { SimulatedChange } from '../faults/fault.ts'
import type { Random } from '../random.ts'

/** What happens besides faults. Times are milliseconds from the start of the simulation. */
export interface NoisePlan {
  /** Things with an alert that fires nearly all the time. */
  chronic: readonly string[]
  /** Things whose alert comes and goes every minute or two. */
  flapping: readonly { thing: string; from: number; cycles: number }[]
  /** Announced work on machines, with the alerts that it causes. */
  maintenance: readonly { thing: string; from: number; durationMs: number }[]
  /** Alerts that go on and that nobody needs. */
  lasting: readonly { thing: string; from: number }[]
  /** How many warnings that mean nothing, spread over the whole time. */
  isolated: number
  /** How many changes that harm nothing, spread over the whole time. */
  decoys: number
}

/** What a kind of noise is given; times are epoch milliseconds. */
export interface NoiseContext {
  estate: Estate
  /** For the ids of its changes. */
  idPrefix: string
  from: number
  until: number
  random: Random
}

/** What a kind of noise does. */
export interface NoiseDraft {
  episodes: Episode[]
  changes: SimulatedChange[]
}
