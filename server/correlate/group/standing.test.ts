import { expect, test } from 'vitest'
import type { AlertInput } from '../../../schema/records/alert.ts'
import { alert, correlateAll, incidentsOf, topology } from '../testing.ts'

const SERVICES = Array.from({ length: 60 }, (_, n) => `svc-${n}`)
// Larger than a small system, in which bursts tell faults apart.
const estate = topology(
  [...SERVICES.map((name) => `${name} depends_on orders-db`), 'svc-1 runs_on node-1'],
  [
    { id: 'orders-db', type: 'database' },
    { id: 'node-1', type: 'node' },
  ],
)
const errors = (seconds: number, name: string, severity: AlertInput['severity'] = 'high') =>
  alert(seconds, { name: 'HighErrorRatio', severity, entity: { type: 'service', name } })
const database = (seconds: number, name: string) =>
  alert(seconds, { name, severity: 'critical', entity: { type: 'database', name: 'orders-db' } })

test('a database that says minutes later that it is used up holds together what needs it', () => {
  const records = [estate, errors(0, 'svc-3'), errors(200, 'svc-8'), database(330, 'ConnectionsExhausted')]
  const [incident, ...others] = incidentsOf(correlateAll(records))
  expect(others).toEqual([])
  expect(incident?.alerts).toHaveLength(3)
  expect(incident?.causes[0]?.entity.name).toBe('orders-db')
})

test('one that is only slow minutes later does not', () => {
  const records = [estate, errors(0, 'svc-3'), database(330, 'SlowQueries')]
  expect(incidentsOf(correlateAll(records))).toHaveLength(2)
})

test('what is only worth a note is not taken for the cause of what is worse', () => {
  const note = alert(100, { name: 'Clock skew', severity: 'info', entity: { type: 'node', name: 'node-1' } })
  const records = [
    estate,
    database(0, 'ConnectionsExhausted'),
    errors(30, 'svc-3'),
    note,
    errors(105, 'svc-1'),
  ]
  const hit = incidentsOf(correlateAll(records)).find(({ causes }) => causes[0]?.entity.name === 'orders-db')
  expect(hit?.alerts).toHaveLength(3)
  const worse = records.map((one) =>
    one === note
      ? alert(100, { name: 'NodeDown', severity: 'critical', entity: { type: 'node', name: 'node-1' } })
      : one,
  )
  const apart = incidentsOf(correlateAll(worse)).map(({ alerts }) => alerts.length)
  expect(apart.sort()).toEqual([2, 2])
})
