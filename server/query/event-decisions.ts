import type { Database } from '../../ingest/database/database.ts'
import { beganWith } from './alerts-where.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { type Decision, type EventFilter, type EventKey, eventKey } from './event-key.ts'
import { timeParameter } from './time.ts'

const COLUMNS = 'scope, at, log_partition, event_offset AS log_offset, outcome, held_by, alert_id'

/** Events count towards an alert from this long before it began, in seconds: a sender's start may be later than its event. */
const SLACK_SECONDS = 3600

/** The last decisions about events, by event key. */
export async function decisionsOf(
  database: Database,
  events: (EventKey & { scope: string })[],
): Promise<Map<string, Decision>> {
  if (events.length === 0) return new Map()
  const rows = await database.query<Decision>(
    `SELECT ${COLUMNS} FROM (SELECT * EXCEPT log_offset FROM event_decisions FINAL)
     WHERE scope IN {scopes:Array(String)} AND at IN {ats:Array(DateTime64(3, 'UTC'))}
       AND event_offset IN {offsets:Array(UInt64)} ${BOUNDS}`,
    {
      scopes: [...new Set(events.map((event) => event.scope))],
      ats: [...new Set(events.map((event) => event.at))],
      offsets: events.map((event) => event.log_offset),
    },
  )
  return new Map(rows.map((row) => [eventKey(row), row]))
}

/** The last decisions that gave events to the alert or to the alerts of the incident, newest event first. */
export async function decisionsOfAlerts(
  database: Database,
  filter: EventFilter,
  limit: number,
  after: EventKey | undefined,
): Promise<Decision[]> {
  const alerts = allOf([
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.alert, 'id = {alert:String}', (alert) => ({ alert })),
    when(filter.incident, 'incident_id = {incident:String}', (incident) => ({ incident })),
  ])
  const [life] = await database.query<{ ids: string[]; scopes: string[]; first: string; last: string }>(
    `SELECT groupArray(id) AS ids, groupUniqArray(toString(scope)) AS scopes,
       min(starts_at) - INTERVAL ${SLACK_SECONDS} SECOND AS first, max(last_event_at) AS last
     FROM alerts FINAL PREWHERE ${beganWith(alerts)} WHERE ${alerts.sql} ${BOUNDS}`,
    alerts.parameters,
  )
  if (!life || life.ids.length === 0) return []
  const where = allOf([
    { sql: 'scope IN {scopes:Array(String)}', parameters: { scopes: life.scopes } },
    {
      sql: "at BETWEEN {first:DateTime64(3, 'UTC')} AND {last:DateTime64(3, 'UTC')}",
      parameters: { first: life.first, last: life.last },
    },
    { sql: 'alert_id IN {ids:Array(String)}', parameters: { ids: life.ids } },
    { sql: "outcome != 'repeated_delivery'", parameters: {} },
    when(filter.source, 'source IN {source:Array(String)}', (source) => ({ source })),
    when(filter.from, "at >= {from:DateTime64(3, 'UTC')}", (from) => ({ from: timeParameter(from) })),
    when(filter.to, "at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
    when(
      after,
      `at <= {afterAt:DateTime64(3, 'UTC')} AND (at < {afterAt:DateTime64(3, 'UTC')}
         OR (log_partition, event_offset) < ({afterPartition:String}, {afterOffset:UInt64}))`,
      (key) => ({ afterAt: key.at, afterPartition: key.log_partition, afterOffset: key.log_offset }),
    ),
  ])
  return database.query<Decision>(
    `SELECT ${COLUMNS} FROM (SELECT * EXCEPT log_offset FROM event_decisions FINAL)
     WHERE ${where.sql}
     ORDER BY at DESC, log_partition DESC, event_offset DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit },
  )
}
