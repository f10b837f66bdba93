import { onCluster } from '../cluster.ts'
import type { Migration } from './migration.ts'

/** How each alert's entity was found. Of alerts that an earlier program correlated it is not known. */
export const sayHowEntitiesWereFound: Migration = {
  version: 7,
  name: 'say how entities were found',
  async run(database) {
    const alter = `ALTER TABLE alerts${onCluster(database.cluster)}`
    for (const [column, type, after] of COLUMNS)
      await database.execute(`${alter} ADD COLUMN IF NOT EXISTS ${column} ${type} AFTER ${after}`)
  },
}

const COLUMNS = [
  ['entity_rule', 'LowCardinality(String)', 'entity_name'],
  ['entity_label', 'LowCardinality(String)', 'entity_rule'],
  ['entity_said', 'String', 'entity_label'],
] as const
