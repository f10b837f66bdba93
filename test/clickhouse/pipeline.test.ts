import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createLoad, TOPOLOGY } from '../crash/load.ts'
import { type Child, startChild } from '../support/child.ts'
import { startFrontChild } from '../support/clickhouse-front-child.ts'
import { everything } from '../support/everything.ts'

const SENDERS = 3
/** Events acknowledged before each kill. */
const KILL_AFTER = [300, 700, 1100]

/** Without what a moment of calm ends between two looks: that an alert flaps now. */
function unlessItCalms<Value>(value: Value): Value {
  return JSON.parse(
    JSON.stringify(value, (key, one) =>
      key === 'flapping' || (key === 'suppressedBy' && one?.kind === 'flapping') ? undefined : one,
    ),
  )
}

test('with its database on a server that is killed under load, nothing is lost or doubled, and it is rebuilt from the log', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'barograph-clickhouse-'))
  const front = await startFrontChild({ folder: join(folder, 'server'), password: 'secret' })
  let child: Child | undefined
  onTestFinished(async () => {
    await child?.end('SIGKILL')
    await front.kill()
    await rm(folder, { recursive: true, force: true })
  })
  const environment = (database: string) => ({
    DATA_DIR: folder,
    TICK: '300ms',
    CLICKHOUSE_URL: front.url,
    CLICKHOUSE_PASSWORD: 'secret',
    CLICKHOUSE_DATABASE: database,
  })
  child = await startChild(environment('barograph'))
  const client = child
  await client.post('/api/v1/topology', TOPOLOGY)

  const load = createLoad(Date.now() - 3_600_000)
  let over = false
  const sending = load.run(client, SENDERS, () => over)
  for (const after of KILL_AFTER) {
    while (load.acknowledged.size < after) await delay(5)
    await front.kill()
    const acknowledged = load.acknowledged.size
    expect((await client.get('/readyz')).status).toBe(503)
    // What comes in meanwhile is accepted.
    while (load.acknowledged.size < acknowledged + 50) await delay(5)
    await front.start()
  }
  over = true
  await sending
  await client.settle()
  expect((await client.get('/readyz')).status).toBe(200)
  const before = unlessItCalms(await everything(client))
  const ids = before.events.map(({ externalId }) => externalId)
  expect([...ids].sort()).toEqual([...load.acknowledged].sort())
  const orphans = before.events.filter(({ outcome }) => outcome === 'orphan').length
  expect(before.alerts.reduce((sum, alert) => sum + alert.events, 0) + orphans).toBe(ids.length)
  expect(before.noise).toMatchObject({ events: ids.length, alerts: before.alerts.length })
  expect(before.incidents.length).toBeGreaterThan(1)
  const said = (await child.end('SIGTERM')).output
  expect(said).not.toContain('secret')

  child = await startChild(environment('another'))
  expect(unlessItCalms(await everything(child))).toEqual(before)
})
