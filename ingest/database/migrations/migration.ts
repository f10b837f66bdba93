import type { Database } from '../database.ts'

/**
 * One step of the database's schema. It runs in order of versions, once; but a crash can come between its
 * statements and the note that it ran, and two processes can start at once, so each statement must be harmless when
 * repeated (IF NOT EXISTS). DDL names the database's cluster (ingest/database/cluster.ts).
 * A step that was released is never changed: the next change is the next step.
 */
export interface Migration {
  version: number
  name: string
  run(database: Pick<Database, 'execute' | 'cluster'>): Promise<void>
}
