import type { Database } from '../../ingest/database/database.ts'
import type { Incident } from '../../schema/api/incident.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { incidentLinks } from './incident-links.ts'
import { INCIDENT_COLUMNS, type IncidentRow, incidentJson, withLinks } from './incident-row.ts'

/** The most links that one incident is answered with. */
const MAX_LINKS = 10_000

/** The incident of an id with its links, undefined when there is none. Merged ones say where they went. */
export async function findIncident(
  database: Database,
  id: string,
  scope?: string,
): Promise<Incident | undefined> {
  const json = await findIncidentJson(database, id, scope)
  return json === undefined ? undefined : JSON.parse(json)
}

/** The same as JSON: of a large incident that is some megabytes. */
export async function findIncidentJson(
  database: Database,
  id: string,
  scope?: string,
): Promise<string | undefined> {
  const row = await findIncidentRow(database, id, scope)
  if (!row) return undefined
  const links = await incidentLinks(database, [row], MAX_LINKS)
  return withLinks(incidentJson(row), links.get(row.id) ?? '[]')
}

/** The row of an incident without its links, undefined when there is none. */
export async function findIncidentRow(
  database: Database,
  id: string,
  scope?: string,
): Promise<IncidentRow | undefined> {
  const where = allOf([
    { sql: 'id = {id:String}', parameters: { id } },
    when(scope, 'scope = {scope:String}', (given) => ({ scope: given })),
  ])
  const rows = await database.query<IncidentRow>(
    `SELECT ${INCIDENT_COLUMNS} FROM incidents FINAL PREWHERE ${where.sql} LIMIT 1 ${BOUNDS}`,
    where.parameters,
  )
  return rows[0]
}
