import { chronic } from './chronic.ts'
import { decoys } from './decoys.ts'
import { flapping } from './flapping.ts'
import { isolated } from './isolated.ts'
import { lasting } from './lasting.ts'
import { maintenance } from './maintenance.ts'
import type { NoiseContext, NoiseDraft, NoisePlan } from './noise.ts'

/** Each kind of noise by name, made from its part of a plan. */
export const NOISES: Readonly<
  Record<keyof NoisePlan, (plan: NoisePlan, context: NoiseContext) => NoiseDraft>
> = {
  maintenance: (plan, context) => maintenance(plan.maintenance, context),
  lasting: (plan, context) => lasting(plan.lasting, context),
  chronic: (plan, context) => chronic(plan.chronic, context),
  flapping: (plan, context) => flapping(plan.flapping, context),
  isolated: (plan, context) => isolated(plan.isolated, context),
  decoys: (plan, context) => decoys(plan.decoys, context),
}
