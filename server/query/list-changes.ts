import { z } from 'zod'
import type { Database } from '../../ingest/database/database.ts'
import type { Change, SuspectingIncident } from '../../schema/api/estate.ts'
import type { Page } from '../../schema/api/list.ts'
import type { SuspectChange } from '../../schema/records/correlation.ts'
import type { TimeCorrection } from '../../schema/records/time.ts'
import type { Severity } from '../../schema/severity.ts'
import { BOUNDS } from './bounds.ts'
import { CHANGE_COLUMNS, type ChangeRow, toChange } from './change-row.ts'
import { allOf, type Condition, when } from './condition.ts'
import { cursorTime, readCursor, writeCursor } from './cursor.ts'
import { findIncidentRow } from './find-incident.ts'
import { readList } from './incident-row.ts'
import type { PageOptions } from './list-alerts.ts'
import { fromDatabaseTime, timeParameter, toRfc3339 } from './time.ts'

/** Which changes; times are epoch milliseconds, compared by overlap with the change's own duration. */
export interface ChangeFilter {
  scope?: string | undefined
  kind?: string[] | undefined
  entity?: string | undefined
  service?: string[] | undefined
  /** Changes that this incident suspects. */
  incident?: string | undefined
  from?: number | undefined
  to?: number | undefined
}

interface ListedRow extends ChangeRow {
  version: string
  url: string
  risk: string
  time_corrected: '' | TimeCorrection
}

const cursorKey = z.tuple([cursorTime, z.string()])

/** Changes, the last one first, each with the incidents that suspect it. Throws CursorError. */
export async function listChanges(
  database: Database,
  filter: ChangeFilter,
  page: PageOptions,
): Promise<Page<Change>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, cursorKey)
  const where = allOf([
    ...changeConditions(filter),
    await suspectedBy(database, filter),
    when(
      after,
      "at < {afterAt:DateTime64(3, 'UTC')} OR (at = {afterAt:DateTime64(3, 'UTC')} AND id < {afterId:String})",
      ([at, id]) => ({ afterAt: timeParameter(at), afterId: id }),
    ),
  ])
  const rows = await database.query<ListedRow>(
    `SELECT ${CHANGE_COLUMNS}, version, url, risk, time_corrected FROM changes FINAL WHERE ${where.sql}
     ORDER BY at DESC, id DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit: page.limit + 1 },
  )
  const wanted = rows.slice(0, page.limit)
  const suspects = await incidentsSuspecting(database, wanted)
  const items = wanted.map((row) => toListed(row, suspects.get(row.id) ?? []))
  const last = wanted.at(-1)
  return rows.length > page.limit && last
    ? { items, nextCursor: writeCursor([fromDatabaseTime(last.at), last.id]) }
    : { items }
}

function changeConditions(filter: ChangeFilter): (Condition | undefined)[] {
  return [
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.kind, 'kind IN {kind:Array(String)}', (kind) => ({ kind })),
    when(filter.entity, 'entity_name = {entity:String}', (entity) => ({ entity })),
    when(filter.service, 'service IN {service:Array(String)}', (service) => ({ service })),
    when(filter.from, "coalesce(ended_at, at) >= {from:DateTime64(3, 'UTC')}", (from) => ({
      from: timeParameter(from),
    })),
    when(filter.to, "at < {to:DateTime64(3, 'UTC')}", (to) => ({ to: timeParameter(to) })),
  ]
}

async function suspectedBy(database: Database, filter: ChangeFilter): Promise<Condition | undefined> {
  if (filter.incident === undefined) return undefined
  const row = await findIncidentRow(database, filter.incident, filter.scope)
  const ids = readList<SuspectChange>(row?.changes ?? '').map(({ id }) => id)
  return { sql: 'id IN {suspects:Array(String)}', parameters: { suspects: ids } }
}

interface SuspectingRow {
  change: string
  id: string
  title: string
  severity: Severity
  started_at: string
  place: number
  suspect: string
}

/** Incidents by the change that they suspect, of those that were alive when one of these changes was made or later. */
async function incidentsSuspecting(
  database: Database,
  rows: ChangeRow[],
): Promise<Map<string, SuspectingIncident[]>> {
  const first = rows.at(-1)
  if (!first) return new Map()
  const found = await database.query<SuspectingRow>(
    `SELECT JSONExtractString(suspect, 'id') AS change, id, title, severity, started_at, place, suspect
     FROM (SELECT id, title, severity, started_at, JSONExtractArrayRaw(changes) AS suspects
           FROM incidents FINAL
           WHERE scope IN {scopes:Array(String)} AND status != 'merged' AND changes NOT IN ('', '[]')
             AND updated_at >= {first:DateTime64(3, 'UTC')})
     ARRAY JOIN suspects AS suspect, arrayEnumerate(suspects) AS place
     WHERE change IN {ids:Array(String)} ORDER BY id ${BOUNDS}`,
    {
      scopes: [...new Set(rows.map((row) => row.scope))],
      first: first.at,
      ids: rows.map((row) => row.id),
    },
  )
  const suspecting = new Map<string, SuspectingIncident[]>()
  for (const row of found) {
    // The loader wrote it from a checked record.
    const { reasons }: Pick<SuspectChange, 'reasons'> = JSON.parse(row.suspect)
    const { id, title, severity } = row
    const startedAt = toRfc3339(row.started_at)
    const incident = { id, title, severity, startedAt, first: Number(row.place) === 1, reasons }
    const others = suspecting.get(row.change)
    if (others) others.push(incident)
    else suspecting.set(row.change, [incident])
  }
  return suspecting
}

function toListed(row: ListedRow, incidents: SuspectingIncident[]): Change {
  return {
    ...toChange(row),
    ...(row.version && { version: row.version }),
    ...(row.url && { url: row.url }),
    ...(row.risk && { risk: row.risk }),
    ...(row.time_corrected && { timeCorrected: row.time_corrected }),
    ...(incidents.length > 0 && { incidentIds: incidents.map(({ id }) => id), incidents }),
  }
}
