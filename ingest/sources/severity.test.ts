import { expect, it } from 'vitest'
import { severityOfLabels, severityOfWord } from './severity.ts'

it.each([
  ['Critical', 'critical'],
  ['page', 'critical'],
  ['SEV-1', 'critical'],
  ['Disaster', 'critical'],
  ['error', 'high'],
  ['P2', 'high'],
  ['major', 'high'],
  ['warn', 'warning'],
  ['Average', 'warning'],
  ['none', 'info'],
  ['Not classified', 'info'],
])('%s is %s', (word, severity) => {
  expect(severityOfWord(word)).toBe(severity)
})

it('looks through the labels in order and falls back to warning', () => {
  expect(severityOfLabels({ severity: 'high', priority: 'p1' })).toBe('high')
  expect(severityOfLabels({ severity: 'tier-9', priority: 'p1' })).toBe('critical')
  expect(severityOfLabels({ level: 'info' })).toBe('info')
  expect(severityOfLabels({ constructor: 'x' })).toBe('warning')
  expect(severityOfWord('constructor')).toBeUndefined()
})
