import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cutInserts, halveInsert, type Insert } from './inserts.ts'

const record = fc.record({
  size: fc.integer({ min: 1, max: 30 }),
  receivedAt: fc.date({ min: new Date('2000-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
})

/** Records at offsets 10, 11, ... whose rows carry when they arrived. */
function recordsOf(drawn: { size: number; receivedAt: Date }[]) {
  return drawn.map(({ size, receivedAt }, index) => ({
    offset: 10 + index,
    rows: Array.from({ length: size }, (_, i) => ({
      i,
      received_at: receivedAt.toISOString().replace('T', ' ').slice(0, 23),
    })),
  }))
}

/** The Monday before, as ClickHouse's toMonday has it. */
function monday(receivedAt: unknown): string {
  const date = new Date(`${String(receivedAt).slice(0, 10)}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

describe('cutting inserts', () => {
  test('loses and reorders nothing, parts no record, and names each insert by its offsets', () => {
    fc.assert(
      fc.property(fc.array(record), fc.integer({ min: 1, max: 50 }), (drawn, maxRows) => {
        const records = recordsOf(drawn)
        const inserts = cutInserts('alerts', 'p-0', records, maxRows)
        expect(inserts.flatMap(({ rows }) => rows)).toEqual(records.flatMap(({ rows }) => rows))
        for (const { rows, from, to, token } of inserts) {
          const within = records.filter(({ offset }) => offset >= from && offset <= to)
          expect(rows).toEqual(within.flatMap((one) => one.rows))
          expect(rows.length <= maxRows || from === to).toBe(true)
          expect(token).toBe(`alerts:p-0:${from}-${to}`)
        }
      }),
    )
  })

  test('halved until nothing can be halved, each record is an insert, in order', () => {
    const halved = (insert: Insert): Insert[] =>
      halveInsert('alerts', 'p-0', insert)?.flatMap(halved) ?? [insert]
    fc.assert(
      fc.property(fc.array(record, { minLength: 1 }), (drawn) => {
        const records = recordsOf(drawn).map(({ offset, rows }) => ({
          offset,
          rows: rows.map((row) => ({ ...row, log_offset: offset })),
        }))
        const parts = cutInserts('alerts', 'p-0', records, 1_000_000).flatMap(halved)
        expect(parts).toEqual(
          records.map(({ offset, rows }) => ({
            rows,
            from: offset,
            to: offset,
            token: `alerts:p-0:${offset}-${offset}`,
          })),
        )
      }),
    )
  })

  test('events of different weeks of arrival never share an insert, those of one week do', () => {
    fc.assert(
      fc.property(fc.array(record), (drawn) => {
        const inserts = cutInserts('events', 'p-0', recordsOf(drawn), 1_000_000)
        const weeks = inserts.map(({ rows }) => new Set(rows.map((row) => monday(row['received_at']))))
        for (const week of weeks) expect(week.size).toBe(1)
        const sequence = weeks.map((week) => [...week][0])
        sequence.forEach((week, index) => {
          expect(week).not.toBe(sequence[index + 1])
        })
      }),
    )
  })
})
