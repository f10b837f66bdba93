import type { Database } from '../../ingest/database/database.ts'
import type { UnresolvedNames } from '../../schema/api/unresolved.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import type { Range } from './range.ts'
import { timeParameter, toRfc3339 } from './time.ts'

/** Names of a source that are answered at most, those of most alerts first. */
const MAX_SAMPLES = 5
const MAX_SOURCES = 100

interface SourceRow {
  scope: string
  source: string
  alerts: number
  unknown: number
  unnamed: number
  names: number
}

interface SampleRow {
  scope: string
  source: string
  entity_type: string
  entity_name: string
  label: string
  alerts: number
  alert_id: string
  alert_name: string
  last_at: string
  labels: Record<string, string>
}

/**
 * What alerts that began in a range are about and topology does not know, by source: how many of them name nothing or
 * nothing known, and the names that most of them give, each with one of its alerts. Alerts that an earlier program
 * correlated, which did not say how it found an entity, are left out.
 */
export async function unresolvedNames(
  database: Database,
  scope: string | undefined,
  range: Range,
): Promise<UnresolvedNames> {
  const where = allOf([
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
    {
      sql: "starts_at >= {from:DateTime64(3, 'UTC')} AND starts_at < {to:DateTime64(3, 'UTC')}",
      parameters: { from: timeParameter(range.from), to: timeParameter(range.to) },
    },
    { sql: "entity_rule != ''", parameters: {} },
  ])
  const [sources, samples] = await Promise.all([
    database.query<SourceRow>(
      `SELECT scope, source, count() AS alerts, countIf(entity_rule IN ${UNKNOWN}) AS unknown,
         countIf(entity_rule = 'none') AS unnamed, uniqIf(entity_name, entity_rule IN ${UNKNOWN}) AS names
       FROM alerts FINAL WHERE ${where.sql} GROUP BY scope, source
       ORDER BY unknown + unnamed DESC, scope, source LIMIT ${MAX_SOURCES} ${BOUNDS}`,
      where.parameters,
    ),
    database.query<SampleRow>(
      `SELECT scope, source, entity_type, entity_name, argMax(entity_label, (starts_at, id)) AS label, count() AS alerts,
         argMax(id, (starts_at, id)) AS alert_id, argMax(name, (starts_at, id)) AS alert_name,
         max(starts_at) AS last_at, argMax(labels, (starts_at, id)) AS labels
       FROM alerts FINAL WHERE ${where.sql} AND entity_rule IN ('none', 'unknown', 'same_host')
       GROUP BY scope, source, entity_type, entity_name
       ORDER BY alerts DESC, entity_name, entity_type LIMIT ${MAX_SAMPLES} BY scope, source ${BOUNDS}`,
      where.parameters,
    ),
  ])
  return {
    from: new Date(range.from).toISOString(),
    to: new Date(range.to).toISOString(),
    items: sources.map(({ scope: of, source, alerts, unknown, unnamed, names }) => ({
      scope: of,
      source,
      alerts: Number(alerts),
      unknown: Number(unknown),
      unnamed: Number(unnamed),
      names: Number(names),
      samples: samples.filter((row) => row.scope === of && row.source === source).map(sampleOf),
    })),
  }
}

const UNKNOWN = "('unknown', 'same_host')"

function sampleOf(row: SampleRow): UnresolvedNames['items'][number]['samples'][number] {
  return {
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    ...(row.label && { label: row.label }),
    alerts: Number(row.alerts),
    lastAt: toRfc3339(row.last_at),
    alert: { id: row.alert_id, name: row.alert_name, labels: row.labels },
  }
}
