import type { Database } from '../../ingest/database/database.ts'
import type { Noisiest } from '../../schema/api/noise.ts'
import { effectOf, together } from '../noise/effect.ts'
import { createPast, type Past, type PastAlert, type PastIncident } from '../noise/past.ts'
import { type Dropped, type Suggestion, suggest } from '../noise/suggest.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { fromDatabaseTime, timeParameter } from './time.ts'

/** Changes are tried on so many alerts at most, the newest. */
const MAX_REPLAYED = 30_000
const MAX_INCIDENTS = 20_000

interface LoudRow {
  name: string
  type: string
  sources: string[]
  events: number
  alerts: number
}

/** The rules or entities with most alerts in a range, each with the change that would have spared most of them. */
export async function noisiest(
  database: Database,
  scope: string | undefined,
  range: Range,
  by: 'rule' | 'entity',
  limit: number,
): Promise<Noisiest> {
  const [loud, past] = await Promise.all([
    loudest(database, scope, range, by, limit),
    readPast(database, scope, range),
  ])
  const first = past.alerts[0]
  const dropped: Dropped = { rules: new Set(), spokenForBy: new Set() }
  const suggestions: Suggestion[] = []
  const items = loud.map(({ type, ...row }) => {
    const own = past.alerts.filter((alert) => (by === 'rule' ? alert.rule : alert.entity) === row.name)
    const incidents = incidentsOf(past, own)
    const found = suggest(past, own, dropped)
    if (found) suggestions.push(found)
    return {
      ...row,
      ...(type && { type }),
      incidents: incidents.length,
      actedOn: incidents.filter(({ actedOn }) => actedOn).length,
      replayed: own.length,
      ...(found && { fix: found.fix, effect: found.effect }),
    }
  })
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    replayed: { alerts: past.alerts.length, from: new Date(first?.start ?? range.from).toISOString() },
    items,
    together: effectOf(past, together(suggestions.map(({ change }) => change))),
  }
}

function incidentsOf(past: Past, own: readonly PastAlert[]): PastIncident[] {
  const ids = new Set(own.map(({ incidentId }) => incidentId))
  return [...ids].flatMap((id) => past.incidents.get(id ?? '') ?? [])
}

function loudest(
  database: Database,
  scope: string | undefined,
  range: Range,
  by: 'rule' | 'entity',
  limit: number,
): Promise<LoudRow[]> {
  const where = began(scope, range)
  const [name, type] = by === 'rule' ? ['name', "''"] : ['entity_name', 'any(entity_type)']
  return database.query<LoudRow>(
    `SELECT ${name} AS name, ${type} AS type, arraySlice(arraySort(groupUniqArray(source)), 1, 5) AS sources,
       sum(events) AS events, count() AS alerts
     FROM alerts FINAL WHERE ${where.sql} AND ${name} != '' GROUP BY ${name}
     ORDER BY alerts DESC, events DESC, name LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit },
  )
}

interface AlertRow {
  id: string
  name: string
  source: string
  entity_name: string
  fingerprint: string
  starts_at: string
  ends_at: string | null
  incident_id: string
}

async function readPast(database: Database, scope: string | undefined, range: Range): Promise<Past> {
  const where = began(scope, range)
  const [alerts, incidents] = await Promise.all([
    database.query<AlertRow>(
      `SELECT id, name, source, entity_name, concat(scope, '\\n', fingerprint) AS fingerprint, starts_at, ends_at,
         incident_id
       FROM alerts FINAL WHERE ${where.sql} ORDER BY starts_at DESC LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...where.parameters, limit: MAX_REPLAYED },
    ),
    database.query<{ id: string; alert_count: number; severity: string; acted: number }>(
      `SELECT id, alert_count, severity,
         arrayExists(action -> JSONExtractString(action, 'by', 'kind') IN ('person', 'agent'),
           JSONExtractArrayRaw(actions)) AS acted
       FROM incidents FINAL WHERE ${where.inScope} AND status != 'merged'
         AND updated_at >= {from:DateTime64(3, 'UTC')} AND started_at < {to:DateTime64(3, 'UTC')}
       ORDER BY started_at DESC LIMIT {limit:UInt32} ${BOUNDS}`,
      { ...where.parameters, limit: MAX_INCIDENTS },
    ),
  ])
  return createPast(
    alerts.map((row) => ({
      id: row.id,
      rule: row.name,
      source: row.source,
      entity: row.entity_name,
      fingerprint: row.fingerprint,
      start: fromDatabaseTime(row.starts_at),
      ...(row.ends_at !== null && { end: fromDatabaseTime(row.ends_at) }),
      ...(row.incident_id && { incidentId: row.incident_id }),
    })),
    incidents.map((row) => ({
      id: row.id,
      alerts: row.alert_count,
      actedOn: Boolean(row.acted),
      critical: row.severity === 'critical',
    })),
  )
}

function began(scope: string | undefined, range: Range) {
  const inScope = allOf([when(scope, 'scope = {scope:String}', (given) => ({ scope: given }))])
  return {
    inScope: inScope.sql,
    sql: `${inScope.sql} AND starts_at >= {from:DateTime64(3, 'UTC')} AND starts_at < {to:DateTime64(3, 'UTC')}`,
    parameters: { ...inScope.parameters, from: timeParameter(range.from), to: timeParameter(range.to) },
  }
}
