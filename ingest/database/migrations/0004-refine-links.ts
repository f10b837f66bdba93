import { TABLES } from '../../../schema/tables/tables.ts'
import { onCluster } from '../cluster.ts'
import { createStatement } from './0001-create-tables.ts'
import type { Migration } from './migration.ts'

/** The table of links until now. */
const BEFORE = 'incident_links'
const COLUMNS = 'scope, incident_id, alert_id, joined_by, loaded_at, is_deleted, log_partition, log_offset'

/**
 * Moves the links into a table whose marks are closer, which no ALTER can make of the one that is there. Nobody writes
 * to the old table any more, and a row that is copied twice counts once, so whoever does this again or at the same time
 * does no harm.
 */
export const refineLinks: Migration = {
  version: 4,
  name: 'refine links',
  async run(database) {
    const cluster = onCluster(database.cluster)
    for (const table of TABLES)
      if (table.name === 'links') await database.execute(createStatement(table, database.cluster))
    // ClickHouse's default is the faster LZ4, which takes twice the space.
    await database.execute(`ALTER TABLE links${cluster} MODIFY SETTING default_compression_codec = 'ZSTD(1)'`)
    // By its name it could not be read where it is gone already.
    await database.execute(
      `INSERT INTO links (${COLUMNS})
       SELECT ${COLUMNS} FROM merge(currentDatabase(), '^(links|${BEFORE})$') WHERE _table = '${BEFORE}'
       SETTINGS ${WHOLE}${database.cluster === undefined ? '' : QUORUM}`,
    )
    await database.execute(`DROP TABLE IF EXISTS ${BEFORE}${cluster} SYNC`)
  },
}

/** Every row as it was, also what another replica has just taken in, and whatever was copied before. */
const WHOLE = `insert_deduplicate = 0, optimize_on_insert = 0, select_sequential_consistency = 1, max_execution_time = 0`
/** As every insert into a cluster (ingest/database/server.ts). */
const QUORUM = ", insert_quorum = 'auto', insert_quorum_parallel = 0"
