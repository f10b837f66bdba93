import type { Matcher } from '../../schema/matcher.ts'
import { matching } from './alert-matching.ts'
import { containing } from './alert-text.ts'
import { beganWith } from './alerts-where.ts'
import { allOf, type Condition, when } from './condition.ts'
import { timeParameter } from './time.ts'

/** Which alerts; every part that is given must hold. Times are epoch milliseconds, compared by overlap. */
export interface AlertFilter {
  scope?: string | undefined
  status?: string[] | undefined
  severity?: string[] | undefined
  service?: string[] | undefined
  incident?: string | undefined
  entity?: string | undefined
  source?: string[] | undefined
  /** The silence, maintenance or alert that holds them back. */
  heldBy?: string | undefined
  /** By what kind of thing they are held back, or `nothing`. */
  held?: string[] | undefined
  /**
   * What held back the event that opened them; `from` and `to` then say when that event was, so that these are the
   * alerts that the figures of noise count.
   */
  suppressedBy?: string[] | undefined
  /** Text in the name, summary, service, entity or id. */
  q?: string | undefined
  matchers?: Matcher[] | undefined
  from?: number | undefined
  to?: number | undefined
}

/** What holds an alert back, or `nothing` (an SQL expression). */
export const HELD = "if(suppressed_kind = '', 'nothing', toString(suppressed_kind))"

/** The conditions of a filter; undefined where it asks nothing. */
export function alertConditions(filter: AlertFilter): (Condition | undefined)[] {
  return [
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.status, 'status IN {status:Array(String)}', (status) => ({ status })),
    when(filter.severity, 'severity IN {severity:Array(String)}', (severity) => ({ severity })),
    when(filter.service, 'service IN {service:Array(String)}', (service) => ({ service })),
    when(filter.incident, 'incident_id = {incident:String}', (incident) => ({ incident })),
    when(filter.entity, 'entity_name = {entity:String}', (entity) => ({ entity })),
    when(filter.source, 'source IN {source:Array(String)}', (source) => ({ source })),
    when(filter.held, `${HELD} IN {held:Array(String)}`, (held) => ({ held })),
    when(filter.heldBy, 'suppressed_id = {heldBy:String}', (heldBy) => ({ heldBy })),
    filter.q ? containing(filter.q) : undefined,
    ...(filter.suppressedBy ? [openedHeld(filter, filter.suppressedBy)] : overlapping(filter)),
    ...matching(filter.matchers ?? []),
  ]
}

function overlapping(filter: AlertFilter): (Condition | undefined)[] {
  return [
    when(filter.from, "(ends_at IS NULL OR ends_at >= {from:DateTime64(3, 'UTC')})", (from) => ({
      from: timeParameter(from),
    })),
    when(filter.to, "starts_at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
  ]
}

function openedHeld(filter: AlertFilter, kinds: string[]): Condition {
  const { sql, parameters } = allOf([
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.from, "at >= {from:DateTime64(3, 'UTC')}", (from) => ({ from: timeParameter(from) })),
    when(filter.to, "at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
  ])
  return {
    sql: `id IN (SELECT alert_id FROM event_decisions FINAL
      WHERE outcome = 'opened' AND held_by IN {openedHeld:Array(String)} AND ${sql})`,
    parameters: { ...parameters, openedHeld: kinds },
  }
}

/** Whether an index leads to the few alerts that are asked for. */
export function isNarrow({ incident, status }: AlertFilter): boolean {
  return incident !== undefined || (status?.length ? !status.includes('resolved') : false)
}

/** The PREWHERE for reading all alerts that match, empty where it would cost more than it spares. */
export function narrowing(filter: AlertFilter): string {
  if (!isNarrow(filter) && !filter.matchers?.length && filter.q === undefined) return ''
  return `PREWHERE ${beganWith(allOf(alertConditions(filter)))}`
}
