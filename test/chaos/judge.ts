import assert from 'node:assert/strict'
import type { AlertState, IncidentState } from '../../schema/records/correlation.ts'
import type { Client } from '../support/client.ts'
import type { Replayed } from './replay.ts'

/** Everything that a Barograph found in a scope, without what may differ between runs: when things arrived, and where. */
export interface Findings {
  // As the API answers them.
  // biome-ignore lint/suspicious/noExplicitAny: the comparison looks into every field
  events: any[]
  decisions: Record<string, { alertId?: string; incidentId?: string }>
  alerts: ReturnType<typeof alertOfInterest>[]
  incidents: ReturnType<typeof incidentOfInterest>[]
  counted: { events: number; orphans: number; noise: number; minutes: number; alerts: number }
}

/** Reads all that was found in a scope; what was accepted must be correlated and loaded (settle). */
export async function findings(client: Client, scope: string): Promise<Findings> {
  const events = await client.all(`/api/v1/events?scope=${scope}`, 10_000)
  const alerts = await client.all(`/api/v1/alerts?scope=${scope}`, 10_000)
  const incidents = await client.all(`/api/v1/incidents?scope=${scope}`, 1_000)
  const from = new Date(Math.min(...events.map(({ at }) => Date.parse(at)))).toISOString()
  const to = new Date(Math.max(...events.map(({ at }) => Date.parse(at))) + 60_000).toISOString()
  const range = `scope=${scope}&from=${from}&to=${to}`
  const { buckets } = (await client.get(`/api/v1/pressure?${range}`)).body
  const noise = (await client.get(`/api/v1/noise?${range}`)).body
  return {
    events,
    decisions: Object.fromEntries(
      events.map(({ externalId, alertId, incidentId }) => [externalId, { alertId, incidentId }]),
    ),
    alerts: alerts.map(alertOfInterest).sort(byId),
    incidents: incidents.map(incidentOfInterest).sort(byId),
    counted: {
      events: events.length,
      orphans: events.filter(({ outcome }) => outcome === 'orphan').length,
      noise: noise.events,
      minutes: buckets.reduce((sum: number, bucket: { events: number }) => sum + bucket.events, 0),
      alerts: alerts.reduce((sum, { events: count }) => sum + count, 0),
    },
  }
}

/** Every acknowledged event is there, once, and is counted once wherever it is counted. */
export function expectExactlyOnce({ events, counted }: Findings, acknowledged: ReadonlySet<string>): void {
  const kept = new Set(events.map(({ externalId }) => externalId))
  const lost = [...acknowledged].filter((id) => !kept.has(id))
  const some = `${lost.slice(0, 3).join(', ')} … ${lost.slice(-3).join(', ')}`
  assert.equal(lost.length, 0, `${lost.length} of ${acknowledged.size} acknowledged are lost: ${some}`)
  assert.equal(events.length, kept.size, 'an event is there twice')
  const { noise, minutes, alerts } = counted
  const all = events.length
  assert.deepEqual({ noise, minutes, alerts }, { noise: all, minutes: all, alerts: all - counted.orphans })
}

/** What is to be found in a scope whose events are these, as a replay of the log found it. */
export function expected(events: Findings['events'], { alertOf, alerts, incidents }: Replayed) {
  return {
    decisions: Object.fromEntries(
      events.map((event) => {
        const alertId = alertOf.get(offsetOf(event))
        return [event.externalId, { alertId, incidentId: alerts.get(alertId ?? '')?.incidentId }]
      }),
    ),
    alerts: [...alerts.values()].map(alertOfInterest).sort(byId),
    incidents: [...incidents.values()]
      .filter(({ status }) => status !== 'merged')
      .map(incidentOfInterest)
      .sort(byId),
  }
}

function alertOfInterest({ id, status, events, incidentId, startsAt, endsAt }: AlertState) {
  return { id, status, events, incidentId, startsAt, endsAt }
}

function incidentOfInterest({ id, status, title, counts, causes }: IncidentState) {
  return { id, status, title, counts, causes: causes.map(({ entity }) => entity.name) }
}

/** The offset of an event on its partition, which its id ends with. */
export function offsetOf({ id }: { id: string }): number {
  return Number(id.slice(id.lastIndexOf(':') + 1))
}

function byId(a: { id: string }, b: { id: string }): number {
  return a.id < b.id ? -1 : 1
}
