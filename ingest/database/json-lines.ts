import { setImmediate } from 'node:timers/promises'
import type { Row } from './database.ts'

/** Text made between two turns of the event loop: a few milliseconds. */
const LENGTH_PER_TURN = 256 * 1024

/** Rows as JSONEachRow text, in pieces, giving the event loop a turn after each. */
export async function* jsonLines(rows: readonly Row[]): AsyncGenerator<string> {
  let text = ''
  for (const row of rows) {
    text += `${JSON.stringify(row)}\n`
    if (text.length < LENGTH_PER_TURN) continue
    yield wellFormed(text)
    text = ''
    await setImmediate()
  }
  if (text) yield wellFormed(text)
}

const BACKSLASH_OR_LONE_SURROGATE = /\\(\\|ud[89a-f][0-9a-f]{2})/g

/**
 * JSON.stringify writes half of a surrogate pair as an escape, which ClickHouse refuses; it becomes the
 * replacement character, as it would in UTF-8.
 */
function wellFormed(json: string): string {
  if (!json.includes('\\ud')) return json
  return json.replace(BACKSLASH_OR_LONE_SURROGATE, (whole, second) => (second === '\\' ? whole : '\\ufffd'))
}
