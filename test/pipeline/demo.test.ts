import { expect, test } from 'vitest'
import { DEMO_DAY_MS, DEMO_FAULTS, DEMO_NOISE } from '../../ingest/demo/script.ts'
import { createShop } from '../../ingest/demo/shop.ts'
import { simulate } from '../../ingest/demo/simulate.ts'
import { alertInput, completeAlert } from '../../schema/records/alert.ts'
import { changeInput, completeChange } from '../../schema/records/change.ts'
import type { IncidentState } from '../../schema/records/correlation.ts'
import type { LogRecord } from '../../schema/records/record.ts'
import { completeTopology, topologyInput } from '../../schema/records/topology.ts'
import { correlateAll } from '../../server/correlate/testing.ts'

const START = Date.parse('2026-03-01T00:00:00.000Z')
const ARRIVAL = { at: START + DEMO_DAY_MS, scope: 'demo', clockToleranceMs: 1000 }

/** The demo's day with another seed: what is left of it after correlation, fault by fault. */
function playDay(seed: number) {
  const day = simulate({
    seed,
    start: START,
    durationMs: DEMO_DAY_MS,
    estate: createShop(),
    faults: DEMO_FAULTS,
    noise: DEMO_NOISE,
  })
  const records: LogRecord[] = [completeTopology(topologyInput.parse(day.topology), ARRIVAL)]
  const offsets = new Map<string, number>()
  for (const record of day.records) {
    if (record.type === 'change') {
      records.push(completeChange(changeInput.parse(record), ARRIVAL, () => record.id))
    } else {
      offsets.set(record.externalId, records.length)
      records.push(completeAlert(alertInput.parse(record), ARRIVAL))
    }
  }
  const { found } = correlateAll(records, { batch: 250 })
  const alertOf = new Map<number, string>()
  const incidentOf = new Map<string, string>()
  const incidents = new Map<string, IncidentState>()
  for (const { events, links, incidents: states } of found) {
    for (const { offset, alertId } of events) if (alertId) alertOf.set(offset, alertId)
    for (const { alertId, incidentId, removed } of links) {
      if (!removed) incidentOf.set(alertId, incidentId)
      else if (incidentOf.get(alertId) === incidentId) incidentOf.delete(alertId)
    }
    for (const state of states) incidents.set(state.id, state)
  }
  return day.truth.faults.map(({ kind, rootEntity, alerts, changeId }) => ({
    fault: `${kind} of ${rootEntity}`,
    rootEntity,
    changeId,
    incidents: [
      ...new Set(alerts.map((id) => incidentOf.get(alertOf.get(offsets.get(id) ?? -1) ?? '') ?? 'none')),
    ].map((id) => incidents.get(id)),
  }))
}

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  'seed %i: each fault of the demo is one incident and its cause is among the first three',
  (seed) => {
    const faults = playDay(seed)
    expect(faults).toHaveLength(DEMO_FAULTS.length)
    const seen = new Map<string, string>()
    for (const { fault, rootEntity, changeId, incidents } of faults) {
      expect(
        incidents.map((incident) => incident?.title),
        fault,
      ).toHaveLength(1)
      const [incident] = incidents
      const causes = incident?.causes.slice(0, 3).map(({ entity }) => entity.name)
      expect(causes, fault).toContain(rootEntity)
      if (changeId !== undefined) expect(incident?.changes[0]?.id, fault).toBe(changeId)
      const other = seen.get(incident?.id ?? '')
      expect(other, `${fault} shares its incident`).toBeUndefined()
      seen.set(incident?.id ?? '', fault)
    }
  },
)
