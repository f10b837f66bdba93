import { expect, test } from 'vitest'
import type { Incident } from '../../../schema/api/views.ts'
import { rankIncidents, titleOf, verdict } from './ranking.ts'

function incident(id: string, parts: Partial<Incident>): Incident {
  return {
    id,
    scope: 'default',
    status: 'open',
    severity: 'warning',
    title: id,
    startedAt: '2026-11-19T02:00:00.000Z',
    updatedAt: '2026-11-19T02:00:00.000Z',
    counts: { events: 1, alerts: 1, entities: 1 },
    services: [],
    causes: [],
    changes: [],
    actions: [],
    links: [],
    ...parts,
  }
}

test('what needs a person comes first, then severity, who is alone, how far it reaches, and age', () => {
  const list = [
    incident('old', { severity: 'high', startedAt: '2026-11-19T01:00:00.000Z' }),
    incident('wide', { severity: 'high', services: ['a', 'b'] }),
    incident('taken', { severity: 'high', status: 'acknowledged', services: ['a', 'b', 'c'] }),
    incident('worst', { severity: 'critical', status: 'acknowledged' }),
    incident('young', { severity: 'high' }),
    incident('late', { severity: 'critical', startedAt: '2026-11-19T03:00:00.000Z' }),
    incident('mild', { severity: 'info', services: ['a', 'b', 'c', 'd'] }),
  ]
  const ranked = rankIncidents(list).map((each) => each.id)
  expect(ranked).toEqual(['late', 'wide', 'old', 'young', 'worst', 'taken', 'mild'])
  expect(rankIncidents([...list].reverse()).map((each) => each.id)).toEqual(ranked)
})

test.each([
  [[], 'All calm. Nothing needs you.'],
  [[incident('a', { severity: 'critical' })], 'One incident needs you.'],
  [[incident('a', { severity: 'critical' }), incident('b', {})], 'One incident needs you. One can wait.'],
  [
    [
      incident('a', { severity: 'critical' }),
      incident('b', { severity: 'high' }),
      ...['c', 'd'].map((id) => incident(id, {})),
    ],
    'Two incidents need you. Two can wait.',
  ],
  [[incident('a', {})], 'Nothing needs you now. One can wait.'],
  [
    [incident('a', { severity: 'critical', status: 'acknowledged' })],
    'Nothing needs you now. One is in hand.',
  ],
  [
    [incident('a', { severity: 'critical', status: 'acknowledged' }), incident('b', {})],
    'Nothing needs you now. Two can wait.',
  ],
] as const)('the verdict is said in words (%#)', (incidents, words) => {
  expect(verdict(incidents, 0, false)).toBe(words)
})

test('nothing open is not calm while a source is silent', () => {
  expect(verdict([], 1, false)).toBe('No incident is open. One source is silent.')
  expect(verdict([], 3, false)).toBe('No incident is open. Three sources are silent.')
  expect(verdict([incident('a', {})], 1, false)).toBe('Nothing needs you now. One can wait.')
})

test('nothing open is not calm while not all is seen', () => {
  expect(verdict([], 0, true)).toBe('No open incident is known. That may not be all.')
  expect(verdict([], 1, true)).not.toContain('calm')
  expect(titleOf([], false)).toBe('Calm')
  expect(titleOf([], true)).toBe('! Not all is seen')
  expect(titleOf([incident('a', {})], true)).toBe('! 1 open, worst warning')
  const taken = incident('b', { severity: 'critical', status: 'acknowledged' })
  expect(titleOf([incident('a', { severity: 'high' }), taken], false)).toBe('2 open, worst critical')
})
