import type { Matcher } from '../../schema/matcher.ts'
import type { Condition } from './condition.ts'

/**
 * The condition that an alert's labels match all matchers, as Alertmanager means them: an absent label is '',
 * regular expressions are anchored and `.` matches no line break. `alertname` is the alert's name unless a label
 * says otherwise.
 */
export function matching(matchers: readonly Matcher[]): Condition[] {
  return matchers.map(({ name, value, isRegex, isEqual }, i) => {
    const label = `if({matcherName${i}:String} = 'alertname' AND NOT mapContains(labels, 'alertname'), toString(name), labels[{matcherName${i}:String}])`
    const test = isRegex
      ? `match(${label}, {matcherValue${i}:String})`
      : `${label} = {matcherValue${i}:String}`
    return {
      sql: isEqual ? test : `NOT (${test})`,
      parameters: {
        [`matcherName${i}`]: name,
        [`matcherValue${i}`]: isRegex ? `(?-s)^(?:${value})$` : value,
      },
    }
  })
}
