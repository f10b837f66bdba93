import { describe, expect, test } from 'vitest'
import type { MaintenanceView, SilenceView } from '../../../schema/api/views.ts'
import { hiddenWords, isIn, sortSilences } from './kinds.ts'

const base: SilenceView = {
  id: 'a',
  scope: 's',
  matchers: [],
  startsAt: '2026-11-19T00:00:00Z',
  endsAt: '2026-11-20T00:00:00Z',
  comment: '',
  createdBy: 'Mara',
  updatedAt: '2026-11-19T00:00:00Z',
  state: 'active',
  holding: 2,
}
const work: MaintenanceView = {
  id: 'm',
  kind: 'change',
  title: 'kernel',
  startsAt: base.startsAt,
  endAssumed: false,
  state: 'active',
  holding: 3,
}
const recurrence = { rrule: 'FREQ=DAILY', durationMs: 1 }

describe('what is hidden, in words', () => {
  test.each([
    [[], [], 'Nothing is hidden.'],
    [[{ ...base, state: 'expired' as const }], [], 'Nothing is hidden.'],
    [[], [work], 'Nothing is silenced. Maintenance hides 3 alerts.'],
    [[base], [], 'One silence hides 2 alerts.'],
    [[base, base], [work], 'Two silences hide 4 alerts. Maintenance hides 3 more.'],
    [[{ ...base, holding: 0 }], [], 'One silence hides nothing now.'],
    [[{ ...base, warning: 'It ...' }, base], [], 'Two silences hide 4 alerts. One is too broad.'],
  ])('%#', (silences, maintenance, words) => {
    expect(hiddenWords(silences, maintenance)).toBe(words)
  })
})

test('every silence is in a part of the list, and one that recurs is in one more', () => {
  const parts = (silence: SilenceView) =>
    (['active', 'scheduled', 'recurring', 'expired'] as const).filter((show) => isIn(silence, show))
  expect(parts(base)).toEqual(['active'])
  expect(parts({ ...base, recurrence })).toEqual(['active', 'recurring'])
  expect(parts({ ...base, state: 'pending' })).toEqual(['scheduled'])
  expect(parts({ ...base, state: 'pending', recurrence })).toEqual(['recurring'])
  expect(parts({ ...base, state: 'expired', recurrence })).toEqual(['expired'])
  expect(isIn({ ...base, state: 'expired' }, undefined)).toBe(false)
  expect(isIn({ ...base, state: 'pending' }, undefined)).toBe(true)
})

test('the ones that want a look come first', () => {
  const order = sortSilences([
    { ...base, id: 'over', state: 'expired', endsAt: '2026-11-18T00:00:00Z' },
    { ...base, id: 'later', state: 'pending', startsAt: '2026-11-22T00:00:00Z' },
    { ...base, id: 'over before', state: 'expired', endsAt: '2026-11-17T00:00:00Z' },
    { ...base, id: 'soon', state: 'pending', startsAt: '2026-11-21T00:00:00Z' },
    { ...base, id: 'little', holding: 1 },
    { ...base, id: 'much', holding: 9 },
    { ...base, id: 'broad', holding: 5, warning: 'It ...' },
  ])
  expect(order.map(({ id }) => id)).toEqual([
    'broad',
    'much',
    'little',
    'soon',
    'later',
    'over',
    'over before',
  ])
})
