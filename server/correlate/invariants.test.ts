import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { LogRecord } from '../../schema/records/record.ts'
import { before, estate, settings, shuffle, storm } from './testing/storms.ts'
import { correlateAll, decisionsOf, incidentsOf, tick } from './testing.ts'

/** More of them find what is rarer. */
const RUNS = Number(process.env['FUZZ_RUNS'] ?? 600)

function outcome(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const all = [...before, ...records, tick(5)]
  const run = correlateAll(all, { settings, ...feeding })
  const decisions = [...decisionsOf(run, all)].sort(([a], [b]) => (a < b ? -1 : 1))
  // Of events of the same moment, which one did it depends on the order; where they belong does not.
  const belong = decisions.map(([id, { alertId }]) => [id, alertId])
  return { incidents: incidentsOf(run), belong }
}

/** What became of each event, and what was counted of it. */
function eventsOf(records: LogRecord[], feeding: Parameters<typeof correlateAll>[1] = {}) {
  const all = [...before, ...records]
  const run = correlateAll(all, { settings, ...feeding })
  const counted = run.found.flatMap(({ events }) => events).filter(({ moved }) => !moved)
  return { decisions: decisionsOf(run, all), counted: counted.map(({ offset }) => offset), run }
}

describe('the incidents are the same, to the id,', () => {
  test('in whatever order the events come', () => {
    fc.assert(
      fc.property(
        storm,
        fc.infiniteStream(fc.nat()),
        fc.integer({ min: 1, max: 7 }),
        (events, random, batch) => {
          expect(outcome(shuffle(events, random), { batch })).toEqual(outcome(events))
        },
      ),
      { numRuns: RUNS },
    )
  })

  test('whatever events are delivered again', () => {
    fc.assert(
      fc.property(storm, fc.array(fc.nat(24), { maxLength: 10 }), (events, again) => {
        const repeated = again.map((i) => events[i]).filter((record) => record !== undefined)
        expect(outcome([...events, ...repeated])).toEqual(outcome(events))
      }),
      { numRuns: 200 },
    )
  })

  test('however the log is cut into batches', () => {
    fc.assert(
      fc.property(storm, fc.integer({ min: 1, max: 10 }), (events, batch) => {
        expect(outcome(events, { batch })).toEqual(outcome(events))
      }),
      { numRuns: 300 },
    )
  })

  test('whenever the correlator is restarted from its saved state', () => {
    fc.assert(
      fc.property(storm, fc.array(fc.nat(25), { maxLength: 5 }), (events, restarts) => {
        const restartBefore = new Set(restarts)
        expect(outcome(events, { batch: 1, restartBefore })).toEqual(outcome(events, { batch: 1 }))
      }),
      { numRuns: 200 },
    )
  })
})

test('an undisturbed run and a restarted one send out the same last states', () => {
  fc.assert(
    fc.property(storm, fc.nat(25), (events, restart) => {
      const last = (restartBefore?: Set<number>) => {
        const { found } = correlateAll([...before, ...events], {
          settings,
          batch: 1,
          ...(restartBefore && { restartBefore }),
        })
        const alerts = new Map(found.flatMap((record) => record.alerts.map((one) => [one.id, one])))
        const incidents = new Map(found.flatMap((record) => record.incidents.map((one) => [one.id, one])))
        return { alerts, incidents }
      }
      expect(last(new Set([restart]))).toEqual(last())
    }),
    { numRuns: 100 },
  )
})

test('each event counts once, and alerts count the events that are said to be theirs, however the log is cut', () => {
  fc.assert(
    fc.property(
      storm,
      fc.integer({ min: 1, max: 10 }),
      fc.array(fc.nat(25), { maxLength: 3 }),
      (events, batch, at) => {
        // A piece of topology between events parts the work on one batch.
        const records = [...events]
        for (const place of at) records.splice(place, 0, estate)
        const whole = eventsOf(records)
        const cut = eventsOf(records, { batch })
        expect(cut.decisions).toEqual(whole.decisions)
        for (const { decisions, counted, run } of [whole, cut]) {
          expect(counted).toHaveLength(new Set(counted).size)
          expect(counted).toHaveLength(events.length + 1)
          const of = new Map<string | undefined, number>()
          for (const { alertId } of decisions.values()) of.set(alertId, (of.get(alertId) ?? 0) + 1)
          const alerts = run.correlator.state.scopes.get('default')?.alerts ?? new Map()
          for (const alert of alerts.values())
            expect([alert.id, of.get(alert.id)]).toEqual([alert.id, alert.events])
        }
      },
    ),
    { numRuns: 300 },
  )
})
