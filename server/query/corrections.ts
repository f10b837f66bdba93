import type { Database } from '../../ingest/database/database.ts'
import type { Corrections } from '../../schema/api/noise.ts'
import type { Actor } from '../../schema/records/command.ts'
import { errorRate } from '../noise/error-rate.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { fromDatabaseTime, timeParameter, toRfc3339 } from './time.ts'

const SHOWN = 50

interface CommandRow {
  kind: 'merge' | 'split'
  at: string
  by_kind: Actor['kind']
  by_name: string
  incident_ids: string[]
  started_at: string | null
}

/** What people corrected in a range, the last 50 times, and how often that was of the incidents that began in it. */
export async function corrections(
  database: Database,
  scope: string | undefined,
  range: Range,
): Promise<Corrections> {
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const parameters = { ...inScope.parameters, from: timeParameter(range.from), to: timeParameter(range.to) }
  const [rows, [totals]] = await Promise.all([
    database.query<CommandRow>(
      `SELECT if(kind = 'merge', 'merge', 'split') AS kind, at, by_kind, by_name, incident_ids, started_at
       FROM (SELECT * FROM commands FINAL WHERE ${inScope.sql} AND kind IN ('merge', 'split', 'not_part') AND error = ''
               AND length(incident_ids) > 1
               AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')}) AS c
       LEFT JOIN (SELECT scope AS s, id AS i, toNullable(started_at) AS started_at FROM incidents FINAL
                  WHERE ${inScope.sql}) AS j ON c.scope = j.s AND c.incident_ids[1] = j.i
       ORDER BY at DESC, id DESC LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...parameters, limit: SHOWN },
    ),
    database.query<{ made: number; split: number; merged: number }>(
      `SELECT
         (SELECT count() FROM incidents FINAL WHERE ${inScope.sql}
           AND started_at >= {from:DateTime64(3, 'UTC')} AND started_at < {to:DateTime64(3, 'UTC')}) AS made,
         uniqExactIf((scope, incident_ids[1]), kind IN ('split', 'not_part')) AS split,
         uniqExactArrayIf(arrayMap(i -> (scope, i), arraySlice(incident_ids, 2)), kind = 'merge') AS merged
       FROM commands FINAL WHERE ${inScope.sql} AND error = '' AND length(incident_ids) > 1
         AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')} ${BOUNDS}`,
      parameters,
    ),
  ])
  const { made = 0, split = 0, merged = 0 } = totals ?? {}
  const of = Math.max(made - split, split, merged)
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    falseMerges: errorRate(split, of),
    missedMerges: errorRate(merged, of),
    items: rows.map((row) => {
      const [incidentId = '', ...others] = row.incident_ids
      const after =
        row.started_at === null ? undefined : fromDatabaseTime(row.at) - fromDatabaseTime(row.started_at)
      return {
        kind: row.kind,
        at: toRfc3339(row.at),
        by: { kind: row.by_kind, name: row.by_name },
        incidentId,
        others,
        ...(after !== undefined && after >= 0 && { afterMs: after }),
      }
    }),
  }
}
