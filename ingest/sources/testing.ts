import { readFileSync } from 'node:fs'
import type { Source } from './source.ts'

/** Arrival of every payload in the tests of sources: 2026-03-01T03:05:00Z. */
const ARRIVED_AT = Date.parse('2026-03-01T03:05:00Z')

/** A recorded payload. */
export function fixture(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`./fixtures/${name}.json`, import.meta.url), 'utf8'))
}

/** What a source makes of each piece of a payload that arrives at ARRIVED_AT; resolve timeout 5 min. */
export function mapAll(source: Source, body: unknown): unknown[] {
  const { pieces, envelope } = source.cut(body)
  const context = { arrivedAt: ARRIVED_AT, resolveTimeoutMs: 300_000, newId: () => 'new-id', envelope }
  return pieces.map((piece) => source.map(piece, context))
}
