import { ALERT_TEXTS } from '../../schema/tables/tables.ts'
import type { Condition } from './condition.ts'

const COLUMNS = ['name', 'summary', 'service', 'entity_name', 'id']

/** Text that the indexes of parts of four characters can lead to. */
const INDEXED = /^[\x20-\x7e]{4,}$/

/** The condition that a text occurs in an alert's name, summary, service, entity or id, in upper or lower case. */
export function containing(text: string): Condition {
  const parameters = { q: text }
  if (text.includes('\n')) {
    return { sql: `${position(`concat(${COLUMNS.join(", '\\n', ")})`)}`, parameters }
  }
  const found = COLUMNS.map(position).join(' OR ')
  if (!INDEXED.test(text)) return { sql: found, parameters }
  // Lower case takes in whatever matches a text of ASCII, so that the indexes rule out no row that matches.
  const indexed = Object.values(ALERT_TEXTS).map((column) => `${column} LIKE {likeQ:String}`)
  const likeQ = `%${text.toLowerCase().replace(/[\\%_]/g, '\\$&')}%`
  return { sql: `(${indexed.join(' OR ')}) AND (${found})`, parameters: { ...parameters, likeQ } }
}

function position(column: string): string {
  return `positionCaseInsensitiveUTF8(${column}, {q:String}) > 0`
}
