import { cascade } from '../cascade.ts'
import { ROOT_RULES } from '../rules.ts'
import type { MakeFault } from './fault.ts'

/** A replica falls behind: what reads from it sees old data. */
export const replicationLag: MakeFault = ({ estate, root, from, to, spread, random }) => {
  const roots = [{ thing: root, rules: [ROOT_RULES.replicationLag, ROOT_RULES.staleReads] }]
  return { episodes: cascade(estate, roots, { from, to }, spread, random), changes: [] }
}
