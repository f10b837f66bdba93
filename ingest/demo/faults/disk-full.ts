import { cascade } from '../cascade.ts'
import { ROOT_RULES } from '../rules.ts'
import type { MakeFault } from './fault.ts'

/** The disk of a database fills up; it stops writing, and what needs it stops with it. */
export const diskFull: MakeFault = ({ estate, root, from, to, spread, random }) => {
  const roots = [{ thing: root, rules: [ROOT_RULES.diskFull] }]
  return { episodes: cascade(estate, roots, { from, to }, spread, random), changes: [] }
}
