import { setImmediate } from 'node:timers/promises'
import type { Row } from './database.ts'

/** Text made between two turns of the event loop, about: a few milliseconds. */
const LENGTH_PER_TURN = 256 * 1024
/** Rows that are made text in one go: fewer where they are long. */
const MOST_AT_ONCE = 256

/** Rows as JSONEachRow text, which a comma may part as well, in pieces, giving the event loop a turn after each. */
export async function* jsonLines(rows: readonly Row[]): AsyncGenerator<string> {
  let atOnce = 1
  for (let from = 0; from < rows.length; ) {
    const next = rows.slice(from, from + atOnce)
    const text = JSON.stringify(next)
    yield wellFormed(`${text.slice(1, -1)}\n`)
    from += next.length
    atOnce = Math.ceil(Math.min(MOST_AT_ONCE, (LENGTH_PER_TURN * next.length) / text.length))
    if (from < rows.length) await setImmediate()
  }
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
