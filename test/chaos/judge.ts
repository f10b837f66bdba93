import assert from 'node:assert/strict'
import { TOPOLOGY } from '../crash/load.ts'
import type { Client } from '../support/client.ts'
import { startInProcess } from '../support/in-process.ts'

/** Everything that a Barograph found in a scope, without what may differ between runs: when things arrived, and where. */
export interface Findings {
  // As the API answers them.
  // biome-ignore lint/suspicious/noExplicitAny: the comparison looks into every field
  events: any[]
  decisions: Record<string, { alertId?: string; incidentId?: string }>
  alerts: unknown[]
  incidents: unknown[]
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
    alerts: alerts.map(({ id, status, events: count, incidentId, startsAt, endsAt }) => {
      return { id, status, events: count, incidentId, startsAt, endsAt }
    }),
    incidents: incidents.map(({ id, status, title, counts, links, causes }) => ({
      id,
      status,
      title,
      counts,
      alerts: links.map(({ alert }: { alert: string }) => alert),
      causes: causes.map(({ entity }: { entity: { name: string } }) => entity.name),
    })),
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
export function expectExactlyOnce({ events, counted }: Findings, acknowledged: Set<string>): void {
  const kept = new Set(events.map(({ externalId }) => externalId))
  const lost = [...acknowledged].filter((id) => !kept.has(id))
  const some = `${lost.slice(0, 3).join(', ')} … ${lost.slice(-3).join(', ')}`
  assert.equal(lost.length, 0, `${lost.length} of ${acknowledged.size} acknowledged are lost: ${some}`)
  assert.equal(events.length, kept.size, 'an event is there twice')
  const { noise, minutes, alerts } = counted
  const all = events.length
  assert.deepEqual({ noise, minutes, alerts }, { noise: all, minutes: all, alerts: all - counted.orphans })
}

/** What a Barograph finds that nobody disturbs, fed with the same events in the order in which they were taken in. */
export async function undisturbed(events: Findings['events'], scope: string): Promise<Findings> {
  const barograph = await startInProcess()
  try {
    await barograph.post(`/api/v1/topology?scope=${scope}`, TOPOLOGY)
    const offset = ({ id }: { id: string }) => Number(id.slice(id.lastIndexOf(':') + 1))
    const inOrder = [...events].sort((a, b) => offset(a) - offset(b))
    for (let at = 0; at < inOrder.length; at += 500) {
      const { body } = await barograph.post(`/api/v1/alerts?scope=${scope}`, inOrder.slice(at, at + 500))
      assert.deepEqual(body.rejected, [])
    }
    await barograph.settle()
    return await findings(barograph, scope)
  } finally {
    await barograph.close()
  }
}
