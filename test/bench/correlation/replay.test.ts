import { expect, test } from 'vitest'
import { correlationSettings } from '../../../schema/settings/correlation.ts'
import { GROUPINGS } from './baselines/grouping.ts'
import { judgeBaseline, judgeCorrelator, mainIncidents } from './judge.ts'
import { changeHits, correlatorHits, exactly } from './judge-causes.ts'
import { reviewsOf, type Told } from './operator.ts'
import { replay } from './replay.ts'
import { simulatedCase } from './sets/demo.ts'

const given = simulatedCase(1, 30, 2, true)
const found = replay(given, correlationSettings.parse({}))

test('every event ends up in one alert, and every incident is known', () => {
  const events = found.alerts.flatMap(({ events }) => events)
  expect(new Set(events).size).toBe(events.length)
  expect([...events].sort()).toEqual(given.alerts.map(({ externalId }) => externalId).sort())
  expect(found.events).toBe(events.length)
  const incidents = found.alerts.flatMap(({ incidentId }) => incidentId ?? [])
  expect(incidents.length).toBeGreaterThan(0)
  for (const id of incidents) expect(['open', 'resolved']).toContain(found.incidents.get(id)?.status)
})

test('each fault has a main incident, whose causes and changes are judged', () => {
  const main = mainIncidents(given, found)
  expect([...main.keys()].sort()).toEqual(given.faults.map(({ id }) => id).sort())
  for (const fault of given.faults) {
    const place = main.get(fault.id)?.causes.findIndex(({ entity }) => entity.name === fault.rootEntity)
    const hit = correlatorHits(given, found, exactly).get(fault.id)
    expect(hit?.reciprocal).toBeCloseTo(place === undefined || place < 0 ? 0 : 1 / (place + 1))
  }
  const caused = given.faults.filter(({ changeId }) => changeId !== undefined).map(({ id }) => id)
  expect([...changeHits(given, found).keys()]).toEqual(caused)
})

test('what is put into no group is neither right nor wrong by precision', () => {
  const none: ReadonlySet<string> = new Set()
  const alone = judgeBaseline(given, found, GROUPINGS['one incident per alert'] ?? (() => new Map()), none)
  expect(alone.alerts).toMatchObject({ precision: 1, recall: 0, f1: 0 })
  expect(alone.incidents).toBe(found.alerts.length)
  expect(alone.reduction).toBeCloseTo(1 - found.alerts.length / found.events)
  const own = judgeCorrelator(given, found, none)
  expect(own.reduction).toBeCloseTo(1 - found.notifications.length / found.events)
  expect(own.alerts.recall).toBeGreaterThan(0)
})

test('an operator sees each fault when it is over, and what is ordered then is carried out', () => {
  const told: Told = new Map()
  const reviews = reviewsOf(given, told, ({ id }, incident) => ({
    kind: 'comment',
    incidentId: incident.id,
    text: `it was ${id}`,
  }))
  const reviewed = replay(given, correlationSettings.parse({}), reviews)
  expect([...told.keys()].sort()).toEqual(given.faults.map(({ id }) => id).sort())
  expect(reviewed.alerts).toEqual(found.alerts)
  for (const [fault, before] of told) {
    const texts = reviewed.incidents.get(before.id)?.actions.map(({ text }) => text)
    expect(texts).toContain(`it was ${fault}`)
    expect(before.actions.map(({ text }) => text)).not.toContain(`it was ${fault}`)
  }
})
