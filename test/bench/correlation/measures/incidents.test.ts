import { expect, test } from 'vitest'
import { judgeIncidents } from './incidents.ts'

test('incidents are held against faults', () => {
  const alerts = [
    { fault: 'a', incident: '1' },
    { fault: 'a', incident: '1' },
    { fault: 'b', incident: '1' },
    { fault: 'a', incident: '2' },
    { fault: undefined, incident: '3' },
    { fault: undefined, incident: '2' },
    { fault: 'c', incident: undefined },
    { fault: 'd', incident: '4' },
  ]
  expect(judgeIncidents(alerts, (incident) => incident !== '4')).toEqual({
    incidents: 4,
    // Of 1, 2 and 4, 1 holds two.
    falseMerges: 1 / 3,
    noiseOnly: 1 / 4,
    // a: 1 and 2; b: 1; c: none; d: 4.
    perFault: 4 / 4,
    inOne: 2 / 4,
    // c is in none, d in one that nobody was told of.
    hidden: 2,
    // And b is the smaller part of 1.
    overshadowed: 3,
  })
})

test('without alerts there is nothing to say', () => {
  expect(judgeIncidents([], () => true)).toMatchObject({ incidents: 0, falseMerges: Number.NaN, hidden: 0 })
})
