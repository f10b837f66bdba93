import { expect, test } from 'vitest'
import type { Alert } from '../../../../../schema/api/views.ts'
import { groupAlerts, stateWords, whyHere } from './groups.ts'

function alert(id: string, parts: Partial<Alert> = {}): Alert {
  return {
    id,
    fingerprint: id,
    scope: 'default',
    status: 'firing',
    severity: 'warning',
    name: 'Slow',
    source: 'prometheus',
    sources: ['prometheus'],
    service: 'api',
    startsAt: '2026-11-19T02:15:40.000Z',
    lastEventAt: '2026-11-19T02:15:40.000Z',
    events: 3,
    flapping: false,
    labels: {},
    annotations: {},
    ...parts,
  }
}

test('alerts of one name and service are one group with its worst severity', () => {
  const groups = groupAlerts([
    alert('b', {
      entity: { type: 'pod', name: 'api-1' },
      startsAt: '2026-11-19T02:16:00.000Z',
      severity: 'critical',
    }),
    alert('a', { entity: { type: 'pod', name: 'api-0' } }),
    alert('c', { name: 'Down', service: 'web', status: 'resolved' }),
  ])
  expect(groups).toMatchObject([
    { name: 'Slow', severity: 'critical', on: ['api-0', 'api-1'], events: 6, firing: 2 },
    { name: 'Down', on: ['web'], firing: 0 },
  ])
  expect(groups[0]?.alerts.map((each) => each.id)).toEqual(['a', 'b'])
})

test('reasons are told strongest first, with the alert that they name', () => {
  const other = alert('first', { name: 'PoolFull' })
  const joinedBy = [
    { kind: 'time', text: 'began 4 s later', weight: 0.2, with: 'first' },
    { kind: 'topology', text: 'depends on payments-db', weight: 0.7, with: 'unknown' },
  ]
  const why = whyHere({ alert: 'a', joinedBy }, new Map([['first', other]]))
  expect(why.map((reason) => reason.text)).toEqual(['depends on payments-db', 'began 4 s later'])
  expect(why[0]?.other).toBeUndefined()
  expect(why[1]?.other?.name).toBe('PoolFull')
  expect(whyHere(undefined, new Map())).toEqual([])
})

test('what holds an alert back stands before that it fires', () => {
  expect(stateWords(alert('a'))).toBe('firing')
  expect(stateWords(alert('a', { flapping: true }))).toBe('flapping')
  expect(stateWords(alert('a', { suppressedBy: { kind: 'silenced', id: 's', text: '' } }))).toBe('silenced')
  expect(stateWords(alert('a', { status: 'resolved', flapping: true }))).toBe('over')
})
