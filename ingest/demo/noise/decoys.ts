import type { ChangeKind } from '../../../schema/records/change.ts'
import { toTimestamp } from '../../../schema/records/time.ts'
import type { SimulatedChange } from '../faults/fault.ts'
import type { NoiseContext, NoiseDraft } from './noise.ts'

const KINDS: readonly { kind: ChangeKind; source: string; summary: (id: string) => string }[] = [
  { kind: 'deploy', source: 'argocd', summary: (id) => `deploy ${id}: dependency updates` },
  { kind: 'config', source: 'gitops', summary: (id) => `${id}: log level info -> warn` },
  { kind: 'feature_flag', source: 'launchdarkly', summary: (id) => `${id}: new banner for 5 % of visitors` },
  { kind: 'scale', source: 'keda', summary: (id) => `scale ${id} from 2 to 3` },
]

const PEOPLE = ['deploy-bot', 'Jonas Weiss', 'Mira Okafor', 'Lin Zhao', 'autoscaler']

/** Changes that harm nothing, so that not every change near a fault is its cause. */
export function decoys(count: number, { estate, idPrefix, from, until, random }: NoiseContext): NoiseDraft {
  const services = estate.things.filter(({ type }) => type === 'service')
  const changes = Array.from({ length: count }, (_, index): SimulatedChange => {
    const { id } = random.pick(services)
    const { kind, source, summary } = random.pick(KINDS)
    return {
      type: 'change',
      id: `${idPrefix}-decoy-${index}`,
      source,
      kind,
      at: toTimestamp(Math.round(from + random.between(0, until - from))),
      by: random.pick(PEOPLE),
      entity: { type: 'service', name: id },
      service: id,
      summary: summary(id),
    }
  })
  return { episodes: [], changes }
}
