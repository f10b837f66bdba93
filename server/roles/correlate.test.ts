import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Authority, counts } from '../../ingest/log/authority.ts'
import { type EmbeddedLog, openEmbeddedLog } from '../../ingest/log/embedded.ts'
import { type Log, LogUnavailableError } from '../../ingest/log/log.ts'
import type { CorrelationRecord } from '../../schema/records/correlation.ts'
import { encodeRecord, type LogRecord } from '../../schema/records/record.ts'
import { alert, settingsWith } from '../correlate/testing.ts'
import { startCorrelating } from './correlate.ts'
import { createCorrelation } from './correlation/correlation.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const db = { type: 'database', name: 'payments-db' }

let folder: string
let log: EmbeddedLog

async function open(): Promise<void> {
  log = await openEmbeddedLog({
    dataDir: folder,
    clock: Date.now,
    newId: () => '01234567-89ab-4def-8123-456789abcdef',
    retention: { days: 7, bytes: 1e9 },
  })
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barograph-correlate-'))
  await open()
})

afterEach(async () => {
  await log.close()
  await rm(folder, { recursive: true, force: true })
})

async function start(tickMs = 3_600_000, on: Log = log) {
  return startCorrelating({
    log: on,
    snapshots: log.snapshots,
    settings: settingsWith(),
    arrivalDefaults: { scope: 'default', clockToleranceMs: 1000 },
    tickMs,
    monotonic: () => performance.now(),
    newId: randomUUID,
    correlate: createCorrelation,
    logger: quiet,
  })
}

async function post(...records: LogRecord[]): Promise<void> {
  await log.append(records.map((record) => ({ key: 'default', value: encodeRecord(record) })))
}

async function everything(): Promise<(LogRecord & { offset: number })[]> {
  const consumer = await log.consumer(`look-${Math.random()}`, async () => 0)
  const end = (await log.partitions())[0]?.end ?? 0
  const found = []
  while (found.length < end) {
    const batch = await consumer.read({ maxRecords: 1000, maxBytes: 1e8, waitMs: 1000 })
    for (const { offset, value } of batch?.entries ?? []) {
      const text = Buffer.from(value).toString()
      found.push({ ...(text.startsWith('{') ? JSON.parse(text) : {}), offset })
    }
  }
  await consumer.close()
  return found
}

async function findings(): Promise<CorrelationRecord[]> {
  return (await everything()).filter((record) => record.type === 'correlation')
}

async function caughtUp(running: Awaited<ReturnType<typeof start>>): Promise<void> {
  await expect
    .poll(async () => {
      const [partition] = await log.partitions()
      return running.positions().get(log.partition) === partition?.end
    })
    .toBe(true)
}

/** The last state of everything, and what was counted, as a reader that judges the records comes to it. */
function lastStates(records: (LogRecord & { offset: number })[]) {
  const authority: Authority = { owner: undefined, answered: 0 }
  const states = new Map<string, unknown>()
  let notifications = 0
  for (const record of records) {
    if (!counts(authority, record) || record.type !== 'correlation') continue
    for (const one of record.alerts) states.set(`alert ${one.id}`, one)
    for (const one of record.removedAlerts) states.delete(`alert ${one.id}`)
    for (const one of record.incidents) states.set(`incident ${one.id}`, one)
    for (const one of record.links) states.set(`link ${one.incidentId} ${one.alertId}`, one)
    notifications += record.notifications.length
  }
  return { states, notifications }
}

const decided = (records: CorrelationRecord[]) =>
  records.flatMap((record) => record.events.map((event) => event.offset))

