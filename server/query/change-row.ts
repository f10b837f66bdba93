import type { ChangeRecord } from '../../schema/records/change.ts'
import { toRfc3339 } from './time.ts'

/** Columns of `changes` that say what was changed, where, when and by whom. */
export const CHANGE_COLUMNS =
  'scope, id, source, kind, at, ended_at, by, entity_type, entity_name, service, summary, received_at'

/** A row of CHANGE_COLUMNS. */
export interface ChangeRow {
  scope: string
  id: string
  source: string
  kind: ChangeRecord['kind']
  at: string
  ended_at: string | null
  by: string
  entity_type: string
  entity_name: string
  service: string
  summary: string
  received_at: string
}

/** What a row says of a change. */
export function toChange(row: ChangeRow): Omit<ChangeRecord, 'type'> {
  return {
    id: row.id,
    source: row.source,
    scope: row.scope,
    kind: row.kind,
    at: toRfc3339(row.at),
    ...(row.ended_at !== null && { endedAt: toRfc3339(row.ended_at) }),
    by: row.by,
    ...(row.entity_name && { entity: { type: row.entity_type, name: row.entity_name } }),
    ...(row.service && { service: row.service }),
    summary: row.summary,
    receivedAt: toRfc3339(row.received_at),
  }
}
