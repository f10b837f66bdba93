import { expect, test } from 'vitest'
import type { Case } from '../case.ts'
import type { FoundAlert } from '../replay.ts'
import { GROUPINGS } from './grouping.ts'

const alert = (id: string, seconds: number, entity: string): FoundAlert => ({
  id,
  startsAt: seconds * 1000,
  name: 'Errors',
  entity,
  service: undefined,
  incidentId: undefined,
  events: [id],
})

const topology = {
  edges: [
    { from: 'web', to: 'shop', kind: 'calls' as const },
    { from: 'shop', to: 'db', kind: 'depends_on' as const },
    { from: 'db', to: 'disk', kind: 'runs_on' as const },
    { from: 'shop-1', to: 'shop', kind: 'part_of' as const },
    { from: 'shop-2', to: 'shop', kind: 'part_of' as const },
  ],
}
const alerts = [
  alert('a', 0, 'disk'),
  alert('b', 10, 'web'),
  alert('c', 20, 'shop-1'),
  alert('d', 200, 'shop-2'),
  alert('e', 900, 'shop-2'),
]

const faults = ['f', 'g', 'silent'].map((id, i) => ({
  id,
  startsAt: [5000, 150_000, 800_000][i] ?? 0,
  rootEntity: undefined,
  changeId: undefined,
}))
const faultOf = new Map([
  ['b', 'f'],
  ['d', 'g'],
])
const given: Case = { topology, alerts: [], changes: [], faults, faultOf }

/** The groups as lists of alerts. */
function groups(name: string): string[] {
  const lists = new Map<string, string>()
  for (const [id, group] of GROUPINGS[name]?.(alerts, given) ?? [])
    lists.set(group, (lists.get(group) ?? '') + id)
  return [...lists.values()].sort()
}

test('baselines group by time and place', () => {
  expect(groups('one incident per alert')).toEqual(['a', 'b', 'c', 'd', 'e'])
  expect(groups('60 s gap')).toEqual(['abc', 'd', 'e'])
  expect(groups('5 min gap per service')).toEqual(['a', 'b', 'cd', 'e'])
  // disk is three hops from web and shop-1.
  expect(groups('5 min gap within 2 hops')).toEqual(['a', 'bcd', 'e'])
  expect(groups('60 s gap within 2 hops')).toEqual(['a', 'bc', 'd', 'e'])
})

test('an oracle puts alerts to the fault that began last, of those that alert', () => {
  // a came before the first fault.
  expect(groups('knowing the true start times')).toEqual(['bc', 'de'])
})