describe('the correlate role', () => {
  test('answers each event once, also over a restart from a snapshot and one without', async () => {
    let running = await start()
    await post(alert(0, { name: 'A', entity: db }))
    await caughtUp(running)
    await running.stop()

    await post(alert(10, { name: 'B', entity: db }))
    running = await start()
    await caughtUp(running)
    await running.stop()

    const events = (await everything())
      .filter((record) => record.type === 'alert')
      .map((record) => record.offset)
    expect(decided(await findings()).sort()).toEqual(events)
    const incidents = new Set(
      (await findings()).flatMap((record) => record.incidents.map((incident) => incident.id)),
    )
    expect(incidents.size).toBe(1)
  })

  test('findings that are on the log already are not said again when the state was lost', async () => {
    const running = await start()
    await post(alert(0, { name: 'A', entity: db }), alert(5, { name: 'B', entity: db }))
    await caughtUp(running)
    await running.stop()
    const before = await findings()

    await log.close()
    await rm(join(folder, 'snapshots'), { recursive: true, force: true })
    await open()
    const again = await start()
    await post(alert(10, { name: 'C', entity: db }))
    await caughtUp(again)
    await again.stop()

    const after = await findings()
    expect(after.slice(0, before.length)).toEqual(before)
    expect(decided(after.slice(before.length))).toHaveLength(1)
    expect(after.at(-1)?.incidents[0]?.counts.alerts).toBe(3)
  })

  test('time moves on between events while something waits for it', async () => {
    const running = await start(20)
    await post(
      alert(0, {
        name: 'A',
        entity: db,
        endsAt: new Date(Date.parse('2026-03-02T03:00:00.100Z')).toISOString(),
      }),
    )
    await expect
      .poll(async () => (await findings()).at(-1)?.incidents[0]?.status, { timeout: 120_000 })
      .toBe('resolved')
    await running.stop()
  })

  test('a correlator that was thought dead and comes back does no harm', async () => {
    const one = await start()
    await post(alert(0, { name: 'A', entity: db }))
    await caughtUp(one)
    await one.stop()
    const [first] = await findings()
    if (!first) throw new Error('nothing was found')

    const other = await start()
    await caughtUp(other)
    await post(alert(5, { name: 'B', entity: db }))
    await caughtUp(other)
    // What the first one still had in hand when it was stopped arrives late, and its ticks.
    const stale = { ...first, input: { from: 0, to: 1_000 }, owner: 'gone' }
    await post(stale, { type: 'tick', elapsedMs: 3_600_000, owner: 'gone' })
    await post(alert(10, { name: 'C', entity: db }))
    await caughtUp(other)
    await other.stop()

    const own = (await findings()).filter(({ owner }) => owner !== 'gone')
    expect(decided(own)).toHaveLength(3)
    expect(own.at(-1)?.incidents[0]).toMatchObject({ status: 'open', counts: { alerts: 3 } })
  })

  test('a late claim of one that holds nothing is answered by a new claim', async () => {
    const running = await start()
    await post(alert(0, { name: 'A', entity: db }))
    await caughtUp(running)
    await post({ type: 'claim', owner: 'gone' })
    await post(alert(5, { name: 'B', entity: db }))
    await expect.poll(async () => decided(await findings()).length, { timeout: 120_000 }).toBe(2)
    await running.stop()
    const claims = (await everything()).filter((record) => record.type === 'claim')
    expect(claims.map(({ owner }) => owner === 'gone')).toEqual([false, true, false])
  })

  test('findings larger than a record come in several; one that dies between them leaves no trace', async () => {
    const storm = Array.from({ length: 60 }, (_, index) =>
      alert(index, { name: `A${index % 20}`, entity: { type: 'node', name: `n${index % 7}` } }),
    )
    const whole = await start()
    await post(...storm)
    await caughtUp(whole)
    await whole.stop()
    const expected = lastStates(await everything())
    expect((await findings()).every(({ input }) => input.until === undefined)).toBe(true)

    await log.close()
    await rm(folder, { recursive: true, force: true })
    await open()
    // After some parts the log refuses, and its correlator is gone before it can try again.
    let left = 4
    const failing: Log = {
      ...log,
      maxRecordBytes: 4_000,
      async appendTo(partition, values) {
        if (left-- <= 0) throw new LogUnavailableError('full')
        await log.appendTo(partition, values)
      },
    }
    await post(...storm)
    const dying = await start(undefined, failing)
    await expect.poll(async () => (await findings()).length).toBe(3)
    await log.close()
    void dying.stop()
    await open()
    await post(...Array.from({ length: 5 }, (_, index) => alert(70 + index, { name: 'later', entity: db })))
    const next = await start(undefined, { ...log, maxRecordBytes: 4_000 })
    await caughtUp(next)
    await next.stop()
    const all = await everything()
    const first = all.filter((record) => record.type === 'correlation' && record.input.until !== undefined)
    expect(first.length).toBeGreaterThan(6)
    const upToStorm = all.filter((record) => record.type !== 'correlation' || record.input.from < 60)
    expect(lastStates(upToStorm)).toEqual(expected)
    expect(decided(all.filter((record) => record.type === 'correlation')).sort((a, b) => a - b)).toHaveLength(
      65,
    )
  })

  test('what is no record stops nothing', async () => {
    const running = await start()
    await log.append([{ key: 'default', value: Buffer.from('not json') }])
    await post(alert(0, { name: 'A', entity: db }))
    await caughtUp(running)
    expect(decided(await findings())).toHaveLength(1)
    await running.stop()
  })
})
