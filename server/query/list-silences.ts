import type { Database } from '../../ingest/database/database.ts'
import type { SilenceState } from '../../schema/records/silence.ts'
import { BOUNDS } from './bounds.ts'
import { allOf, when } from './condition.ts'
import { heldNow } from './held-now.ts'
import { toRfc3339 } from './time.ts'
import { tooBroad } from './too-broad.ts'

interface SilenceRow {
  scope: string
  id: string
  matchers: string
  starts_at: string
  ends_at: string
  recurrence: string
  comment: string
  created_by: string
  updated_at: string
}

const COLUMNS = 'scope, id, matchers, starts_at, ends_at, recurrence, comment, created_by, updated_at'
const MAX_SILENCES = 10_000

/** A silence with how many alerts it holds back now, and a warning when these are more than half of what fires. */
export type HoldingSilence = SilenceState & { holding: number; warning?: string }

/** Silences as last set, those that end last first, each with what it holds back now. */
export async function listSilences(
  database: Database,
  filter: { scope?: string | undefined; id?: string | undefined },
): Promise<HoldingSilence[]> {
  const where = allOf([
    when(filter.scope, 'scope = {scope:String}', (scope) => ({ scope })),
    when(filter.id, 'id = {id:String}', (id) => ({ id })),
  ])
  const rows = await database.query<SilenceRow>(
    `SELECT ${COLUMNS} FROM silences FINAL WHERE ${where.sql}
     ORDER BY ends_at DESC, id LIMIT ${MAX_SILENCES} ${BOUNDS}`,
    where.parameters,
  )
  if (rows.length === 0) return []
  const held = await heldNow(database, [...new Set(rows.map((row) => row.scope))], 'silenced')
  return rows.map((row) => {
    const holding = held.heldBy(row.scope, row.id)
    const broad = tooBroad(holding, held.firing.get(row.scope) ?? 0)
    return {
      id: row.id,
      scope: row.scope,
      matchers: JSON.parse(row.matchers),
      startsAt: toRfc3339(row.starts_at),
      endsAt: toRfc3339(row.ends_at),
      ...(row.recurrence && { recurrence: JSON.parse(row.recurrence) }),
      comment: row.comment,
      createdBy: row.created_by,
      updatedAt: toRfc3339(row.updated_at),
      holding,
      ...(broad !== undefined && { warning: `It holds back ${broad}.` }),
    }
  })
}
