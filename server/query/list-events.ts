import { z } from 'zod'
import type { Database } from '../../ingest/database/database.ts'
import type { EventView } from '../../schema/api/alert.ts'
import type { Page } from '../../schema/api/list.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, type Condition, when } from './condition.ts'
import { cursorTime, readCursor, writeCursor } from './cursor.ts'
import { decisionsOf, decisionsOfAlerts } from './event-decisions.ts'
import { type Decision, type EventFilter, type EventKey, eventKey } from './event-key.ts'
import { EVENT_COLUMNS, type EventRow, toEvent } from './event-row.ts'
import { incidentsOfAlerts } from './incidents-of-alerts.ts'
import type { PageOptions } from './list-alerts.ts'
import { sinceMinute } from './since-minute.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

const cursorKey = z.tuple([cursorTime, z.string(), z.number().int().nonnegative()])

/**
 * Events, the newest first, the suppressed and the duplicates too; repeated deliveries of the same event are left
 * out. Throws CursorError.
 */
export async function listEvents(
  database: Database,
  filter: EventFilter,
  page: PageOptions,
): Promise<Page<EventView>> {
  const after = page.cursor === undefined ? undefined : toKey(readCursor(page.cursor, cursorKey))
  const found =
    filter.alert !== undefined || filter.incident !== undefined
      ? await decidedPage(database, filter, page.limit + 1, after)
      : await receivedPage(database, filter, page.limit + 1, after)
  const rows = found.rows.slice(0, page.limit)
  const incidents = await incidentsOfAlerts(database, [...found.decisions.values()])
  const items = rows.map((row) => {
    const decision = found.decisions.get(eventKey(row))
    return toEvent(row, decision, decision && incidents.get(decision.alert_id))
  })
  const last = rows.at(-1)
  return found.rows.length > page.limit && last
    ? { items, nextCursor: writeCursor([fromDatabaseTime(last.at), last.log_partition, last.log_offset]) }
    : { items }
}

interface Found {
  rows: EventRow[]
  decisions: Map<string, Decision>
}

/** Events of given alerts: found by the decisions about them. */
async function decidedPage(
  database: Database,
  filter: EventFilter,
  limit: number,
  after: EventKey | undefined,
): Promise<Found> {
  const decisions = await decisionsOfAlerts(database, filter, limit, after)
  const rows = await eventRows(
    database,
    [
      {
        sql: "at IN {ats:Array(DateTime64(3, 'UTC'))}",
        parameters: { ats: [...new Set(decisions.map((d) => d.at))] },
      },
      {
        sql: 'log_offset IN {offsets:Array(UInt64)}',
        parameters: { offsets: decisions.map((d) => d.log_offset) },
      },
      when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    ],
    limit,
  )
  const byKey = new Map(decisions.map((decision) => [eventKey(decision), decision]))
  return { rows: rows.filter((row) => byKey.has(eventKey(row))), decisions: byKey }
}

/** All events of a range, read until enough are found that are no repeated deliveries. */
async function receivedPage(
  database: Database,
  filter: EventFilter,
  limit: number,
  start: EventKey | undefined,
): Promise<Found> {
  const found: Found = { rows: [], decisions: new Map() }
  let after = start
  while (found.rows.length < limit) {
    const rows = await newestEvents(database, filter, after, limit)
    const decisions = await decisionsOf(database, rows)
    for (const row of rows) {
      const decision = decisions.get(eventKey(row))
      if (decision?.outcome === 'repeated_delivery' || found.rows.length >= limit) continue
      found.rows.push(row)
      if (decision) found.decisions.set(eventKey(row), decision)
    }
    after = rows.at(-1)
    if (rows.length < limit) break
  }
  return found
}

/** The first events after a place: of the minutes that should have so many, else of all time. */
async function newestEvents(
  database: Database,
  filter: EventFilter,
  after: EventKey | undefined,
  limit: number,
): Promise<EventRow[]> {
  const conditions = [...eventConditions(filter), afterKey(after)]
  const since = await sinceMinute(database, filter, after, limit)
  if (since !== undefined) {
    const recent = { sql: "at >= {since:DateTime64(3, 'UTC')}", parameters: { since } }
    const rows = await firstEvents(database, [...conditions, recent], limit)
    if (rows.length === limit) return rows
  }
  return firstEvents(database, conditions, limit)
}

/** The first events that fulfil the conditions: first only their times, which an index leads to, then the rows. */
function firstEvents(
  database: Database,
  conditions: (Condition | undefined)[],
  limit: number,
): Promise<EventRow[]> {
  const { sql, parameters } = allOf(conditions)
  const oldest = `SELECT min(at) FROM (SELECT at FROM events WHERE ${sql} ORDER BY at DESC LIMIT {limit:UInt32})`
  return eventRows(
    database,
    [
      { sql: `at >= (${oldest})`, parameters: {} },
      { sql, parameters },
    ],
    limit,
  )
}

function eventRows(
  database: Database,
  conditions: (Condition | undefined)[],
  limit: number,
): Promise<EventRow[]> {
  const where = allOf(conditions)
  return database.query<EventRow>(
    `SELECT ${EVENT_COLUMNS} FROM events WHERE ${where.sql}
     ORDER BY at DESC, log_partition DESC, log_offset DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit },
  )
}

function eventConditions(filter: EventFilter): (Condition | undefined)[] {
  return [
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.source, 'source IN {source:Array(String)}', (source) => ({ source })),
    when(filter.from, "at >= {from:DateTime64(3, 'UTC')}", (from) => ({ from: timeParameter(from) })),
    when(filter.to, "at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
  ]
}

function afterKey(after: EventKey | undefined): Condition | undefined {
  return when(
    after,
    `at <= {afterAt:DateTime64(3, 'UTC')} AND (at < {afterAt:DateTime64(3, 'UTC')}
       OR (log_partition, log_offset) < ({afterPartition:String}, {afterOffset:UInt64}))`,
    (key) => ({ afterAt: key.at, afterPartition: key.log_partition, afterOffset: key.log_offset }),
  )
}

function toKey([at, log_partition, log_offset]: z.infer<typeof cursorKey>): EventKey {
  return { at: timeParameter(at), log_partition, log_offset }
}
