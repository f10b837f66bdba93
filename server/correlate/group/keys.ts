import type { AlertNode } from '../state.ts'

/** All alerts but the chronic, and those of them of which topology does not know what they are about. */
export const ANY = 'any'
export const UNPLACED = 'unplaced'

/** The shared traits by which alerts without a way between them in topology are compared at all. */
export function correlationKeys(alert: AlertNode): string[] {
  const keys = [`rule:${alert.detail.name}`]
  if (alert.detail.service !== undefined) keys.push(`service:${alert.detail.service}`)
  if (!alert.chronic) keys.push(ANY)
  if (!alert.chronic && !alert.known) keys.push(UNPLACED)
  return keys
}
