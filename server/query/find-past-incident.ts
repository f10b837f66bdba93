import type { Database } from '../../ingest/database/database.ts'
import type { IncidentState } from '../../schema/records/correlation.ts'
import { BOUNDS } from './bounds.ts'
import { findIncidentRow } from './find-incident.ts'
import { incidentJson, readList } from './incident-row.ts'

/**
 * An incident that is over as the correlator last sent it out, for orders about one that it may have forgotten;
 * undefined when there is none, or it is not over.
 */
export async function findPastIncident(
  database: Database,
  id: string,
  scope?: string,
): Promise<IncidentState | undefined> {
  const row = await findIncidentRow(database, id, scope)
  if (row?.status !== 'resolved') return undefined
  const [found] = await database.query<{ near_misses: string }>(
    `SELECT near_misses FROM incidents FINAL PREWHERE scope = {scope:String} AND id = {id:String} LIMIT 1 ${BOUNDS}`,
    { scope: row.scope, id },
  )
  const { assignedTo: _assigned, ...state } = JSON.parse(incidentJson(row))
  return { ...state, nearMisses: readList(found?.near_misses ?? '') }
}
