import type { Condition } from './condition.ts'

/**
 * The PREWHERE of alerts that began when one did of which any row, be it the last or not, fulfils a condition. To put
 * the rows of an alert together (FINAL) takes reading the keys of all; where few match, it is found first when these
 * began, from the columns asked about. The condition has to be given as WHERE as well: what the last row says counts.
 */
export function beganWith({ sql }: Pick<Condition, 'sql'>): string {
  return `starts_at IN (SELECT starts_at FROM alerts WHERE ${sql})`
}
