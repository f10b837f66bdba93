import { severityRank } from '../../../schema/severity.ts'
import { kindOf } from '../causes/alert-class.ts'
import type { AlertNode } from '../state.ts'

/**
 * Whether an alert says that its thing itself is broken (a certificate, a disk, a node), not only that its work is late
 * or fails: what others need of it can do that, but what it needs of others rarely does.
 */
export function standsAlone({ detail, severity }: AlertNode): boolean {
  const { class: of, broken } = kindOf(detail.name)
  if (broken) return true
  const resource = of === 'cpu' || of === 'memory' || of === 'disk' || of === 'network'
  return resource && severityRank(severity) >= severityRank('high')
}

/**
 * How long after the first of its effects a cause may be noticed, in ms: rules wait before they fire, and what fills up
 * or runs out is felt before it says so itself.
 */
export function noticedWithin(cause: AlertNode, windowMs: number): number {
  return isBroken(cause) ? 2 * windowMs : windowMs
}

/** Whether an alert says by its name that its thing itself is broken or used up. */
export function isBroken({ detail }: AlertNode): boolean {
  return kindOf(detail.name).broken
}

/** What is left of the belief that an alert is the cause of one that is so many severities worse. */
const MILDER = [1, 0.8, 0.4, 0.2] as const

/** How well a cause of this severity explains an effect of that, 0 to 1: what is only worth a note seldom breaks others. */
export function bySeverity(cause: AlertNode, effect: AlertNode): number {
  const worse = severityRank(effect.severity) - severityRank(cause.severity)
  return MILDER[Math.max(0, worse)] ?? 1
}
