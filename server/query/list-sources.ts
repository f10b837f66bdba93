import type { Database } from '../../ingest/database/database.ts'
import type { SourceView } from '../../schema/api/source.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { timeParameter, toRfc3339 } from './time.ts'

const MINUTE_MS = 60_000
const MINUTES = 60
const MAX_SOURCES = 1000

interface RecentRow {
  scope: string
  source: string
  happened: string
  /** Minutes since 1970, and how many arrived in each. */
  minutes: [number[], number[]]
  median: number
  worst: number
}

/**
 * Who sends alerts and changes, by name: when each was heard last, how many came in each of the last 60 minutes up to
 * `now` (epoch milliseconds), and how late. When a sender was heard at all is read from what ClickHouse keeps per
 * minute of arrival; only the events of the last hour are read themselves.
 */
export async function listSources(
  database: Database,
  scope: string | undefined,
  now: number,
): Promise<SourceView[]> {
  const kinds = [
    { kind: 'alerts', table: 'events' },
    { kind: 'changes', table: 'changes FINAL' },
  ] as const
  const lists = await Promise.all(
    kinds.map(async ({ kind, table }) =>
      (await sourcesIn(database, table, scope, now)).map((source) => ({ ...source, kind })),
    ),
  )
  return lists.flat()
}

async function sourcesIn(
  database: Database,
  table: 'events' | 'changes FINAL',
  scope: string | undefined,
  now: number,
): Promise<Omit<SourceView, 'kind'>[]> {
  const first = Math.floor(now / MINUTE_MS) - MINUTES + 1
  const where = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  const parameters = { ...where.parameters, since: timeParameter(first * MINUTE_MS) }
  const [all, recent] = await Promise.all([
    database.query<{ scope: string; source: string; received: string }>(
      `SELECT scope, source, max(received_at) AS received FROM ${table} WHERE ${where.sql}
       GROUP BY scope, source ORDER BY scope, source LIMIT ${MAX_SOURCES} ${BOUNDS}`,
      parameters,
    ),
    database.query<RecentRow>(
      `SELECT scope, source, max(at) AS happened,
         sumMap([toUInt32(intDiv(toUnixTimestamp64Second(received_at), 60))], [toUInt32(1)]) AS minutes,
         quantile(0.5)(delay) AS median, max(delay) AS worst
       FROM (SELECT scope, source, at, received_at,
               greatest(0, toUnixTimestamp64Milli(received_at) - toUnixTimestamp64Milli(at)) / 1000 AS delay
             FROM ${table} WHERE ${where.sql} AND received_at >= {since:DateTime64(3, 'UTC')})
       GROUP BY scope, source LIMIT ${MAX_SOURCES} ${BOUNDS}`,
      parameters,
    ),
  ])
  const known = new Map(recent.map((row) => [JSON.stringify([row.scope, row.source]), row]))
  return all.map(({ scope: of, source, received }) => {
    const row = known.get(JSON.stringify([of, source]))
    const perMinute = new Array<number>(MINUTES).fill(0)
    const [minutes, counts] = row?.minutes ?? [[], []]
    minutes.forEach((minute, index) => {
      // A clock that was set back leaves arrivals ahead of now.
      const place = Math.min(minute - first, MINUTES - 1)
      perMinute[place] = (perMinute[place] ?? 0) + Number(counts[index] ?? 0)
    })
    return {
      scope: of,
      source,
      lastReceivedAt: toRfc3339(received),
      lastAt: toRfc3339(row?.happened ?? received),
      receivedLastHour: perMinute.reduce((sum, count) => sum + count, 0),
      perMinute,
      ...(row && { delaySeconds: { median: row.median, worst: row.worst } }),
    }
  })
}
