import { cascade } from '../cascade.ts'
import { ROOT_RULES } from '../rules.ts'
import type { MakeFault } from './fault.ts'

/** A machine dies, and everything on it with it. */
export const nodeFailure: MakeFault = ({ estate, root, from, to, spread, random }) => {
  const roots = [{ thing: root, rules: [ROOT_RULES.nodeNotReady, ROOT_RULES.hostUnreachable] }]
  return { episodes: cascade(estate, roots, { from, to }, spread, random), changes: [] }
}
