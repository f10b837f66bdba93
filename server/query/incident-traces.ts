import type { Database } from '../../ingest/database/database.ts'
import type { IncidentTraces } from '../../schema/api/incident.ts'
import { beganWith } from './alerts-where.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { timeParameter } from './time.ts'

/** Events of each of a few incidents in `points` equal parts of a range. An id that is not known has none. */
export async function incidentTraces(
  database: Database,
  asked: { scope: string | undefined; ids: readonly string[]; points: number },
  { from, to }: Range,
): Promise<IncidentTraces> {
  const step = Math.max(1, Math.ceil((to - from) / asked.points))
  const alerts = allOf([
    when(asked.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    { sql: 'incident_id IN {ids:Array(String)}', parameters: { ids: [...asked.ids] } },
  ])
  const rows = await database.query<{ incident: string; part: number; events: number }>(
    `SELECT incident_id AS incident,
       intDiv(toUnixTimestamp64Milli(at) - {start:Int64}, {step:Int64}) AS part, count() AS events
     FROM event_decisions AS decisions
     INNER JOIN (SELECT id, incident_id FROM alerts FINAL PREWHERE ${beganWith(alerts)} WHERE ${alerts.sql}) AS own
       ON own.id = decisions.alert_id
     WHERE ${asked.scope === undefined ? '1' : 'scope = {scope:String}'}
       AND at >= {from:DateTime64(3, 'UTC')} AND at < {to:DateTime64(3, 'UTC')} AND outcome != 'repeated_delivery'
     GROUP BY incident, part ${BOUNDS}`,
    { ...alerts.parameters, start: from, step, from: timeParameter(from), to: timeParameter(to) },
  )
  const traces = new Map(asked.ids.map((id) => [id, new Array<number>(asked.points).fill(0)]))
  for (const { incident, part, events } of rows) {
    const trace = traces.get(incident)
    if (trace && part >= 0 && part < asked.points) trace[part] = events
  }
  return {
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    items: [...traces].map(([id, events]) => ({ id, events })),
  }
}
