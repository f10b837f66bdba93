import type { Client } from './client.ts'

/** All that the API answers of what was found: what must be the same after a restart or a replay. */
export async function everything(client: Client) {
  await client.settle()
  const incidents = await client.all('/api/v1/incidents?status=open,acknowledged,resolved,merged')
  const parts = []
  for (const { id } of incidents) {
    const [alerts, events] = [
      await client.all(`/api/v1/incidents/${id}/alerts`),
      await client.all(`/api/v1/incidents/${id}/events`),
    ]
    const history = await client.get(`/api/v1/incidents/${id}/history`)
    const misses = await client.get(`/api/v1/incidents/${id}/near-misses`)
    parts.push({ id, alerts, events, history: history.body, misses: misses.body })
  }
  return {
    incidents,
    parts,
    alerts: await client.all('/api/v1/alerts'),
    events: await client.all('/api/v1/events'),
    changes: await client.all('/api/v1/changes'),
    rejects: await client.all('/api/v1/rejects'),
    silences: (await client.get('/api/v1/silences')).body,
    topology: (await client.get('/api/v1/topology')).body,
    noise: (await client.get('/api/v1/noise')).body,
    pressure: (await client.get('/api/v1/pressure')).body,
  }
}
