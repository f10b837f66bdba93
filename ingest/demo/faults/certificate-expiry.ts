import { cascade } from '../cascade.ts'
import { ROOT_RULES } from '../rules.ts'
import type { MakeFault } from './fault.ts'

/** The certificate of a vendor or a gateway expires: from one second to the next nobody can talk to it. */
export const certificateExpiry: MakeFault = ({ estate, root, from, to, spread, random }) => {
  const roots = [{ thing: root, rules: [ROOT_RULES.certificateExpired, ROOT_RULES.handshakesFail] }]
  return { episodes: cascade(estate, roots, { from, to }, spread, random), changes: [] }
}
