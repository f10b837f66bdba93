import type { Row } from '../../database/database.ts'

/** The tables that the loader fills (schema/tables). */
export type TableName =
  | 'events'
  | 'correlations'
  | 'event_decisions'
  | 'event_minutes'
  | 'changes'
  | 'topology_nodes'
  | 'topology_edges'
  | 'topology_replacements'
  | 'rejects'
  | 'alerts'
  | 'links'
  | 'incidents'
  | 'notifications'
  | 'silences'
  | 'lessons'
  | 'commands'

/** The rows that one record becomes, by table. */
export type TableRows = Partial<Record<TableName, Row[]>>

/** Where on the log a row comes from. */
export interface LogPosition {
  log_partition: string
  log_offset: number
}
