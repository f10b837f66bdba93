import fc from 'fast-check'
import { expect, test } from 'vitest'
import { traceLayout } from './layout.ts'
import { series } from './series.ts'

const TO = Date.UTC(2026, 10, 19, 2, 33)
const FROM = TO - 3_600_000

function storm(peak: number) {
  const buckets = Array.from({ length: 60 }, (_, index) => ({
    at: new Date(FROM + index * 60_000).toISOString(),
    events: index < 40 ? 8 : peak,
    alerts: index < 40 ? 1 : 4,
    incidents: 0,
  }))
  return series(
    { from: new Date(FROM).toISOString(), to: new Date(TO).toISOString(), bucketSeconds: 60, buckets },
    TO,
  )
}

test('a storm is told in words', () => {
  const layout = traceLayout({
    width: 1440,
    tall: true,
    from: FROM,
    to: TO,
    series: storm(190),
    incidents: [{ id: 'a', name: 'INC-1', severity: 'critical', from: TO - 18 * 60_000 }],
    changes: [],
  })
  expect(layout.ends?.events).toBe('190 events/min')
  expect(layout.ends?.incidents).toBe('1 incident open')
  expect(layout.description).toContain('at most 190')
  expect(layout.heldLabel?.text).toBe('4,000 held back')
  expect(layout.lines[0]?.label.anchor).toBe('end')
})

test('all that is drawn stays on the paper, at any width and pressure', () => {
  const incident = fc.record({
    from: fc.integer({ min: -7_200_000, max: 3_600_000 }),
    lasted: fc.option(fc.integer({ min: 0, max: 7_200_000 }), { nil: undefined }),
  })
  fc.assert(
    fc.property(
      fc.integer({ min: 320, max: 2400 }),
      fc.integer({ min: 0, max: 100_000 }),
      fc.array(incident, { maxLength: 8 }),
      (width, peak, incidents) => {
        const lines = incidents.map((own, index) => {
          const from = FROM + own.from
          const line = { id: String(index), name: `INC-${index}`, severity: 'high' as const, from }
          return own.lasted === undefined ? line : { ...line, to: from + own.lasted }
        })
        const layout = traceLayout({
          width,
          tall: true,
          from: FROM,
          to: TO,
          series: storm(peak),
          incidents: lines,
          changes: [{ id: 'c', at: FROM + 100_000, text: 'config deploy' }],
        })
        expect(layout.nib?.y).toBeGreaterThanOrEqual(layout.paper.top)
        expect(layout.nib?.x).toBeLessThanOrEqual(layout.paper.right + layout.paper.bow)
        for (const line of layout.lines) {
          expect(line.x2).toBeLessThanOrEqual(layout.paper.right)
          expect(line.y).toBeLessThan(layout.paper.height)
        }
      },
    ),
  )
})

test('before anything was read there is paper and no pen', () => {
  const layout = traceLayout({ width: 1440, tall: true, from: FROM, to: TO, incidents: [], changes: [] })
  expect(layout.pen).toBe('')
  expect(layout.nib).toBeUndefined()
  expect(layout.values.length).toBeGreaterThan(2)
  expect(layout.times.labelled.length).toBeGreaterThan(3)
})
