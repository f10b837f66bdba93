import { expect, test } from 'vitest'
import { alert, change, correlateAll, incidentsOf, topology } from '../testing.ts'

const shop = topology(
  ['checkout depends_on payments-db', 'payments-db runs_on db-host-01'],
  [
    { id: 'payments-db', type: 'database' },
    { id: 'db-host-01', type: 'node' },
  ],
)
const errors = alert(120, { name: 'Errors', entity: { type: 'service', name: 'checkout' } })

test('a change is found by another name of what was changed', () => {
  const names = [
    { type: 'database', name: 'Payments-DB' },
    { type: 'host', name: 'db-host-01.prod.example.com' },
  ]
  for (const entity of names) {
    const records = [shop, change(60, { id: 'c1', entity }), errors]
    expect(incidentsOf(correlateAll(records))[0]?.suspects.map(({ id }) => id)).toEqual(['c1'])
  }
})

test('it makes no difference whether topology or the change came first', () => {
  const made = change(60, { id: 'c1', entity: { type: 'host', name: 'db-host-01.prod.example.com' } })
  const after = incidentsOf(correlateAll([made, errors, shop]))
  expect(after).toEqual(incidentsOf(correlateAll([shop, made, errors])))
  expect(after[0]?.suspects).toHaveLength(1)
})

test('maintenance of a host by its full name holds back what is on it', () => {
  const records = [
    shop,
    change(0, {
      id: 'm1',
      kind: 'maintenance',
      entity: { type: 'host', name: 'db-host-01.prod.example.com' },
    }),
    alert(60, { name: 'NodeDown', entity: { type: 'node', name: 'db-host-01' } }),
    alert(70, { name: 'ReplicationLag', entity: { type: 'database', name: 'payments-db' } }),
  ]
  const scope = correlateAll(records).correlator.state.scopes.get('default')
  const held = [...(scope?.alerts.values() ?? [])].map(({ suppression }) => suppression?.kind)
  expect(held).toEqual(['maintenance', 'maintenance'])
})
