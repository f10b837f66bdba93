import { expect, test } from 'vitest'
import { createCorrelator } from './correlate.ts'
import { finish } from './finish.ts'
import type { CorrelatorState } from './state.ts'
import { readPieces, writePieces } from './state-bytes.ts'
import { alert, correlateAll, inputs, settingsWith, tick } from './testing.ts'

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
