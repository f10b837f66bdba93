import { expect, test } from 'vitest'
import { createCorrelator } from './correlate.ts'
import { finish } from './finish.ts'
import type { CorrelatorState } from './state.ts'
import { readPieces, writePieces } from './state-bytes.ts'
import { alert, correlateAll, inputs, settingsWith, tick, topology } from './testing.ts'

const inhibiting = settingsWith({
  inhibit: [
    {
      name: 'node down',
      source: [{ name: 'alertname', value: 'NodeDown', isRegex: false, isEqual: true }],
      target: [{ name: 'alertname', value: 'PodCrash', isRegex: false, isEqual: true }],
      equal: ['node'],
    },
  ],
})
const records = [
  alert(0, { name: 'NodeDown', entity: { type: 'node', name: 'n1' }, labels: { node: 'n1' } }),
  alert(30, { name: 'PodCrash', entity: { type: 'pod', name: 'p1' }, labels: { node: 'n1' } }),
]

function saved(state: CorrelatorState): CorrelatorState {
  const read = finish(readPieces([...writePieces(state)]))
  if (!read) throw new Error('the state could not be read back')
  return read
}

function heldBy(state: CorrelatorState): (string | undefined)[] {
  return [...(state.scopes.get('default')?.alerts.values() ?? [])].map(({ suppression }) => suppression?.kind)
}

test('changed settings reach what is open, also when the state is saved before anything was looked at by them', () => {
  const { state } = correlateAll(records).correlator
  expect(heldBy(state)).toEqual([undefined, undefined])
  const opened = createCorrelator(saved(state), inhibiting)
  const again = createCorrelator(saved(opened.state), inhibiting)
  again.take(inputs([...records, tick(60)]).slice(2))
  expect(heldBy(again.state)).toEqual([undefined, 'inhibited'])
  expect(saved(again.state).settings).toBeTypeOf('number')
})

test('alerts that are open are about something else by changed labels', () => {
  const estate = topology([], [{ id: 'checkout', type: 'service' }])
  const said = [
    estate,
    alert(0, { name: 'Slow', labels: { cmdb_ci: 'checkout' } }),
    alert(5, { name: 'Errors', labels: { app: 'checkout' } }),
  ]
  const { state } = correlateAll(said).correlator
  const entities = (of: CorrelatorState) =>
    [...(of.scopes.get('default')?.alerts.values() ?? [])].map(({ entityId, known }) => [entityId, known])
  expect(entities(state)).toEqual([
    [undefined, false],
    ['checkout', true],
  ])
  const settings = settingsWith({ entityLabels: [{ kind: 'service', labels: ['cmdb.ci'] }] })
  const again = createCorrelator(saved(state), settings)
  const found = again.take(inputs([...said, tick(60)]).slice(3))
  expect(entities(again.state)).toEqual([
    ['checkout', true],
    ['checkout', true],
  ])
  expect(found?.alerts.find(({ name }) => name === 'Slow')?.entityBy).toEqual({
    rule: 'exact',
    label: 'cmdb_ci',
  })
  expect(again.state.scopes.get('default')?.incidents.size).toBeGreaterThan(0)
})
