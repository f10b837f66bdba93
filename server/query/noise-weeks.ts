import type { Database } from '../../ingest/database/database.ts'
import type { NoiseWeeks } from '../../schema/api/noise.ts'
import { errorRate } from '../noise/error-rate.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { timeParameter } from './time.ts'

const WEEK_MS = 7 * 86_400_000
/** The first Monday of 1970. */
const FIRST_MONDAY_MS = 4 * 86_400_000

interface Counted {
  week: string
  what: string
  n: number
}

/**
 * What became of the events of the `weeks` whole weeks (Monday 00:00 UTC) of which the last one holds `to` (epoch
 * milliseconds). Weeks before the first event are left out.
 */
export async function noiseWeeks(
  database: Database,
  scope: string | undefined,
  to: number,
  weeks: number,
): Promise<NoiseWeeks> {
  const last = Math.floor((to - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS
  const first = last - (weeks - 1) * WEEK_MS
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const within = (time: string) =>
    `${inScope.sql} AND ${time} >= {from:DateTime64(3, 'UTC')} AND ${time} < {to:DateTime64(3, 'UTC')}`
  const rows = await database.query<Counted>(
    `SELECT toString(week) AS week, what, sum(n) AS n FROM (
       SELECT toMonday(minute) AS week, 'events' AS what, sum(events) AS n FROM event_minutes
       WHERE ${within('minute')} AND outcome != 'repeated_delivery' GROUP BY week
       UNION ALL SELECT toMonday(starts_at) AS week, 'alerts', count() FROM alerts FINAL
       WHERE ${within('starts_at')} GROUP BY week
       UNION ALL SELECT toMonday(started_at) AS week, if(status = 'merged', 'merged', 'incidents'), count()
       FROM incidents FINAL WHERE ${within('started_at')} GROUP BY 1, 2
       UNION ALL SELECT toMonday(at) AS week, 'notifications', count() FROM notifications
       WHERE ${within('at')} GROUP BY week
       UNION ALL SELECT toMonday(at) AS week, 'falseMerges', uniqExact((scope, incident_ids[1])) FROM commands FINAL
       WHERE ${within('at')} AND kind = 'split' AND error = '' AND length(incident_ids) > 1 GROUP BY week
       UNION ALL
       SELECT toMonday(at) AS week, 'missedMerges', uniqExactArray(arrayMap(i -> (scope, i), arraySlice(incident_ids, 2)))
       FROM commands FINAL
       WHERE ${within('at')} AND kind = 'merge' AND error = '' AND length(incident_ids) > 1 GROUP BY week)
     GROUP BY week, what ${BOUNDS}`,
    { ...inScope.parameters, from: timeParameter(first), to: timeParameter(to) },
  )
  const counts = new Map(rows.map(({ week, what, n }) => [`${week} ${what}`, n]))
  const all = Array.from({ length: weeks }, (_, index) => {
    const from = new Date(first + index * WEEK_MS).toISOString()
    const of = (what: string) => counts.get(`${from.slice(0, 10)} ${what}`) ?? 0
    const [falseMerges, missedMerges] = [of('falseMerges'), of('missedMerges')]
    // What a split made was made by a person; corrections may concern incidents of the week before.
    const made = Math.max(of('incidents') + of('merged') - falseMerges, falseMerges, missedMerges)
    return {
      from,
      events: of('events'),
      alerts: of('alerts'),
      incidents: of('incidents'),
      notifications: of('notifications'),
      falseMerges: errorRate(falseMerges, made),
      missedMerges: errorRate(missedMerges, made),
    }
  })
  const begun = all.findIndex(({ events }) => events > 0)
  return { weeks: begun < 0 ? [] : all.slice(begun) }
}
