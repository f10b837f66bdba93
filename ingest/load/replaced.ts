import type { RecordRows } from './inserts.ts'

/** What tells the things of a table apart whose state is told again and again, as large incidents grow: its sorting key. */
export const KEYS: Record<string, readonly string[]> = {
  alerts: ['scope', 'starts_at', 'id'],
  incidents: ['scope', 'id'],
}

/** The rows of a table, in offset order, without those that a later one of them replaces. */
export function withoutReplaced(table: string, records: readonly RecordRows[]): readonly RecordRows[] {
  const key = KEYS[table]
  if (!key) return records
  const seen = new Set<string>()
  const left: RecordRows[] = []
  for (const { offset, rows } of records.toReversed()) {
    const last = rows.toReversed().filter((row) => {
      const name = key.map((column) => String(row[column])).join('\u0000')
      if (seen.has(name)) return false
      seen.add(name)
      return true
    })
    if (last.length > 0) left.push({ offset, rows: last.reverse() })
  }
  return left.reverse()
}
