import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { effectOf } from './effect.ts'
import { errorRate } from './error-rate.ts'
import { waits } from './fixes.ts'
import { createPast, type PastAlert } from './past.ts'
import { suggest } from './suggest.ts'

const nothing = () => ({ rules: new Set<string>(), spokenForBy: new Set<string>() })

const MINUTE = 60_000
const DAY = 1440 * MINUTE

/** An alert that begins at a minute and lasts so many; without `lasts` it fires still. */
function alert(id: string, at: number, lasts?: number, more: Partial<PastAlert> = {}): PastAlert {
  return {
    id,
    rule: 'R',
    source: 's',
    entity: 'e',
    fingerprint: 'f',
    start: at * MINUTE,
    ...(lasts !== undefined && { end: (at + lasts) * MINUTE }),
    ...more,
  }
}

const incident = (id: string, alerts: number, actedOn = false) => ({ id, alerts, actedOn, critical: false })

describe('rates of error', () => {
  it('are those of the literature', () => {
    const { share, low, high } = errorRate(1, 61)
    expect([share, low, high].map((value) => Math.round(value * 1000))).toEqual([16, 3, 87])
    expect(errorRate(0, 61).high).toBeCloseTo(0.059, 3)
    expect(errorRate(0, 0)).toEqual({ count: 0, of: 0, share: 0, low: 0, high: 1 })
  })

  it('lie within their interval, and that within 0 and 1', () => {
    fc.assert(
      fc.property(fc.nat(5000), fc.nat(5000), (count, of) => {
        const { share, low, high } = errorRate(count, of)
        expect(0 <= low && low <= share && share <= high && high <= 1).toBe(true)
      }),
    )
  })
})

describe('what a change would have done', () => {
  it('hides an incident that loses all its alerts, and delays one that loses the first', () => {
    const alerts = [
      alert('a', 0, 1, { incidentId: 'gone' }),
      alert('b', 10, 1, { incidentId: 'later' }),
      alert('c', 13, 60, { incidentId: 'later', rule: 'Other' }),
      alert('d', 20, 1, { incidentId: 'partly unknown' }),
    ]
    const past = createPast(alerts, [
      incident('gone', 1, true),
      incident('later', 2),
      incident('partly unknown', 7),
    ])
    const own = past.alerts.filter(({ rule }) => rule === 'R')
    const two = waits(own).find(({ fix }) => fix.kind === 'wait' && fix.minutes === 2)
    expect(two && effectOf(past, two.change)).toEqual({
      takesAway: 3,
      hidden: { mattered: 1, others: 0 },
      later: { incidents: 1, mostMs: 3 * MINUTE },
    })
  })

  it('never takes away more than there was', () => {
    const alerts = fc.array(
      fc.record({
        at: fc.nat(5000),
        lasts: fc.option(fc.nat(40), { nil: undefined }),
        rule: fc.constantFrom('R', 'S'),
        fingerprint: fc.constantFrom('f', 'g'),
        incidentId: fc.constantFrom('x', 'y', undefined),
      }),
      { maxLength: 60 },
    )
    fc.assert(
      fc.property(alerts, (rows) => {
        const past = createPast(
          rows.map(({ at, lasts, incidentId, ...more }, index) =>
            alert(`${index}`, at, lasts, { ...more, ...(incidentId !== undefined && { incidentId }) }),
          ),
          [incident('x', 5, true), incident('y', 5)],
        )
        const own = past.alerts.filter(({ rule }) => rule === 'R')
        const found = suggest(past, own, nothing())
        expect(found?.effect.takesAway ?? 0).toBeLessThanOrEqual(own.length)
        expect(found?.effect.hidden.mattered ?? 0).toBe(0)
      }),
    )
  })
})

describe('the suggestion', () => {
  const of = (alerts: PastAlert[], incidents = [incident('i', 1, true)]) => {
    const past = createPast(alerts, incidents)
    return suggest(
      past,
      past.alerts.filter(({ rule }) => rule === 'R'),
      nothing(),
    )
  }
  const many = (number: number, make: (index: number) => PastAlert) =>
    Array.from({ length: number }, (_, index) => make(index))

  /** Two rules that fire together, ten times. */
  const twoRules = () => [
    ...many(10, (i) => alert(`a${i}`, i * 300, 60, { fingerprint: `a${i}` })),
    ...many(10, (i) => alert(`b${i}`, i * 300 + 1, 60, { fingerprint: `b${i}`, rule: 'Louder' })),
  ]

  it('is to wait for what is over soon', () => {
    const short = many(20, (i) => alert(`a${i}`, i * 200, 3, { fingerprint: `f${i}` }))
    expect(of(short)).toMatchObject({ fix: { kind: 'wait', minutes: 5 }, effect: { takesAway: 20 } })
  })

  it('is to hold what comes and goes', () => {
    const flapping = many(20, (i) => alert(`a${i}`, i * 4, 3))
    expect(of(flapping)).toMatchObject({ fix: { kind: 'hold', minutes: 2 }, effect: { takesAway: 19 } })
  })

  it('is to drop what another rule says as well', () => {
    const both = twoRules()
    expect(of(both)).toMatchObject({
      fix: { kind: 'drop', rule: 'R', saidBy: 'Louder' },
      effect: { takesAway: 10 },
    })
  })

  it('never leaves out two rules for each other', () => {
    const both = twoRules()
    const past = createPast(both, [])
    const dropped = nothing()
    const fixes = ['R', 'Louder'].map((name) => {
      const own = past.alerts.filter(({ rule }) => rule === name)
      return suggest(past, own, dropped)?.fix.kind
    })
    expect(fixes).toEqual(['drop', undefined])
  })

  it('is to silence what comes every night and nobody acts on', () => {
    const nightly = many(6, (i) => alert(`a${i}`, i * (DAY / MINUTE) + 130, 45, { fingerprint: `${i}` }))
    expect(of(nightly)).toMatchObject({
      fix: { kind: 'silence', fromMinute: 120, toMinute: 150, days: 6 },
      effect: { takesAway: 6 },
    })
  })

  it('is none where it would have hidden what someone acted on', () => {
    const acted = many(6, (i) => alert(`a${i}`, i * 900, 3, { fingerprint: `f${i}`, incidentId: `i${i}` }))
    expect(
      of(
        acted,
        acted.map(({ incidentId = '' }) => incident(incidentId, 1, true)),
      ),
    ).toBeUndefined()
  })
})
