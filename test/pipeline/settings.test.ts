import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { type Child, startChild } from '../support/child.ts'

const at = (secondsAgo: number) => new Date(Date.now() - secondsAgo * 1000).toISOString()

/** Two alerts on one thing within seconds: one fault, by default. */
async function tell(child: Child, scope: string): Promise<number> {
  const alert = { source: 's', status: 'firing', severity: 'high', entity: { type: 'service', name: 'api' } }
  const alerts = [
    { ...alert, name: 'Errors', at: at(20), labels: {} },
    { ...alert, name: 'Slow', at: at(10), labels: {} },
  ]
  expect((await child.post(`/api/v1/alerts?scope=${scope}`, alerts)).status).toBe(202)
  await child.settle()
  return (await child.get(`/api/v1/incidents?scope=${scope}`)).body.items.length
}

test('settings are tried, saved, gone by at once, and still after a restart; each in its own thread', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'barograph-settings-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'barograph.yaml')
  await writeFile(file, '# ours\n')
  const environment = { DATA_DIR: folder, SETTINGS_FILE: file, ADMIN_TOKEN: 'people' }
  const child = await startChild(environment)
  const text = 'correlation: { linkThreshold: 1 }\n'
  expect(await tell(child, 'before')).toBe(1)

  const preview = await child.post('/api/v1/settings/preview?scope=before', { text, days: 1 })
  expect(preview.body).toMatchObject({
    before: { incidents: 1 },
    after: { incidents: 2 },
    split: { count: 1, incidents: 2 },
  })
  const { etag } = (await child.get('/api/v1/settings')).body.file
  const order = { method: 'PUT', body: JSON.stringify({ text, etag }) }
  const headers = { 'content-type': 'application/json' }
  expect((await fetch(`${child.url}/api/v1/settings`, { ...order, headers })).status).toBe(401)
  const admin = { ...headers, authorization: 'Bearer people' }
  const saved = await fetch(`${child.url}/api/v1/settings`, { ...order, headers: admin })
  expect(await saved.json()).toMatchObject({ waiting: [], saved: { by: 'operator' } })
  expect(await tell(child, 'after')).toBe(2)
  await child.end('SIGTERM')

  const again = await startChild(environment)
  expect(await tell(again, 'restarted')).toBe(2)
  await again.end('SIGTERM')
})
