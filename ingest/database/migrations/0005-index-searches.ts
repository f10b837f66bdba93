import { onCluster } from '../cluster.ts'
import type { Migration } from './migration.ts'

/** Indexes that tell where what is asked for does not occur. Of what is stored they are made in the background. */
export const indexSearches: Migration = {
  version: 5,
  name: 'index searches',
  async run(database) {
    for (const [table, name, index] of INDEXES) {
      const alter = `ALTER TABLE ${table}${onCluster(database.cluster)}`
      await database.execute(`${alter} ADD INDEX IF NOT EXISTS ${name} ${index} GRANULARITY 1`)
      await database.execute(`${alter} MATERIALIZE INDEX ${name}`)
    }
  },
}

const WORDS = "lowerUTF8(concat(name, '\\n', summary, '\\n', service, '\\n', entity_name))"
const INDEXES = [
  ['events', 'by_sender', 'source TYPE set(64)'],
  ['alerts', 'by_words', `${WORDS} TYPE ngrambf_v1(4, 16384, 2, 0)`],
  ['alerts', 'by_part_of_id', 'lowerUTF8(id) TYPE ngrambf_v1(4, 16384, 1, 0)'],
  ['alerts', 'by_label', 'mapValues(labels) TYPE bloom_filter(0.01)'],
  ['alerts', 'by_name', 'name TYPE bloom_filter(0.01)'],
  ['alerts', 'by_service', 'service TYPE bloom_filter(0.01)'],
  ['alerts', 'by_entity', 'entity_name TYPE bloom_filter(0.01)'],
] as const
