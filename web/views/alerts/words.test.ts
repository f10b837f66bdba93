import { expect, test } from 'vitest'
import { headline, qualification, stateWord } from './words.ts'

test.each([
  [0, {}, undefined, 'No alert is open.'],
  [1, {}, undefined, 'One alert is open.'],
  [250_000, {}, undefined, '250,000 alerts are open.'],
  [3, { filter: 'a=b' }, undefined, 'Three open alerts match.'],
  [1, { q: 'x' }, undefined, 'One open alert matches.'],
  [0, { q: 'x' }, undefined, 'No open alert matches.'],
  [12, { state: 'resolved' as const }, 'last hour', '12 resolved alerts of the last hour.'],
  [0, { state: 'all' as const }, 'last hour', 'No alerts of the last hour.'],
  [2, { state: 'all' as const, held: 'silenced' }, 'last hour', 'Two alerts of the last hour match.'],
])('%d alerts of %o', (total, search, words, sentence) => {
  expect(headline(total, search, words)).toBe(sentence)
})

test('the worst and what is held back is said in addition', () => {
  const facet = (name: string, values: Record<string, number>) => ({
    name,
    distinct: Object.keys(values).length,
    values: Object.entries(values).map(([value, count]) => ({ value, count })),
  })
  const facets = {
    total: 9,
    labels: [facet('severity', { info: 3, critical: 1200, high: 2 })],
    fields: [facet('held', { nothing: 5, silenced: 3, flapping: 1 })],
  }
  expect(qualification(facets)).toBe('1,200 critical, 2 high, 4 held back.')
  expect(qualification({ total: 0, labels: [], fields: [] })).toBe('')
})

test('a state is told by what matters most of it', () => {
  const suppressedBy = { kind: 'maintenance' as const, id: 'm', text: '' }
  expect(stateWord({ status: 'resolved', flapping: true, suppressedBy })).toBe('Resolved')
  expect(stateWord({ status: 'firing', flapping: true, suppressedBy })).toBe('In maintenance')
  expect(stateWord({ status: 'firing', flapping: true })).toBe('Flapping')
  expect(stateWord({ status: 'acknowledged', flapping: false })).toBe('Acknowledged')
})
