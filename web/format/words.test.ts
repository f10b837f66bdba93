import { expect, test } from 'vitest'
import { changeLine, changeWord, confidenceWord, incidentName, severityRank } from './words.ts'

test.each([
  [1, 'certain'],
  [0.946, 'certain'],
  [0.944, 'very likely'],
  [0.9, 'very likely'],
  [0.86, 'likely'],
  [0.7, 'likely'],
  [0.54, 'possible'],
  [0.394, 'unlikely'],
  [0, 'unlikely'],
])('a confidence of %d is %s', (confidence, word) => {
  expect(confidenceWord(confidence)).toBe(word)
})

test('severities are ordered', () => {
  expect(severityRank('critical')).toBeGreaterThan(severityRank('high'))
  expect(severityRank('warning')).toBeGreaterThan(severityRank('info'))
})

test('changes and incidents have names', () => {
  expect(changeWord('feature_flag')).toBe('Feature flag')
  expect(changeWord('moved_rack')).toBe('moved_rack')
  expect(changeLine('scale', 'scale api 12 to 18')).toBe('scale api 12 to 18')
  expect(changeLine('feature_flag', 'new-cart on')).toBe('feature flag new-cart on')
  expect(incidentName('INC-2291')).toBe('INC-2291')
  expect(incidentName('01J9Z3K4Q5R6S7T8ABCD')).toBe('…S7T8ABCD')
})
