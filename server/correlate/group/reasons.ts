import type { JoinReason } from '../../../schema/records/correlation.ts'
import type { AlertNode } from '../state.ts'
import { relation } from '../words.ts'
import type { Work } from '../work.ts'
import type { Evidence } from './evidence.ts'
import { dependantsWithin } from './suspicion.ts'

/** The strongest of the evidence that joins an alert to another one in words, at most so many. */
export function reasons(
  work: Work,
  alert: AlertNode,
  other: AlertNode,
  found: readonly Evidence[],
  most: number,
): JoinReason[] {
  const told: JoinReason[] = []
  const left = [...found]
  while (told.length < most && left.length > 0) {
    const strongest = left.reduce((a, b) => (isStronger(b, a) ? b : a))
    left.splice(left.indexOf(strongest), 1)
    const { kind, weight } = strongest
    told.push({ kind, with: other.id, weight, text: tell(work, alert, other, strongest) })
  }
  return told
}

function isStronger(a: Evidence, b: Evidence): boolean {
  return a.weight === b.weight ? a.kind < b.kind : a.weight > b.weight
}

function tell(work: Work, alert: AlertNode, other: AlertNode, { kind, about, count, via }: Evidence): string {
  const began = () => `began ${relation(alert.start, other.start)}`
  switch (kind) {
    case 'same_alert':
      return `the same alert fired ${relation(other.start, alert.start).replace('it', 'this')}`
    case 'same_entity':
      return `also on ${about}, ${began()}`
    case 'depends_on': {
      const way = count === 1 ? 'needs' : `needs, ${count} steps away (over ${via}),`
      return `${alert.entityId} ${way} ${about}; ${began()}`
    }
    case 'called_by':
      return `${about} calls it and alerted first; ${began()}`
    case 'common_dependency':
      return `both need ${about}, as do most of ${dependantsWithin(work, about)} things that began together`
    case 'same_change':
      return `both began after the ${about}`
    case 'same_service':
      return `same service ${about}`
    case 'near_in_time':
      return began()
    case 'seen_together':
      return `in one incident ${count} times before`
    case 'same_rule':
      return `same rule ${about}`
    case 'similar_text':
      return 'says nearly the same'
    case 'same_label':
      return `same ${about}`
  }
}
