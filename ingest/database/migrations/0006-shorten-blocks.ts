import { onCluster } from '../cluster.ts'
import type { Migration } from './migration.ts'

/**
 * Compresses links in short blocks: a page of incidents reads a few rows from each of many places, and of a place
 * whole blocks. What is stored is compressed anew in the background.
 */
export const shortenBlocks: Migration = {
  version: 6,
  name: 'shorten blocks',
  async run(database) {
    const alter = `ALTER TABLE links${onCluster(database.cluster)}`
    await database.execute(`${alter} MODIFY SETTING min_compress_block_size = ${BLOCK_BYTES}`)
    await database.execute(`${alter} REWRITE PARTS`)
  },
}

/** ClickHouse's default is 64 KB: the ids of 4,000 links, of which 50 are read. */
const BLOCK_BYTES = 8192
