import { toTimestamp } from '../../../schema/records/time.ts'
import { cascade } from '../cascade.ts'
import { ROOT_RULES } from '../rules.ts'
import type { MakeFault, SimulatedChange } from './fault.ts'

/** From the change to the first refused connection. */
const LEAD_MS = 120_000

/** A config change lowers the connection limit of a database; what needs it runs out of connections. */
export const connectionExhaustion: MakeFault = ({ estate, id, root, from, to, spread, random }) => {
  const change = (suffix: string, at: number, summary: string): SimulatedChange => ({
    type: 'change',
    id: `${id}-${suffix}`,
    source: 'gitops',
    kind: 'config',
    at: toTimestamp(at),
    by: 'deploy-bot',
    entity: { type: estate.thing(root).type, name: root },
    summary,
  })
  const lowered = change('config', from - LEAD_MS, `${root}: max_connections 400 -> 100`)
  const roots = [{ thing: root, rules: [ROOT_RULES.connectionsExhausted] }]
  return {
    episodes: cascade(estate, roots, { from, to }, spread, random),
    changes:
      to === Number.POSITIVE_INFINITY
        ? [lowered]
        : [lowered, change('revert', to, `${root}: max_connections 100 -> 400 (revert)`)],
    changeId: lowered.id,
  }
}
