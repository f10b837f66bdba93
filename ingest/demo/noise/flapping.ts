import type { Rule } from '../rules.ts'
import type { NoiseContext, NoiseDraft, NoisePlan } from './noise.ts'

const FLAPS: Rule = {
  name: 'HighLatencyP50',
  tool: 'prometheus',
  severity: 'warning',
  summary: ({ id }) => `median latency of ${id} touches its threshold`,
}

/** A value that sits on its threshold: the alert comes and goes. */
export function flapping(plans: NoisePlan['flapping'], { from, random }: NoiseContext): NoiseDraft {
  const episodes = plans.flatMap((plan) => {
    let at = from + plan.from
    return Array.from({ length: plan.cycles }, () => {
      const begins = Math.round(at)
      const ends = Math.round(begins + random.between(20_000, 55_000))
      at = ends + random.between(20_000, 60_000)
      return { rule: FLAPS, thing: plan.thing, from: begins, to: ends }
    })
  })
  return { episodes, changes: [] }
}
