import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { pino } from 'pino'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openEmbeddedLog } from '../../ingest/log/embedded.ts'
import type { Log } from '../../ingest/log/log.ts'
import { type AdmissionGate, createAdmissionGate } from '../../ingest/receive/admission-gate.ts'
import { createReceiver } from '../../ingest/receive/receiver.ts'
import { limits } from '../../schema/settings/limits.ts'
import { SEVERITIES, type Severity } from '../../schema/severity.ts'
import { createApp } from '../../server/api/create-app.ts'
import { createMetrics } from '../../server/api/metrics.ts'
import { createSessions } from '../../server/api/sessions.ts'
import { type Listening, listen } from '../../server/roles/listen.ts'
import { watchLog } from '../../server/roles/readiness.ts'

/** The intake on a real log, over HTTP, with a valve between the two. */

const MAX_BYTES = 1_000_000
const MILDEST_FIRST = [...SEVERITIES].reverse()

let folder = ''
let log: Log
let server: Listening
let admission: AdmissionGate
let url = ''
/** Appends wait for this. */
let valve: Promise<unknown> = Promise.resolve()
let waiting = 0
let mostBytes = 0

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'barograph-overload-'))
  log = await openEmbeddedLog({
    dataDir: folder,
    clock: Date.now,
    newId: randomUUID,
    retention: { days: 7, bytes: 1e9 },
  })
  valve = Promise.resolve()
  waiting = 0
  mostBytes = 0
  const narrow: Log = {
    ...log,
    async append(entries) {
      waiting++
      await valve
      await log.append(entries)
      waiting--
    },
  }
  const monotonic = () => performance.now()
  const watched = watchLog(narrow, monotonic)
  const metrics = createMetrics()
  const logger = pino({ level: 'silent' })
  admission = createAdmissionGate({
    maxBytesInFlight: MAX_BYTES,
    // The valve is closed for as long as a slow machine needs; what counts here are bytes.
    stalledMs: () => 0,
    monotonic,
    onRefused: metrics.intake.refused,
  })
  const receiver = createReceiver({
    log: watched.log,
    admission: measured(admission),
    limits: limits.parse({}),
    mappings: {},
    clock: Date.now,
    newId: randomUUID,
    defaultScope: 'default',
    clockToleranceMs: 120_000,
    resolveTimeoutMs: 300_000,
    counters: metrics.intake,
    logger,
  })
  const app = createApp(
    {
      metrics,
      logger,
      host: '127.0.0.1',
      allowedHosts: [],
      tokens: {},
      lag: async () => ({ loaded: 0, correlated: 0 }),
      ready: [],
    },
    createSessions(undefined, Date.now),
  )
  app.route('/', receiver.app)
  server = await listen(app.fetch, '127.0.0.1', 0)
  url = `http://127.0.0.1:${server.port}`
})

afterEach(async () => {
  await server.stop(1000)
  await log.close()
  await rm(folder, { recursive: true, force: true })
})

/** The same gate; notes the most that it ever held. */
function measured(gate: AdmissionGate): AdmissionGate {
  const note = () => {
    mostBytes = Math.max(mostBytes, gate.bytesInFlight())
  }
  return {
    ...gate,
    enter(bytes) {
      const passage = gate.enter(bytes)
      note()
      return {
        ...passage,
        hold(more) {
          passage.hold(more)
          note()
        },
      }
    },
  }
}

/** Appends wait from now on, until the returned function is called. */
function closeValve(): () => void {
  let open = () => {}
  valve = new Promise<void>((resolve) => {
    open = resolve
  })
  return () => open()
}

/** An alert whose record is as large as `bytes`, more or less. */
function body(externalId: string, severity: Severity, bytes: number): string {
  const padding = 'x'.repeat(bytes)
  const alert = { source: 't', status: 'firing', severity, name: 'n', externalId, labels: {} }
  return JSON.stringify({ ...alert, description: padding })
}

async function post(text: string, path = '/api/v1/alerts') {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(url + path, { method: 'POST', body: text, headers })
  return { status: response.status, headers: response.headers, json: (await response.json()) as unknown }
}

async function onTheLog(): Promise<string[]> {
  const consumer = await log.consumer(randomUUID(), async () => 0)
  const ids: string[] = []
  for (;;) {
    const batch = await consumer.read({ maxRecords: 10_000, maxBytes: 1e9, waitMs: 10 })
    if (!batch) break
    for (const { value } of batch.entries) ids.push(JSON.parse(String(value)).externalId)
  }
  await consumer.close()
  return ids
}

async function refusedBySeverity(): Promise<Record<string, number>> {
  const text = await (await fetch(`${url}/metrics`)).text()
  const lines = text.matchAll(/^barograph_requests_refused_total\{severity="(\w+)"\} (\d+)$/gm)
  return Object.fromEntries([...lines].map(([, severity, count]) => [severity, Number(count)]))
}

