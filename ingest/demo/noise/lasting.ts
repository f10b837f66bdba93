import type { Rule } from '../rules.ts'
import type { NoiseContext, NoiseDraft, NoisePlan } from './noise.ts'

/** The alert that goes on and that nobody needs. */
export const LASTING: Rule = {
  name: 'MemoryNearLimit',
  tool: 'prometheus',
  severity: 'warning',
  summary: ({ id }) => `${id} uses 93 % of its memory limit; the limit is raised next week`,
}

/** A known trouble that waits for its fix: it fires on, and belongs silenced. */
export function lasting(plans: NoisePlan['lasting'], { from }: NoiseContext): NoiseDraft {
  const episodes = plans.map((plan) => ({
    rule: LASTING,
    thing: plan.thing,
    from: from + plan.from,
    to: Number.POSITIVE_INFINITY,
  }))
  return { episodes, changes: [] }
}
