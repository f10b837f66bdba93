import type { Database } from '../../ingest/database/database.ts'
import type { ReplayFigures } from '../../schema/api/preview.ts'
import type { HeldBy } from '../../schema/records/correlation.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { timeParameter } from './time.ts'

/** What was made of a range as it is stored: counts of what began or happened in it; of alerts to the minute. */
export async function storedFigures(
  database: Database,
  scope: string | undefined,
  { from, to }: Range,
): Promise<ReplayFigures> {
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const parameters = { ...inScope.parameters, from: timeParameter(from), to: timeParameter(to) }
  const [[totals], opened] = await Promise.all([
    database.query<{ incidents: number; notifications: number }>(
      `SELECT
         (SELECT count() FROM incidents FINAL WHERE ${inScope.sql} AND status != 'merged'
           AND started_at >= {from:DateTime64(3, 'UTC')} AND started_at < {to:DateTime64(3, 'UTC')}) AS incidents,
         (SELECT count() FROM notifications WHERE ${inScope.sql}
           AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}) AS notifications
       ${BOUNDS}`,
      parameters,
    ),
    database.query<{ held_by: HeldBy | ''; alerts: number }>(
      `SELECT held_by, sum(events) AS alerts FROM event_minutes
       WHERE ${inScope.sql} AND outcome = 'opened'
         AND minute >= {from:DateTime64(3, 'UTC')} AND minute < {to:DateTime64(3, 'UTC')}
       GROUP BY held_by ${BOUNDS}`,
      parameters,
    ),
  ])
  const held = opened.filter(({ held_by }) => held_by !== '')
  return {
    incidents: totals?.incidents ?? 0,
    notifications: totals?.notifications ?? 0,
    alerts: opened.reduce((sum, { alerts }) => sum + alerts, 0),
    heldBack: Object.fromEntries(held.map(({ held_by, alerts }) => [held_by, alerts])),
  }
}
