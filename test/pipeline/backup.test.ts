import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { createLoad, loadEvent, TOPOLOGY } from '../crash/load.ts'
import { createPeople } from '../crash/people.ts'
import { runCommand } from '../support/backup.ts'
import { type Child, startChild } from '../support/child.ts'
import { everything } from '../support/everything.ts'

const TOKENS = { ADMIN_TOKEN: 'the-admin-token', INGEST_TOKEN: 'the-ingest-token' }
const SENDERS = 3
const BACKUP_AT = 500
/** Alerts that at least come while the backup is made, and after it. */
const MORE = 300

test('a backup made under load is restored with the incidents of its log, and goes on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'barograph-backup-'))
  let child: Child | undefined
  onTestFinished(async () => {
    await child?.end('SIGKILL')
    await rm(folder, { recursive: true, force: true })
  })
  const environment = (dataDir: string) => ({ DATA_DIR: join(folder, dataDir), TICK: '300ms', ...TOKENS })
  async function start(dataDir: string): Promise<Child> {
    await mkdir(join(folder, dataDir), { recursive: true })
    child = await startChild(environment(dataDir))
    return child
  }

  const original = await start('original')
  await original.post('/api/v1/topology', TOPOLOGY)
  const started = Date.now() - 3_600_000
  const load = createLoad(started)
  const people = createPeople()
  const peopleAtWork = people.run(original)
  let until = Number.POSITIVE_INFINITY
  const sending = load.run(original, SENDERS, () => load.acknowledged.size >= until)
  await people.answered
  while (load.acknowledged.size < BACKUP_AT) await delay(5)
  const before = new Set(load.acknowledged)
  const running = { ...environment('original'), PORT: new URL(original.url).port }
  const backup = await runCommand('backup', join(folder, 'backup'), running)
  expect(backup).toMatchObject({ code: 0 })
  expect(load.acknowledged.size).toBeGreaterThan(before.size)
  until = load.acknowledged.size + MORE
  await sending
  await original.settle()
  await original.end('SIGKILL')
  await peopleAtWork

  const restored = await runCommand('restore', join(folder, 'backup'), environment('restored'))
  expect(restored).toMatchObject({ code: 0 })
  const copy = await start('restored')
  const found = await everything(copy)
  const ids = eventIds(found.events)
  expect(new Set(ids).size).toBe(ids.length)
  expect([...before].filter((id) => !ids.includes(id))).toEqual([])
  expect(ids.filter((id) => !load.acknowledged.has(id))).toEqual([])
  expect(ids.length).toBeLessThan(load.acknowledged.size)
  expect(found.incidents.length).toBeGreaterThan(1)
  await copy.end('SIGTERM')

  // Its tables and states say what its log says, to the id.
  await cp(join(folder, 'restored/log'), join(folder, 'from-log/log'), { recursive: true })
  const fromLog = await start('from-log')
  expect(await everything(fromLog)).toEqual(found)
  await fromLog.end('SIGKILL')

  const again = await start('restored')
  const all = Array.from(load.acknowledged, (id) => loadEvent(started, Number(id.slice('event-'.length))))
  expect((await again.post('/api/v1/alerts', all)).status).toBe(202)
  const complete = await everything(again)
  expect(eventIds(complete.events).sort()).toEqual([...load.acknowledged].sort())
  const orphans = complete.events.filter(({ outcome }) => outcome === 'orphan').length
  expect(complete.alerts.reduce((sum, alert) => sum + alert.events, 0) + orphans).toBe(complete.events.length)
})

/** Of what the load sent, not the people. */
function eventIds(events: { externalId: string }[]): string[] {
  return events.map(({ externalId }) => externalId).filter((id) => id.startsWith('event-'))
}
