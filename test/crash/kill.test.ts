import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { expectExactlyOnce, findings } from '../chaos/judge.ts'
import { type Child, killWhileStarting, startChild } from '../support/child.ts'
import { createLoad, TOPOLOGY } from './load.ts'
import { createPeople } from './people.ts'
import { undisturbed } from './undisturbed.ts'

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
  await child.settle()
  const disturbed = await findings(child, 'default')
  const noise = (await child.get('/api/v1/noise?scope=default')).body
  await people.expectKept(child)
  const { output } = await child.end('SIGTERM')
  expect(faults(output)).toEqual([])

  expect(load.acknowledged.size).toBeGreaterThan(1000)
  expectExactlyOnce(disturbed, load.acknowledged)
  expect(noise).toMatchObject({ events: disturbed.events.length, alerts: disturbed.alerts.length })

  const expected = await undisturbed(disturbed.events, 'default')
  expect(expected.decisions).toEqual(disturbed.decisions)
  expect(expected.alerts).toEqual(disturbed.alerts)
  expect(expected.incidents).toEqual(disturbed.incidents)
  expect(disturbed.incidents.length).toBeGreaterThan(1)
})

/** What the process said went wrong. */
function faults(output: string): string[] {
  return output.split('\n').filter((line) => /"level":[56]0/.test(line) || /Error|cannot start/.test(line))
}