test('while the log stands still the mildest are refused first, and all that was accepted is on the log', async () => {
  const open = closeValve()
  const accepted: { id: string; answer: ReturnType<typeof post> }[] = []
  const room: number[] = []
  for (const severity of MILDEST_FIRST) {
    for (let n = 0; ; n++) {
      const id = `${severity}-${n}`
      const before = waiting
      const answer = post(body(id, severity, 20_000))
      let answered: Awaited<typeof answer> | undefined
      void answer.then((is) => {
        answered = is
      })
      while (!answered && waiting === before) await delay(2)
      if (!answered) {
        accepted.push({ id, answer })
        continue
      }
      expect(answered).toMatchObject({ status: 429, json: { title: 'Too much at once', status: 429 } })
      expect(Number(answered.headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
      break
    }
    room.push(accepted.length)
  }
  // Each worse severity had more room than the milder ones, and together they stayed within the bound.
  expect(room).toEqual([...new Set(room)].sort((a, b) => a - b))
  expect(mostBytes).toBeLessThanOrEqual(MAX_BYTES)
  expect(mostBytes).toBeGreaterThan(MAX_BYTES * 0.9)
  const counts = await refusedBySeverity()
  expect(counts).toMatchObject({ info: 1, warning: 1, high: 1 })
  // Whether the last one was refused before or after its body was read depends on how much room was left.
  expect((counts['critical'] ?? 0) + (counts['unread'] ?? 0)).toBe(1)

  open()
  for (const { answer } of accepted) expect((await answer).status).toBe(202)
  expect((await onTheLog()).sort()).toEqual(accepted.map(({ id }) => id).sort())
  expect(admission.bytesInFlight()).toBe(0)
  for (const severity of MILDEST_FIRST)
    expect((await post(body(`after-${severity}`, severity, 20_000))).status).toBe(202)
})

test('a change is taken in where alerts are refused, and emulated APIs refuse in their own words', async () => {
  const open = closeValve()
  const first = post(body('first', 'info', 60_000))
  const more = Array.from({ length: 6 }, (_, n) => post(body(`more-${n}`, 'critical', 60_000)))
  while (waiting < 7) await delay(2)
  expect((await post(body('late', 'high', 10))).status).toBe(429)
  const change = post(
    JSON.stringify({ source: 'ci', kind: 'deploy', by: 'bot', summary: 'release' }),
    '/api/v1/changes',
  )
  while (waiting < 8) await delay(2)
  const amtool = await post(
    JSON.stringify([{ labels: { alertname: 'a', severity: 'warning' } }]),
    '/api/v2/alerts',
  )
  expect(amtool).toMatchObject({
    status: 429,
    json: { code: 429, message: expect.stringContaining('again') },
  })
  const event = { routing_key: 'k', event_action: 'trigger' }
  const payload = { summary: 's', source: 'h', severity: 'info' }
  const pager = await post(JSON.stringify({ ...event, payload }), '/v2/enqueue')
  expect(pager).toMatchObject({ status: 429, json: { status: 'throttle exceeded' } })
  expect(pager.headers.get('retry-after')).toMatch(/^\d+$/)
  open()
  for (const { status } of await Promise.all([first, change, ...more])) expect(status).toBe(202)
})

test('many large bodies at once do not take the memory before they are read', async () => {
  const open = closeValve()
  const answers = Array.from({ length: 60 }, (_, n) => post(body(`large-${n}`, 'critical', 60_000)))
  const refused = Promise.all(
    answers.map(async (answer) => ((await answer).status === 429 ? [await answer] : [])),
  )
  const counts = async () => (await refusedBySeverity())['unread'] ?? 0
  while ((await counts()) + waiting < 60) await delay(5)
  expect(mostBytes).toBeLessThanOrEqual(MAX_BYTES)
  expect(await counts()).toBeGreaterThan(40)
  open()
  expect((await refused).flat()).toHaveLength(await counts())
  expect(await onTheLog()).toHaveLength(60 - (await counts()))
})

test('senders that come again as told get everything in once, though the log is slow', async () => {
  const all: string[] = []
  let busy = true
  const narrowed = (async () => {
    while (busy) {
      const open = closeValve()
      await delay(20)
      open()
      await delay(1)
    }
  })()
  const sender = async (who: number) => {
    for (let n = 0; n < 12; n++) {
      const severity = SEVERITIES[(who + n) % SEVERITIES.length] ?? 'info'
      const id = `${who}-${n}`
      all.push(id)
      while ((await post(body(id, severity, 30_000))).status === 429) await delay(30)
    }
  }
  await Promise.all(Array.from({ length: 40 }, (_, who) => sender(who)))
  busy = false
  await narrowed
  expect(mostBytes).toBeLessThanOrEqual(MAX_BYTES)
  expect((await onTheLog()).sort()).toEqual(all.sort())
  expect(Object.values(await refusedBySeverity()).reduce((sum, count) => sum + count)).toBeGreaterThan(0)
})
