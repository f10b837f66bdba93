import type { Matcher } from '../../../schema/matcher.ts'
import { matching } from '../alert-matching.ts'
import { allOf, type Condition, when } from '../condition.ts'
import type { Range } from '../range.ts'
import { timeParameter } from '../time.ts'

/** What a change has to do with: alerts that one of these lists of matchers matches, or that a silence held back. */
export interface Touch {
  matchers: readonly (readonly Matcher[])[]
  silenceId?: string
}

/**
 * The condition that an event is of an alert that a change touches, or of one that was in an incident with such an
 * alert, in a range; or the newest of its scope, up to which time passes.
 */
export function isTouched(
  { matchers, silenceId }: Touch,
  scope: string | undefined,
  range: Range,
): Condition {
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const alive = allOf([
    inScope,
    {
      sql: `starts_at < {touchedTo:DateTime64(3, 'UTC')}
        AND (ends_at IS NULL OR ends_at >= {touchedFrom:DateTime64(3, 'UTC')})`,
      parameters: { touchedFrom: timeParameter(range.from), touchedTo: timeParameter(range.to) },
    },
  ])
  const touches = [
    ...matchers.map((list, i) => allOf(matching(list, `touched${i}`))),
    ...(silenceId === undefined
      ? []
      : [{ sql: 'suppressed_id = {silenceId:String}', parameters: { silenceId } }]),
  ]
  const any = touches.map(({ sql }) => `(${sql})`).join(' OR ')
  const incidents = `SELECT incident_id FROM alerts FINAL WHERE ${alive.sql} AND incident_id != '' AND (${any})`
  return {
    sql: `(scope, fingerprint) IN (SELECT scope, fingerprint FROM alerts FINAL
        WHERE ${alive.sql} AND ((${any}) OR incident_id IN (${incidents})))
      OR (scope, at) IN (SELECT scope, max(at) FROM events WHERE ${inScope.sql}
        AND at >= {touchedFrom:DateTime64(3, 'UTC')} AND at < {touchedTo:DateTime64(3, 'UTC')} GROUP BY scope)`,
    parameters: Object.assign({}, alive.parameters, ...touches.map(({ parameters }) => parameters)),
  }
}
