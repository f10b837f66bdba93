import type { Row } from '../database/database.ts'

/** One insert: rows of the records at offsets `from` to `to` (both inclusive) and the token that names it. */
export interface Insert {
  rows: Row[]
  from: number
  to: number
  token: string
}

/** The rows of one record in one table. */
export interface RecordRows {
  offset: number
  rows: Row[]
}

const DAY_MS = 86_400_000
/** 1970-01-01 was a Thursday; the Monday of its week was three days before. */
const DAYS_SINCE_MONDAY = 3

/**
 * Cuts the rows of one table, in offset order, into inserts of at most `maxRows` rows (a record's rows are never
 * parted, so a large one makes a large insert). Each insert becomes one part of the table, which is there whole
 * or not at all: so the largest offset in the table tells what it holds.
 */
export function cutInserts(
  table: string,
  partition: string,
  records: readonly RecordRows[],
  maxRows: number,
): Insert[] {
  const inserts: Insert[] = []
  const partOf = tableParts(table)
  let current: Insert | undefined
  let currentPart = 0
  for (const { offset, rows } of records) {
    const part = partOf(rows)
    if (!current || part !== currentPart || current.rows.length + rows.length > maxRows) {
      current = { rows: [], from: offset, to: offset, token: '' }
      currentPart = part
      inserts.push(current)
    }
    for (const row of rows) current.rows.push(row)
    current.to = offset
    current.token = tokenOf(table, partition, current.from, offset)
  }
  return inserts
}

function tokenOf(table: string, partition: string, from: number, to: number): string {
  return `${table}:${partition}:${from}-${to}`
}

/** The same insert as two, each of about half of its records; undefined when it has one record only. */
export function halveInsert(
  table: string,
  partition: string,
  { rows }: Insert,
): [Insert, Insert] | undefined {
  const offsets = rows.map((row) => Number(row['log_offset']))
  const middle = Math.floor(offsets.length / 2)
  // Where the middle record begins, or else where it ends.
  let cut = offsets.indexOf(offsets[middle] ?? -1)
  if (cut <= 0) cut = offsets.findIndex((offset) => offset !== offsets[0])
  if (cut < 0) return undefined
  const part = (from: number, to: number): Insert => {
    const [first, last] = [offsets[from] ?? 0, offsets[to - 1] ?? 0]
    return {
      rows: rows.slice(from, to),
      from: first,
      to: last,
      token: tokenOf(table, partition, first, last),
    }
  }
  return [part(0, cut), part(cut, rows.length)]
}

/** Tells which part of a partitioned table a record's rows go to: events are partitioned by the week of their arrival. */
function tableParts(table: string): (rows: readonly Row[]) => number {
  if (table !== 'events') return () => 0
  let lastDate = ''
  let part = 0
  return (rows) => {
    const date = String(rows[0]?.['received_at']).slice(0, 10)
    if (date !== lastDate) {
      lastDate = date
      part = Math.floor((Date.parse(date) / DAY_MS + DAYS_SINCE_MONDAY) / 7)
    }
    return part
  }
}
