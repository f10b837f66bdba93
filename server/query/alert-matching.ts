import type { Matcher } from '../../schema/matcher.ts'
import type { Condition } from './condition.ts'

/** What a label is when the alert does not have it itself; correlation matches silences in the same way. */
const FALLBACKS = { alertname: 'name', severity: 'severity', service: 'service' }

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
