import { expect, test } from 'vitest'
import { judgePhases } from './phases.ts'

const MINUTE_MS = 60_000

test('phases are held against notifications', () => {
  const alert = (id: string, incidentId: string | undefined, events: string[]) => ({
    id,
    incidentId,
    events,
    startsAt: 0,
    name: 'n',
    entity: 'e',
    service: undefined,
  })
  const phase = (id: string, from: number, to: number, alerts: string[]) => ({
    id,
    kind: id,
    startsAt: from * MINUTE_MS,
    endsAt: to * MINUTE_MS,
    alerts,
  })
  const alerts = [
    alert('a', '1', ['e1', 'e2', 'noise1', 'noise2']),
    alert('b', '2', ['e3', 'e4', 'noise3']),
    alert('c', '3', ['e5']),
    alert('d', undefined, ['e6']),
  ]
  const faults = [
    phase('seen, in a crowd', 10, 12, ['e1', 'e2']),
    phase('only before it began', 20, 22, ['e3', 'e4']),
    phase('in an incident that was not told', 30, 32, ['e5']),
    phase('in no incident', 40, 42, ['e6']),
  ]
  const told = [
    { incidentId: '1', at: 5 * MINUTE_MS },
    { incidentId: '1', at: 16 * MINUTE_MS },
    { incidentId: '2', at: 19 * MINUTE_MS },
  ]
  expect(judgePhases(faults, alerts, told)).toEqual({
    phases: 4,
    hidden: ['in an incident that was not told', 'in no incident'],
    late: ['only before it began'],
    own: 1,
  })
})
