import { cascade } from '../cascade.ts'
import { ROOT_RULES } from '../rules.ts'
import type { MakeFault } from './fault.ts'

/** A queue fills faster than it is read; what waits for its messages is late. */
export const queueBacklog: MakeFault = ({ estate, root, from, to, spread, random }) => {
  const roots = [{ thing: root, rules: [ROOT_RULES.backlog, ROOT_RULES.oldMessages] }]
  return { episodes: cascade(estate, roots, { from, to }, spread, random), changes: [] }
}
