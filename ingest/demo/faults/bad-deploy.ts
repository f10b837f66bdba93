import { toTimestamp } from '../../../schema/records/time.ts'
import { cascade } from '../cascade.ts'
import { ROOT_RULES } from '../rules.ts'
import type { MakeFault, SimulatedChange } from './fault.ts'

/** From the deploy to the first errors. */
const LEAD_MS = 120_000

/** A faulty version of a service goes out; its instances crash, its callers fail, a rollback ends it. */
export const badDeploy: MakeFault = ({ estate, id, root, from, to, spread, random }) => {
  const minor = random.whole(4, 40)
  const deploy = (suffix: string, at: number, version: string, summary: string): SimulatedChange => ({
    type: 'change',
    id: `${id}-${suffix}`,
    source: 'argocd',
    kind: 'deploy',
    at: toTimestamp(at),
    by: 'deploy-bot',
    entity: { type: 'service', name: root },
    service: root,
    summary,
    version,
  })
  const bad = deploy('deploy', from - LEAD_MS, `v2.${minor}.0`, `deploy ${root} v2.${minor}.0`)
  const roots = [
    { thing: root, rules: [ROOT_RULES.errorsAfterDeploy] },
    ...estate.parts(root).map((thing) => ({ thing, rules: [ROOT_RULES.crashLooping] })),
  ]
  return {
    episodes: cascade(estate, roots, { from, to }, spread, random),
    changes:
      to === Number.POSITIVE_INFINITY
        ? [bad]
        : [bad, deploy('rollback', to, `v2.${minor - 1}.3`, `roll back ${root} to v2.${minor - 1}.3`)],
    changeId: bad.id,
  }
}
