import { describe, expect, test } from 'vitest'
import type { ChangeFigures, SuspectingIncident } from '../../../schema/api/views.ts'
import { changesWords, followedBy, frequency } from './followed.ts'

const DAY = 86_400_000
const figures = (...items: [number, number][]): ChangeFigures => ({
  from: '',
  to: '',
  items: items.map(([changes, followed]) => ({
    service: 's',
    changes,
    deploys: changes,
    followed,
    followedDeploys: followed,
    lastAt: '',
  })),
})

test.each([
  [figures(), 'Nothing changed in the last hour, as far as we were told.'],
  [figures([1, 0]), 'One change in the last hour; no incident followed.'],
  [figures([4, 0], [8, 0]), '12 changes in the last hour; no incident followed.'],
  [figures([4, 1], [8, 0]), '1 of 12 changes was followed by an incident.'],
  [figures([4, 1], [8, 2]), '3 of 12 changes were followed by an incident.'],
])('changes in words %#', (given, words) => {
  expect(changesWords(given, 'last hour')).toBe(words)
})

describe('how often', () => {
  test.each([
    [0, DAY, ''],
    [3, DAY / 24, '3 deploys'],
    [3, DAY, '3 a day'],
    [7, 7 * DAY, '1 a day'],
    [3, 7 * DAY, '3 a week'],
    [100, 7 * DAY, '14 a day'],
    [1, 14 * DAY, '0.5 a week'],
  ])('%i in %i ms', (deploys, length, words) => {
    expect(frequency(deploys, length)).toBe(words)
  })
})

test('the incident whose first suspect a change is comes first', () => {
  const incident = (id: string, severity: SuspectingIncident['severity'], first: boolean) => ({
    ...{ id, severity, first, title: id, startedAt: '', reasons: [] },
  })
  const incidents = [
    incident('x', 'warning', false),
    incident('a', 'critical', false),
    incident('b', 'info', true),
  ]
  expect(followedBy({ incidents }).map(({ id }) => id)).toEqual(['b', 'a', 'x'])
})
