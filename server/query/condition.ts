import type { Parameters } from '../../ingest/database/database.ts'

/** A condition of a WHERE with the parameters that it binds. */
export interface Condition {
  sql: string
  parameters: Parameters
}

/** A condition when `value` is given (a list counts when it is not empty), else undefined. */
export function when<T>(
  value: T | undefined,
  sql: string,
  parameters: (value: T) => Parameters,
): Condition | undefined {
  if (value === undefined || (Array.isArray(value) && value.length === 0)) return undefined
  return { sql, parameters: parameters(value) }
}

/** The WHERE text ('1' when nothing is asked) and the parameters of all conditions together. */
export function allOf(conditions: (Condition | undefined)[]): Condition {
  const given = conditions.filter((condition) => condition !== undefined)
  return {
    sql: given.map((condition) => `(${condition.sql})`).join(' AND ') || '1',
    parameters: Object.assign({}, ...given.map((condition) => condition.parameters)),
  }
}
