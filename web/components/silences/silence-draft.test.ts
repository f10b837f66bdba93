import { describe, expect, test } from 'vitest'
import type { SilenceView } from '../../../schema/api/views.ts'
import { draftOf, firstDay, LENGTHS, newDraft, orderOf, toField } from './silence-draft.ts'

const HOUR = 3_600_000
const NOW = new Date(2026, 10, 19, 3, 14).getTime()
const iso = (at: number) => new Date(at).toISOString()

const silence: SilenceView = {
  id: 's1',
  scope: 'default',
  matchers: [{ name: 'service', value: 'check"out', isRegex: false, isEqual: true }],
  startsAt: iso(NOW - HOUR),
  endsAt: iso(NOW + HOUR),
  comment: 'known',
  createdBy: 'Mara',
  updatedAt: iso(NOW - HOUR),
  state: 'active',
  holding: 1,
}

describe('a new silence', () => {
  test('is from now on for two hours', () => {
    const { order } = orderOf(newDraft('service="checkout", severity=~"warning|info"'), NOW)
    expect(order).toEqual({
      matchers: [
        { name: 'service', value: 'checkout', isRegex: false, isEqual: true },
        { name: 'severity', value: 'warning|info', isRegex: true, isEqual: true },
      ],
      startsAt: iso(NOW),
      endsAt: iso(NOW + 2 * HOUR),
      comment: '',
    })
  })

  test.each([
    [{ matchers: ' {} ' }, { matchers: 'Say which alerts.' }],
    [{ matchers: 'service' }, { matchers: 'Not understood: bad matcher format: service.' }],
    [{ lasts: undefined }, { ends: 'Say when it ends.' }],
    [{ lasts: undefined, ends: toField(NOW - HOUR) }, { ends: 'It must end after it begins.' }],
    [
      { begins: toField(NOW - 2 * HOUR), lasts: undefined, ends: toField(NOW - HOUR) },
      { ends: 'It must end later than now.' },
    ],
    [{ begins: 'soon' }, { begins: 'Say when it begins, or leave it empty for now.' }],
    [{ repeats: 'daily' as const }, { ends: 'Say when it stops repeating.' }],
    [{ repeats: 'weekly' as const, ends: toField(NOW + 999 * HOUR) }, { days: 'Choose a day.' }],
  ])('%o is refused in words', (change, faults) => {
    expect(orderOf({ ...newDraft('a=b'), ...change }, NOW).faults).toEqual(faults)
  })

  test('repeats on days of the viewer, written in UTC', () => {
    const begins = toField(NOW)
    const draft = { ...newDraft('a=b'), begins, ends: toField(NOW + 999 * HOUR), repeats: 'weekly' as const }
    const { order } = orderOf({ ...draft, days: [firstDay(draft, NOW)] }, NOW)
    const day = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'][new Date(NOW).getUTCDay()]
    expect(order?.recurrence).toEqual({ rrule: `FREQ=WEEKLY;BYDAY=${day}`, durationMs: 2 * HOUR })
  })
})

describe('a silence that is changed', () => {
  test('stays what it was when nothing is changed, to the millisecond', () => {
    const exact = { ...silence, startsAt: iso(NOW - 12_345), endsAt: iso(NOW + HOUR + 54_321) }
    const { order } = orderOf(draftOf(exact), NOW)
    const { id, matchers, startsAt, endsAt, comment } = exact
    expect(order).toEqual({ id, matchers, startsAt, endsAt, comment })
  })

  test.each(['FREQ=DAILY', 'FREQ=WEEKLY;BYDAY=MO,TU', 'FREQ=MONTHLY;BYDAY=1SU'])('stays %s', (rrule) => {
    const recurrence = { rrule, durationMs: HOUR }
    expect(orderOf(draftOf({ ...silence, recurrence }), NOW).order?.recurrence).toEqual(recurrence)
  })

  test('is made anew, from now on, when it is over', () => {
    const over = { ...silence, state: 'expired' as const, endsAt: iso(NOW - HOUR + (LENGTHS[0] ?? 0)) }
    const { order } = orderOf(draftOf(over), NOW)
    expect(order).not.toHaveProperty('id')
    expect(order).toMatchObject({ startsAt: iso(NOW), endsAt: iso(NOW + (LENGTHS[0] ?? 0)) })
  })
})
