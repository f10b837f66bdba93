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

/** The value of a label (an SQL expression over the parameter that holds its name), and the column behind it, if any. */
export function labelValue(name: string, parameter: string): { sql: string; fallback: string | undefined } {
  const own = `labels[{${parameter}:String}]`
  if (!Object.hasOwn(FALLBACKS, name)) return { sql: own, fallback: undefined }
  const fallback = FALLBACKS[name as keyof typeof FALLBACKS]
  return { sql: `if(mapContains(labels, {${parameter}:String}), ${own}, toString(${fallback}))`, fallback }
}

/**
 * The condition that an alert's labels match all matchers, as Alertmanager means them: an absent label is '',
 * regular expressions are anchored and `.` matches no line break. The names of the parameters begin with `parameter`.
 */
export function matching(matchers: readonly Matcher[], parameter = 'matcher'): Condition[] {
  return matchers.map(({ name, value, isRegex, isEqual }, i) => {
    const nameOf = `${parameter}Name${i}`
    const givenOf = `${parameter}Value${i}`
    const { sql: label, fallback } = labelValue(name, nameOf)
    const test = isRegex ? `match(${label}, {${givenOf}:String})` : `${label} = {${givenOf}:String}`
    // Whatever an index knows to have the value nowhere need not be read. An index of names and of services is there.
    const indexed = fallback !== undefined && fallback !== 'severity' && isEqual && !isRegex && value !== ''
    const somewhere = `(has(mapValues(labels), {${givenOf}:String}) OR ${fallback} = {${givenOf}:String})`
    return {
      sql: isEqual ? (indexed ? `${somewhere} AND ${test}` : test) : `NOT (${test})`,
      parameters: {
        [nameOf]: name,
        [givenOf]: isRegex ? `(?-s)^(?:${value})$` : value,
      },
    }
  })
}
