import type { Database } from '../../ingest/database/database.ts'
import type { Noise } from '../../schema/api/figures.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { timeParameter } from './time.ts'

const MINUTE_MS = 60_000

/**
 * What became of the events of a range: whole minutes from the counts per minute, the broken minutes at its ends
 * from the decisions. Alerts, incidents, notifications and corrections count by when they began or happened.
 */
export async function noise(database: Database, scope: string | undefined, range: Range): Promise<Noise> {
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const firstMinute = Math.ceil(range.from / MINUTE_MS) * MINUTE_MS
  const lastMinute = Math.max(Math.floor(range.to / MINUTE_MS) * MINUTE_MS, firstMinute)
  const parameters = {
    ...inScope.parameters,
    from: timeParameter(range.from),
    to: timeParameter(range.to),
    firstMinute: timeParameter(firstMinute),
    lastMinute: timeParameter(lastMinute),
  }
  const [held, [totals], [corrections]] = await Promise.all([
    database.query<{ held_by: string; count: number }>(
      `SELECT held_by, sum(n) AS count FROM (
         SELECT held_by, sum(events) AS n FROM event_minutes
         WHERE ${inScope.sql} AND outcome != 'repeated_delivery'
           AND minute >= {firstMinute:DateTime64(3, 'UTC')} AND minute < {lastMinute:DateTime64(3, 'UTC')}
         GROUP BY held_by
         UNION ALL
         SELECT held_by, count() AS n FROM event_decisions FINAL
         WHERE ${inScope.sql} AND outcome != 'repeated_delivery'
           AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}
           AND (at < {firstMinute:DateTime64(3, 'UTC')} OR at >= {lastMinute:DateTime64(3, 'UTC')})
         GROUP BY held_by)
       GROUP BY held_by ${BOUNDS}`,
      parameters,
    ),
    database.query<{ alerts: number; incidents: number; notifications: number }>(
      `SELECT
         (SELECT count() FROM alerts FINAL WHERE ${inScope.sql}
           AND starts_at >= {from:DateTime64(3, 'UTC')} AND starts_at < {to:DateTime64(3, 'UTC')}) AS alerts,
         (SELECT count() FROM incidents FINAL WHERE ${inScope.sql} AND status != 'merged'
           AND started_at >= {from:DateTime64(3, 'UTC')} AND started_at < {to:DateTime64(3, 'UTC')}) AS incidents,
         (SELECT count() FROM notifications WHERE ${inScope.sql}
           AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}) AS notifications
       ${BOUNDS}`,
      parameters,
    ),
    database.query<{ merged: number; split: number }>(
      `SELECT countIf(kind = 'merge') AS merged, countIf(kind IN ('split', 'not_part')) AS split FROM commands FINAL
       WHERE ${inScope.sql} AND error = '' AND kind IN ('merge', 'split', 'not_part')
         AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')} ${BOUNDS}`,
      parameters,
    ),
  ])
  const heldBy = new Map(held.map(({ held_by, count }) => [held_by, count]))
  const events = held.reduce((sum, { count }) => sum + count, 0)
  const notifications = totals?.notifications ?? 0
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    events,
    alerts: totals?.alerts ?? 0,
    incidents: totals?.incidents ?? 0,
    notifications,
    reduction: events === 0 ? 0 : 1 - notifications / events,
    suppressed: {
      duplicate: heldBy.get('duplicate') ?? 0,
      flapping: heldBy.get('flapping') ?? 0,
      silenced: heldBy.get('silenced') ?? 0,
      inhibited: heldBy.get('inhibited') ?? 0,
      maintenance: heldBy.get('maintenance') ?? 0,
      noise: heldBy.get('noise') ?? 0,
      correlated: heldBy.get('correlated') ?? 0,
    },
    corrections: { merged: corrections?.merged ?? 0, split: corrections?.split ?? 0 },
  }
}
