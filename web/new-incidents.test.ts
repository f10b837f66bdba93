import { expect, test } from 'vitest'
import { newlyUrgent } from './new-incidents.ts'

const incident = (
  id: string,
  severity: 'critical' | 'high' | 'warning',
  status: 'open' | 'acknowledged' = 'open',
) => ({
  id,
  severity,
  status,
  title: id,
})

test('tells of what is new and urgent, the worst first, and of each once', () => {
  const first = newlyUrgent(undefined, [incident('a', 'critical')])
  expect(first.told).toEqual([])
  const second = newlyUrgent(first.known, [
    incident('a', 'critical'),
    incident('b', 'high'),
    incident('c', 'critical'),
    incident('d', 'warning'),
    incident('e', 'critical', 'acknowledged'),
  ])
  expect(second.told.map(({ id }) => id)).toEqual(['c', 'b'])
  expect(newlyUrgent(second.known, [incident('b', 'high')]).told).toEqual([])
})

test('tells of what became worse, and of it once', () => {
  const { known } = newlyUrgent(undefined, [incident('d', 'warning')])
  const worse = newlyUrgent(known, [incident('d', 'critical')])
  expect(worse.told.map(({ id }) => id)).toEqual(['d'])
  expect(newlyUrgent(worse.known, [incident('d', 'high')]).told).toEqual([])
  expect(newlyUrgent(newlyUrgent(worse.known, []).known, [incident('d', 'critical')]).told).toEqual([])
})
