import type { JoinReason } from '../../../schema/records/correlation.ts'
import type { AlertNode, Parent, RunnerUp } from '../state.ts'
import { relation } from '../words.ts'
import type { Evidence } from './evidence.ts'
import { firstEvidence, readEvidence } from './kept-evidence.ts'

/** By a burst alone it is about as likely as not. */
const ONSET_WEIGHT = 0.5

/** Why an alert points where it points, in words, the strongest reason first. */
export function reasonsFor(alert: AlertNode, parent: Parent): JoinReason[] {
  return readEvidence(parent.found).map((one) => ({
    kind: one.kind,
    with: parent.to,
    weight: one.weight,
    text: tell(alert, parent.start, one),
  }))
}

/**
 * Why an alert is not in the incident of the one that it points to: a burst of alerts began another incident between
 * them.
 */
export function onsetReason(alert: AlertNode, parent: Parent, reasons: readonly JoinReason[]): JoinReason {
  const before = alert.start < parent.start
  const why = before
    ? 'began before the burst of alerts with which the next incident began'
    : 'came with or after the burst of alerts that began this incident'
  const other = before ? 'that one' : 'the one before'
  const otherwise = reasons[0] ? `; it may belong to ${other}: ${reasons[0].text}` : ''
  return { kind: 'onset', with: parent.to, weight: ONSET_WEIGHT, text: `${why}${otherwise}` }
}

/** Why an alert was nearly joined to another one and was not, in words. */
export function nearMissReason(alert: AlertNode, { start, found }: RunnerUp): string {
  const { best } = alert
  const why = found ? tell(alert, start, found) : `began ${relation(alert.start, start)}`
  if (found?.kind === 'said_apart') return why
  if (!best) return `${why}; not enough to join`
  const stronger = firstEvidence(best.found)
  return `${why}; but ${stronger ? tell(alert, best.start, stronger) : 'another alert'} says more`
}

function tell(alert: AlertNode, start: number, { kind, about, count, via, text }: Evidence): string {
  if (text !== undefined) return text
  const began = () => `began ${relation(alert.start, start)}`
  switch (kind) {
    case 'same_alert':
      return `the same alert fired ${relation(start, alert.start).replace('it', 'this')}`
    case 'same_entity':
      return `also on ${about}, ${began()}`
    case 'depends_on': {
      const way = count === 1 ? 'needs' : `needs, ${count} steps away (over ${via}),`
      return `${alert.entityId} ${way} ${about}; ${began()}`
    }
    case 'called_by':
      return `${about} calls it and alerted first; ${began()}`
    case 'common_dependency':
      return `both need ${about}, as do most of ${count} things that began together`
    case 'same_change':
      return `both began after the ${about}`
    case 'same_service':
      return `same service ${about}`
    case 'near_in_time':
      return began()
    case 'same_moment':
      return `${began()}, which broke a long quiet`
    case 'seen_together':
      return `in one incident ${count} times before`
    case 'said_together':
      return count === 1
        ? `put together by ${about} before`
        : `put together ${count} times before, last by ${about}`
    case 'said_apart':
      return count === 1
        ? `${about} said that these do not belong together`
        : `people said ${count} times that these do not belong together, last ${about}`
    case 'same_rule':
      return `same rule ${about}`
    case 'similar_text':
      return 'says nearly the same'
    case 'same_label':
      return `same ${about}`
    case 'merged_by_person':
      return `merged by ${about}`
    case 'split_by_person':
      return `split off by ${about}`
    case 'kept_by_person':
      return `kept together by ${about}, who took others out`
  }
}
