import { z } from 'zod'
import type { VersionedAlert } from './alerts-by-key.ts'
import type { Condition } from './condition.ts'
import { cursorTime } from './cursor.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

/** The orders of a list of alerts: the last begun first, the first begun first, the worst (of these the last begun) first. */
export const alertOrder = z.enum(['newest', 'oldest', 'severity'])
/** An order of a list of alerts. */
export type AlertOrder = z.infer<typeof alertOrder>

/** Where an alert stands in a list: when it began, its id, and its rank of severity from 1 (critical). */
export interface AlertKey extends VersionedAlert {
  rank: number
}

/** The rank of an alert's severity, 1 for critical; 0 for a word that is none, which stands first. */
export const SEVERITY_RANK = "indexOf(['critical', 'high', 'warning', 'info'], toString(severity))"

const cursorKeys = {
  newest: z.tuple([cursorTime, z.string()]),
  oldest: z.tuple([cursorTime, z.string()]),
  severity: z.tuple([cursorTime, z.string(), z.number().int().min(0).max(4)]),
}

/** The place after an alert in a list: epoch milliseconds, id, and the rank where the order needs it. */
export type AlertPlace = [at: number, id: string, rank?: number]

/** What a cursor of a list in this order holds. */
export function placeSchema(order: AlertOrder): z.ZodType<AlertPlace> {
  return cursorKeys[order]
}

/** The place after an alert. */
export function placeOf(order: AlertOrder, { starts_at, id, rank }: AlertKey): AlertPlace {
  const at = fromDatabaseTime(starts_at)
  return order === 'severity' ? [at, id, rank] : [at, id]
}

/** The ORDER BY of an order. */
export const ORDER_BY: Readonly<Record<AlertOrder, string>> = {
  newest: 'starts_at DESC, id DESC',
  oldest: 'starts_at, id',
  severity: 'rank, starts_at DESC, id DESC',
}

const START = "{afterStart:DateTime64(3, 'UTC')}"
const LATER: Readonly<Record<AlertOrder, string>> = {
  // The first comparison is what the primary key understands.
  newest: `starts_at <= ${START} AND (starts_at < ${START} OR id < {afterId:String})`,
  oldest: `starts_at >= ${START} AND (starts_at > ${START} OR id > {afterId:String})`,
  severity: `(${SEVERITY_RANK} > {afterRank:UInt8} OR ${SEVERITY_RANK} = {afterRank:UInt8}
    AND (starts_at < ${START} OR starts_at = ${START} AND id < {afterId:String}))`,
}

/** The condition of standing after a place. */
export function standsAfter(order: AlertOrder, [at, id, rank]: AlertPlace): Condition {
  const parameters = { afterStart: timeParameter(at), afterId: id }
  return {
    sql: LATER[order],
    parameters: rank === undefined ? parameters : { ...parameters, afterRank: rank },
  }
}
