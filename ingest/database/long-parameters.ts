import type { Parameters } from './database.ts'

/** Bytes of a bound value; a server refuses more than 128 KiB by default (http_max_field_value_size). */
const MAX_BYTES = 120_000

/**
 * The same statement with each array that is too long for one bound value cut into several, which the server puts
 * together again. Other values stay as they are.
 */
export function splitLongParameters(
  sql: string,
  parameters: Parameters,
): { sql: string; parameters: Parameters } {
  let statement = sql
  const split: Parameters = {}
  for (const [name, value] of Object.entries(parameters)) {
    const pieces = Array.isArray(value) ? piecesOf(value) : [value]
    if (pieces.length <= 1) {
      split[name] = value
      continue
    }
    const names = pieces.map((_, index) => `${name}__${index}`)
    names.forEach((piece, index) => {
      split[piece] = pieces[index]
    })
    statement = statement.replaceAll(new RegExp(`\\{\\s*${name}\\s*:([^}]*)\\}`, 'g'), (_, type: string) => {
      return `arrayConcat(${names.map((piece) => `{${piece}:${type}}`).join(', ')})`
    })
  }
  return { sql: statement, parameters: split }
}

function piecesOf(values: readonly unknown[]): unknown[][] {
  const pieces: unknown[][] = []
  let room = 0
  for (const value of values) {
    // Each character may be escaped, and there are quotes and a comma.
    const bytes = 2 * Buffer.byteLength(String(value)) + 3
    if (bytes > room) {
      pieces.push([])
      room = MAX_BYTES
    }
    pieces.at(-1)?.push(value)
    room -= bytes
  }
  return pieces
}
