import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Authority, counts } from '../../../ingest/log/authority.ts'
import { decodeHead } from '../../../ingest/log/decode-entry.ts'
import { type CorrelationRecord, emptyFindings } from '../../../schema/records/correlation.ts'
import { cutFindings } from './cut-findings.ts'

const OWNER = 'b9a0c1f2-0000-4000-8000-000000000001'
const FROM = 40
const TO = 90
const MAX = 2_000

const thing = fc.record({ id: fc.string(), text: fc.string({ maxLength: 300, unit: 'binary' }) })
const things = fc.array(thing, { maxLength: 60 })
/** What is cut does not look into its things, so any things will do. */
const findings = fc
  .record({
    events: fc.array(fc.record({ offset: fc.nat(), moved: fc.boolean() }), { maxLength: 60 }),
    alerts: things,
    removedAlerts: things,
    incidents: things,
    links: things,
    notifications: things,
    silences: things,
    commands: things,
  })
  .map(
    (lists) =>
      ({ type: 'correlation', input: { from: FROM, to: TO }, ...lists }) as unknown as CorrelationRecord,
  )

function read(values: Uint8Array[]): CorrelationRecord[] {
  return values.map((value) => JSON.parse(Buffer.from(value).toString()) as CorrelationRecord)
}

/** Whether each of these values counts, when read in this order by one who has answered this far. */
function judge(values: Uint8Array[], authority: Authority): boolean[] {
  return values.map((value, index) => {
    const entry = { offset: 100 + index, appendedAt: 0, key: '', value }
    const head = decodeHead(entry, 'p', { scope: 'default', clockToleranceMs: 0 })
    return head.ok && head.record.type === 'correlation' && counts(authority, head.record)
  })
}

const LISTS = [
  'alerts',
  'removedAlerts',
  'incidents',
  'links',
  'notifications',
  'silences',
  'commands',
] as const

describe('findings that are cut', () => {
  test('hold all, each record within the bound, and all of them count, once', () => {
    fc.assert(
      fc.property(findings, (found) => {
        const { values, leftOut } = cutFindings(found, OWNER, MAX)
        expect(leftOut).toEqual([])
        for (const value of values) expect(value.length).toBeLessThanOrEqual(MAX)
        const parts = read(values)
        for (const list of LISTS)
          expect(parts.flatMap((part) => part[list] as unknown[])).toEqual(found[list])
        const byOffset = (a: object, b: object) => JSON.stringify(a).localeCompare(JSON.stringify(b))
        expect(parts.flatMap(({ events }) => events).sort(byOffset)).toEqual([...found.events].sort(byOffset))
        const authority: Authority = { owner: OWNER, answered: FROM - 3 }
        expect(judge(values, authority)).toEqual(values.map(() => true))
        expect(authority.answered).toBe(TO)
        expect(judge(values, authority)).toEqual(values.map(() => false))
      }),
      { numRuns: 200 },
    )
  })

  test('what was begun and not ended is known, answers for nothing, and the next owner’s counts', () => {
    fc.assert(
      fc.property(findings, fc.nat(), (found, seed) => {
        const { values } = cutFindings(found, OWNER, MAX)
        fc.pre(values.length > 1)
        const begun = values.slice(0, 1 + (seed % (values.length - 1)))
        const authority: Authority = { owner: OWNER, answered: FROM }
        expect(judge(begun, authority)).toEqual(begun.map(() => true))
        expect(authority).toEqual({ owner: OWNER, answered: FROM, begun: TO })
        counts(authority, { type: 'claim', owner: 'next' })
        expect(judge(values.slice(begun.length), authority)).not.toContain(true)
        const again = cutFindings(found, 'next', MAX).values
        expect(judge(again, authority)).toEqual(again.map(() => true))
        expect(authority.answered).toBe(TO)
      }),
      { numRuns: 200 },
    )
  })

  test('what is counted is in the last record, where that holds it', () => {
    const many = Array.from({ length: 40 }, (_, index) => ({ id: `${index}`, text: 'x'.repeat(100) }))
    const found = {
      type: 'correlation',
      input: { from: FROM, to: TO },
      events: [{ offset: 41 }, { offset: 12, moved: true }],
      alerts: many,
      removedAlerts: [],
      incidents: [],
      links: [],
      notifications: [{ reason: 'opened' }],
      silences: [],
      commands: [{ id: 'c' }],
    } as unknown as CorrelationRecord
    const parts = read(cutFindings(found, OWNER, MAX).values)
    expect(parts.length).toBeGreaterThan(2)
    expect(parts.at(-1)).toMatchObject({
      input: { from: FROM, to: TO },
      events: [{ offset: 41 }],
      notifications: [{ reason: 'opened' }],
      commands: [{ id: 'c' }],
    })
    for (const part of parts.slice(0, -1)) {
      expect(part).toMatchObject({
        input: { from: FROM, to: FROM, until: TO },
        notifications: [],
        commands: [],
      })
    }
  })

  test('what alone is larger than a record may be is left out and named', () => {
    const huge = { id: 'huge', text: 'x'.repeat(MAX) }
    const found = {
      type: 'correlation',
      input: { from: FROM, to: TO },
      ...emptyFindings(),
      alerts: [huge, { id: 'small' }],
    } as unknown as CorrelationRecord
    const { values, leftOut } = cutFindings(found, OWNER, MAX)
    expect(leftOut).toEqual(['alerts'])
    expect(read(values).flatMap(({ alerts }) => alerts)).toEqual([{ id: 'small' }])
    expect(read(values).at(-1)?.input).toEqual({ from: FROM, to: TO })
  })
})
