import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Pipeline, startPipeline } from './testing/pipeline.ts'

let pipeline: Pipeline
const NOW = Math.floor(Date.now() / 60_000) * 60_000
const get = async (path: string) => (await pipeline.call('GET', path)).body
const post = (path: string, body?: unknown) => pipeline.call('POST', path, body)

function alert(name: string, entity: string, secondsAgo: number, severity = 'high') {
  const at = new Date(NOW - secondsAgo * 1000).toISOString()
  const thing = { entity: { type: 'service', name: entity }, labels: { entity } }
  return { source: 'prometheus', status: 'firing', severity, name, at, ...thing }
}

beforeAll(async () => {
  pipeline = await startPipeline()
  const services = Array.from({ length: 70 }, (_, i) => `service-${i}`)
  const needs = (names: string[], to: string) => names.map((from) => ({ from, to, kind: 'depends_on' }))
  await post('/api/v1/topology', {
    edges: [
      ...services.map((to) => ({ from: 'gateway', to, kind: 'calls' })),
      ...needs([...services.slice(0, 3), 'proxy-1'], 'db-7'),
      ...needs(services.slice(10, 13), 'proxy-1'),
    ],
  })
  await post('/api/v1/alerts', [
    alert('DiskFull', 'db-7', 300, 'critical'),
    ...[0, 1, 2].map((i) => alert('HighErrorRatio', `service-${i}`, 280 - i)),
    alert('CertificateExpired', 'proxy-1', 260, 'critical'),
    ...[10, 11, 12].map((i) => alert('HighErrorRatio', `service-${i}`, 260 - i)),
  ])
  await pipeline.settle()
})

afterAll(() => pipeline.close())

test('what may hold two faults is kept as one, stands so in its history, and is taken back as a lesson', async () => {
  const [{ id }] = (await get('/api/v1/incidents')).items
  const { twoFaults } = await get(`/api/v1/incidents/${id}`)
  expect(twoFaults.alertIds).toHaveLength(4)
  const said = await post(`/api/v1/incidents/${id}/keep-together`, { by: 'ann', text: 'one power supply' })
  expect(said.status).toBe(200)
  expect(said.body.incident.twoFaults).toBeUndefined()
  expect(said.body.lessons).toMatchObject([
    {
      kind: 'keep_together',
      incidentId: id,
      by: { name: 'ann' },
      alert: 'CertificateExpired',
      entity: 'proxy-1',
      others: [{ alert: 'DiskFull', entity: 'db-7' }],
    },
  ])
  expect((await get(`/api/v1/incidents/${id}/history`)).items).toMatchObject([
    { kind: 'keep_together', by: { name: 'ann' }, text: 'one power supply', incidentIds: [id] },
  ])
  expect((await get(`/api/v1/incidents/${id}`)).actions).toMatchObject([{ kind: 'keep_together' }])

  const again = await post(`/api/v1/incidents/${id}/keep-together`)
  expect([again.status, again.body.detail]).toEqual([409, 'nothing says that it may hold two faults'])
  expect((await post('/api/v1/incidents/INC-none/keep-together')).status).toBe(404)

  const [lesson] = said.body.lessons
  await post(`/api/v1/lessons/${lesson.id}/retract`, { by: 'bob' })
  expect((await get(`/api/v1/incidents/${id}`)).twoFaults).toEqual(twoFaults)
})
