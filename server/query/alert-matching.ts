import type { Matcher } from '../../schema/matcher.ts'
import type { Condition } from './condition.ts'

/** What a label is when the alert does not have it itself; correlation matches silences in the same way. */
const FALLBACKS = { alertname: 'name', severity: 'severity', service: 'service' }

/**
 * What must be so for an alert to match, whether matchers see its name, service and severity as labels or not: the
 * values that are asked for exactly occur in it. Cheap to ask, for indexes know where a value occurs nowhere.
 */
export function mayMatch(matchers: readonly Matcher[]): Condition[] {
  return matchers.flatMap(({ value, isRegex, isEqual }, i) => {
    if (isRegex || !isEqual || value === '') return []
    const given = `{mayMatch${i}:String}`
    const sql = `(has(mapValues(labels), ${given}) OR name = ${given} OR service = ${given} OR toString(severity) = ${given})`
    return [{ sql, parameters: { [`mayMatch${i}`]: value } }]
  })
}

/**
 * The condition that an alert's labels match all matchers, as Alertmanager means them: an absent label is '',
 * regular expressions are anchored and `.` matches no line break.
 */
export function matching(matchers: readonly Matcher[]): Condition[] {
  return matchers.map(({ name, value, isRegex, isEqual }, i) => {
    const own = `labels[{matcherName${i}:String}]`
    const fallback = Object.hasOwn(FALLBACKS, name) ? FALLBACKS[name as keyof typeof FALLBACKS] : undefined
    const label = fallback
      ? `if(mapContains(labels, {matcherName${i}:String}), ${own}, toString(${fallback}))`
      : own
    const test = isRegex
      ? `match(${label}, {matcherValue${i}:String})`
      : `${label} = {matcherValue${i}:String}`
    // Whatever an index knows to have the value nowhere need not be read. An index of names and of services is there.
    const indexed = fallback !== undefined && fallback !== 'severity' && isEqual && !isRegex && value !== ''
    const somewhere = `(has(mapValues(labels), {matcherValue${i}:String}) OR ${fallback} = {matcherValue${i}:String})`
    return {
      sql: isEqual ? (indexed ? `${somewhere} AND ${test}` : test) : `NOT (${test})`,
      parameters: {
        [`matcherName${i}`]: name,
        [`matcherValue${i}`]: isRegex ? `(?-s)^(?:${value})$` : value,
      },
    }
  })
}
