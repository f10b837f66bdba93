import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { type Child, killWhileStarting, startChild } from '../support/child.ts'
import type { Client } from '../support/client.ts'
import { startInProcess } from '../support/in-process.ts'
import { createLoad, TOPOLOGY } from './load.ts'
import { createPeople } from './people.ts'

const KILLS = 20
const STOP_BEFORE = 10
const SENDERS = 6
/** How long a process lives under load before it is killed, at most. */
const LONGEST_LIFE_MS = 2000
/** Every fourth is killed within this from its start, ready or not. */
const LONGEST_START_MS = 1200

test(`killed ${KILLS} times under load, it has all that it acknowledged, once, and the incidents of an undisturbed run`, async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'barograph-kill-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const start = Date.now() - 3_600_000
  const load = createLoad(start)
  const people = createPeople()
  const environment = { DATA_DIR: dataDir, TICK: '300ms' }
  let child: Child | undefined
  onTestFinished(async () => {
    await child?.end('SIGKILL')
  })

  for (let kill = 0; kill < KILLS; kill++) {
    if (kill % 4 === 3) {
      const { output } = await killWhileStarting(environment, Math.random() * LONGEST_START_MS)
      expect(faults(output)).toEqual([])
      continue
    }
    child = await startChild(environment)
    if (kill === 0) await child.post('/api/v1/topology', TOPOLOGY)
    // A stop saves the state: what comes after it begins from there and not from the log's beginning.
    if (kill === STOP_BEFORE) {
      expect((await child.end('SIGTERM')).code).toBe(0)
      child = await startChild(environment)
    }
    const running = [load.run(child, SENDERS), people.run(child)]
    // Lives may be too short for an answer on a slow machine; the first is long enough for one.
    if (kill === 0) await people.answered
    await delay(Math.random() * LONGEST_LIFE_MS)
    const { signal, output } = await child.end('SIGKILL')
    await Promise.all(running)
    expect([signal, faults(output)]).toEqual(['SIGKILL', []])
  }
  child = await startChild(environment)
  const disturbed = await found(child)
  await people.expectKept(child)
  const { output } = await child.end('SIGTERM')
  expect(faults(output)).toEqual([])

  const ids = disturbed.events.map(({ externalId }) => externalId)
  expect(load.acknowledged.size).toBeGreaterThan(1000)
  const kept = new Set(ids)
  expect([...load.acknowledged].filter((id) => !kept.has(id))).toEqual([])
  expect(kept.size).toBe(ids.length)
  // What the alerts, the minutes and the decisions count is what the list holds.
  const orphans = disturbed.events.filter(({ outcome }) => outcome === 'orphan').length
  const counted = disturbed.alerts.reduce((sum, alert) => sum + alert.events, 0)
  expect(counted + orphans).toBe(ids.length)
  expect(disturbed.noise).toMatchObject({ events: ids.length, alerts: disturbed.alerts.length })
  expect(disturbed.minutes).toBe(ids.length)

  const undisturbed = await withoutKills(disturbed.events)
  expect(undisturbed.decisions).toEqual(disturbed.decisions)
  expect(undisturbed.alerts).toEqual(disturbed.alerts)
  expect(undisturbed.incidents).toEqual(disturbed.incidents)
  expect(disturbed.incidents.length).toBeGreaterThan(1)
})

/** What the process said went wrong. */
function faults(output: string): string[] {
  return output.split('\n').filter((line) => /"level":[56]0/.test(line) || /Error|cannot start/.test(line))
}

/** Feeds the events, in the order in which they were taken in, to a Barograph that nobody kills. */
async function withoutKills(events: { id: string }[]) {
  const barograph = await startInProcess()
  onTestFinished(() => barograph.close())
  await barograph.post('/api/v1/topology', TOPOLOGY)
  const offset = ({ id }: { id: string }) => Number(id.slice(id.lastIndexOf(':') + 1))
  const inOrder = [...events].sort((a, b) => offset(a) - offset(b))
  for (let at = 0; at < inOrder.length; at += 500) {
    const { body } = await barograph.post('/api/v1/alerts', inOrder.slice(at, at + 500))
    expect(body.rejected).toEqual([])
  }
  return found(barograph)
}

/** All that was found, without what may differ between runs: when things arrived, and ids that tell where. */
async function found(client: Client) {
  await client.settle()
  const events = await client.all('/api/v1/events?scope=default')
  const alerts = await client.all('/api/v1/alerts?scope=default')
  const incidents = await client.all('/api/v1/incidents?scope=default')
  const { buckets } = (await client.get('/api/v1/pressure?scope=default')).body
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
    noise: (await client.get('/api/v1/noise?scope=default')).body,
    minutes: buckets.reduce((sum: number, bucket: { events: number }) => sum + bucket.events, 0),
  }
}
