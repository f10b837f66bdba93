import type { AlertNode } from '../state.ts'
import type { Work } from '../work.ts'
import { rule } from './rulings.ts'

/** An alert that another one could be joined to, with the lessons that spoke for it or against it. */
export interface Heard {
  alert: AlertNode
  lessons: readonly string[]
}

/**
 * Notes which lessons decided where an alert points: where it would point elsewhere without any, those that spoke of
 * where it points or of where it would. `without` tells to which alert it would; it is asked for only where some spoke.
 */
export function noteDecided(
  work: Work,
  alert: AlertNode,
  heard: readonly Heard[],
  to: string | undefined,
  without: () => string | undefined,
): void {
  rule(work, 'links', alert.id, alert.start, decisive(heard, to, without))
}

function decisive(
  heard: readonly Heard[],
  to: string | undefined,
  without: () => string | undefined,
): string[] {
  const spoken = heard.filter(({ lessons }) => lessons.length > 0)
  if (spoken.length === 0) return []
  const otherwise = without()
  if (otherwise === to) return []
  const ends = spoken.filter(({ alert: { id } }) => id === to || id === otherwise)
  return [...new Set(ends.flatMap(({ lessons }) => lessons))].sort()
}
