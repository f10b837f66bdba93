import { z } from 'zod'
import type { Database } from '../../ingest/database/database.ts'
import type { Lesson } from '../../schema/api/lesson.ts'
import type { Page } from '../../schema/api/list.ts'
import type { Actor } from '../../schema/records/command.ts'
import type { LessonEnd, LessonKind } from '../../schema/records/lesson.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { cursorTime, readCursor, writeCursor } from './cursor.ts'
import { readList } from './incident-row.ts'
import type { PageOptions } from './list-alerts.ts'
import { fromDatabaseTime, timeParameter, toRfc3339 } from './time.ts'

/** Which lessons; every part that is given must hold. */
export interface LessonFilter {
  scope?: string | undefined
  id?: string | undefined
  kind?: LessonKind[] | undefined
  /** The incident that they were learned from. */
  incident?: string | undefined
  /** The command that taught them. */
  command?: string | undefined
  /** Those that hold no more, or those in force. */
  ended?: boolean | undefined
}

interface LessonRow {
  scope: string
  id: string
  kind: LessonKind
  by_kind: Actor['kind']
  by_name: string
  at: string
  incident_id: string
  alert: string
  entity: string
  service: string
  others: string
  critical: boolean
  decided: number
  last_decided_at: string | null
  ended_at: string | null
  ended_why: LessonEnd
  ended_by_kind: Actor['kind'] | ''
  ended_by_name: string
}

const COLUMNS = `scope, id, kind, by_kind, by_name, at, incident_id, alert, entity, service, others, critical, decided,
  last_decided_at, ended_at, ended_why, ended_by_kind, ended_by_name`

const cursorKey = z.tuple([cursorTime, z.string()])

/** What was learned from people, the last lesson first. Throws CursorError. */
export async function listLessons(
  database: Database,
  filter: LessonFilter,
  page: PageOptions,
): Promise<Page<Lesson>> {
  const after = page.cursor === undefined ? undefined : readCursor(page.cursor, cursorKey)
  const where = allOf([
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.id, 'id = {id:String}', (id) => ({ id })),
    when(filter.kind, 'kind IN {kind:Array(String)}', (kind) => ({ kind })),
    when(filter.incident, 'incident_id = {incident:String}', (incident) => ({ incident })),
    when(filter.command, 'command_id = {command:String}', (command) => ({ command })),
    when(filter.ended, '(ended_at IS NOT NULL) = {ended:Bool}', (ended) => ({ ended })),
    when(
      after,
      "at < {afterAt:DateTime64(3, 'UTC')} OR (at = {afterAt:DateTime64(3, 'UTC')} AND id < {afterId:String})",
      ([at, id]) => ({ afterAt: timeParameter(at), afterId: id }),
    ),
  ])
  const rows = await database.query<LessonRow>(
    `SELECT ${COLUMNS} FROM lessons FINAL WHERE ${where.sql}
     ORDER BY at DESC, id DESC LIMIT {limit:UInt32} ${BOUNDS}`,
    { ...where.parameters, limit: page.limit + 1 },
  )
  const wanted = rows.slice(0, page.limit)
  const items = wanted.map(toLesson)
  const last = wanted.at(-1)
  return rows.length > page.limit && last
    ? { items, nextCursor: writeCursor([fromDatabaseTime(last.at), last.id]) }
    : { items }
}

/** What was learned of a command that was given, 100 lessons at most. */
export async function lessonsOfCommand(
  database: Database,
  { scope, id }: { scope: string; id: string },
): Promise<Lesson[]> {
  return (await listLessons(database, { scope, command: id }, { limit: 100 })).items
}

/** The lesson of an id, undefined when there is none. Without `scope` in any scope. */
export async function findLesson(
  database: Database,
  id: string,
  scope?: string,
): Promise<Lesson | undefined> {
  return (await listLessons(database, { id, scope }, { limit: 1 })).items[0]
}

function toLesson(row: LessonRow): Lesson {
  return {
    id: row.id,
    scope: row.scope,
    kind: row.kind,
    by: { kind: row.by_kind, name: row.by_name },
    at: toRfc3339(row.at),
    ...(row.incident_id && { incidentId: row.incident_id }),
    ...(row.alert && { alert: row.alert }),
    ...(row.entity && { entity: row.entity }),
    ...(row.service && { service: row.service }),
    others: readList<Lesson['others'][number]>(row.others),
    ...(row.kind === 'noise' && { critical: row.critical }),
    decided: row.decided,
    ...(row.last_decided_at && { lastDecidedAt: toRfc3339(row.last_decided_at) }),
    ...(row.ended_at && {
      ended: {
        at: toRfc3339(row.ended_at),
        why: row.ended_why,
        ...(row.ended_by_kind && { by: { kind: row.ended_by_kind, name: row.ended_by_name } }),
      },
    }),
  }
}
