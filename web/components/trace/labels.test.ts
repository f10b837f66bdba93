import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cutText, placeLabels, textWidth } from './labels.ts'

const AREA = { left: 0, right: 1000, rows: 2, gap: 4 }

test('labels never cover each other or leave their area', () => {
  const wish = fc.record({ x: fc.integer({ min: 0, max: 1000 }), width: fc.integer({ min: 5, max: 400 }) })
  fc.assert(
    fc.property(fc.array(wish, { maxLength: 30 }), (wishes) => {
      const named = wishes.map((own, index) => ({ ...own, id: String(index) }))
      const placed = placeLabels(named, AREA)
      const spans = placed.map((label) => {
        const width = named[Number(label.id)]?.width ?? 0
        return label.anchor === 'end'
          ? { row: label.row, from: label.x - width, to: label.x }
          : { row: label.row, from: label.x, to: label.x + width }
      })
      for (const [index, span] of spans.entries()) {
        expect(span.from).toBeGreaterThanOrEqual(AREA.left)
        expect(span.to).toBeLessThanOrEqual(AREA.right)
        for (const other of spans.slice(index + 1)) {
          const apart = span.row !== other.row || span.to <= other.from || other.to <= span.from
          expect(apart).toBe(true)
        }
      }
    }),
  )
})

test('the first label gets its place before later ones', () => {
  const placed = placeLabels(
    [
      { id: 'a', x: 500, width: 480 },
      { id: 'b', x: 510, width: 480 },
      { id: 'c', x: 505, width: 900 },
    ],
    { ...AREA, rows: 1 },
  )
  expect(placed).toEqual([
    { id: 'a', x: 496, anchor: 'end', row: 0 },
    { id: 'b', x: 514, anchor: 'start', row: 0 },
  ])
})

test('a cut text fits and says that it was cut', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: 'grapheme', maxLength: 80 }),
      fc.integer({ min: 20, max: 300 }),
      (text, width) => {
        const cut = cutText(text, 12, width)
        expect(textWidth(cut, 12)).toBeLessThanOrEqual(width + 1e-9)
        if (cut !== text) expect(cut.endsWith('…')).toBe(true)
      },
    ),
  )
})
