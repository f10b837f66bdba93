import { TABLES } from '../../../schema/tables/tables.ts'
import { createStatement } from './0001-create-tables.ts'
import type { Migration } from './migration.ts'

/** Creates the table of who answered for which inputs, in databases older than it. */
export const createCorrelations: Migration = {
  version: 2,
  name: 'create correlations',
  async run(database) {
    for (const table of TABLES)
      if (table.name === 'correlations') await database.execute(createStatement(table, database.cluster))
  },
}
