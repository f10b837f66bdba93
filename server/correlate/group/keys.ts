import type { AlertNode } from '../state.ts'

/** The shared traits by which alerts without a way between them in topology are compared at all. */
export function correlationKeys(alert: AlertNode): string[] {
  const keys = [`rule:${alert.detail.name}`]
  if (alert.detail.service !== undefined) keys.push(`service:${alert.detail.service}`)
  return keys
}
