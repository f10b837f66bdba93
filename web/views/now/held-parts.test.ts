import { expect, test } from 'vitest'
import { heldParts } from './held-parts.ts'

test('what was held back is told by kind, and nothing that is zero', () => {
  const { parts, rows } = heldParts({
    suppressed: {
      duplicate: 2072,
      flapping: 19,
      silenced: 11,
      inhibited: 0,
      maintenance: 6,
      noise: 0,
      correlated: 199,
    },
  })
  expect(parts.map((part) => part.kind)).toEqual([
    'duplicate',
    'correlated',
    'flapping',
    'silenced',
    'maintenance',
  ])
  expect(rows.map((row) => row.parts.map(({ events, words }) => `${events} ${words}`))).toEqual([
    ['2072 repeats of an alert already known'],
    ['199 joined to an incident already known'],
    ['19 flapping', '11 silenced', '6 maintenance'],
  ])
})

test('nothing held back has no parts', () => {
  const suppressed = {
    duplicate: 0,
    flapping: 0,
    silenced: 0,
    inhibited: 0,
    maintenance: 0,
    noise: 0,
    correlated: 0,
  }
  expect(heldParts({ suppressed })).toEqual({ parts: [], rows: [] })
})
