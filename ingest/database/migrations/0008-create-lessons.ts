import { TABLES } from '../../../schema/tables/tables.ts'
import { createStatement } from './0001-create-tables.ts'
import type { Migration } from './migration.ts'

/** Creates the table of what was learned from people, in databases older than it. */
export const createLessons: Migration = {
  version: 8,
  name: 'create lessons',
  async run(database) {
    for (const table of TABLES)
      if (table.name === 'lessons') await database.execute(createStatement(table, database.cluster))
  },
}
