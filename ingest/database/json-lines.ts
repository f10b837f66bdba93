import { setImmediate } from 'node:timers/promises'
import type { Row } from './database.ts'

/** Rows made into text between two turns of the event loop: some milliseconds. */
const ROWS_PER_TURN = 1000

/** Rows as JSONEachRow text, in pieces, giving the event loop a turn after each. */
export async function* jsonLines(rows: readonly Row[]): AsyncGenerator<string> {
  for (let start = 0; start < rows.length; start += ROWS_PER_TURN) {
    let text = ''
    for (const row of rows.slice(start, start + ROWS_PER_TURN)) text += `${JSON.stringify(row)}\n`
    yield text
    await setImmediate()
  }
}
