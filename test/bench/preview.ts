import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { type Child, startChild } from '../support/child.ts'
import { quantile, usageOf } from './figures.ts'
import { loadAlert, loadEstate } from './load/estate.ts'
import { fillDay } from './load/stored-day.ts'

/**
 * How long it takes to tell what a change would have made of a stored day, while alerts come in: through the whole
 * system. Prints a table. Fails when a preview does, or when what comes in is not
 * correlated meanwhile.
 */

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    'events-per-alert': { type: 'string', default: '20' },
    things: { type: 'string', default: '5000' },
    rate: { type: 'string', default: '100' },
    times: { type: 'string', default: '2' },
  },
})
const SAMPLE_MS = 250
const estate = loadEstate(Number(values.things))

const silence = (...matchers: object[]) => ({
  silence: { matchers, endsAt: new Date(Date.now() + 86_400_000).toISOString() },
})
const QUESTIONS: readonly (readonly [string, object])[] = [
  ['silence: one thing', silence({ name: 'instance', value: 'service-7-3' })],
  ['silence: one service', silence({ name: 'service', value: 'service-7' })],
  ['silence: a tenth of the services', silence({ name: 'service', value: 'service-.?7', isRegex: true })],
  ['silence: one rule of seven', silence({ name: 'alertname', value: 'Rule3' })],
  ['silence: all warnings', silence({ name: 'severity', value: 'warning' })],
  [
    'inhibition: nodes over their services',
    {
      inhibit: {
        name: 'bench',
        source: [{ name: 'instance', value: 'node-.*', isRegex: true }],
        target: [{ name: 'severity', value: 'warning' }],
        equal: ['alertname'],
      },
    },
  ],
  ['settings: linkThreshold', { settings: 'correlation: { linkThreshold: 0.6 }' }],
  ['settings: notifyFrom', { settings: 'correlation: { notifyFrom: high }' }],
]

const TRIES = 5

/** A busy machine may close a connection that was idle for too long just as it is used again: then once more. */
async function stubbornly<T>(what: () => Promise<T>): Promise<T> {
  for (let left = TRIES; ; left--) {
    try {
      return await what()
    } catch (error) {
      if (left === 0) throw error
      await delay(SAMPLE_MS)
    }
  }
}

async function post(child: Child, alerts: object[]): Promise<void> {
  // Their external ids make that count once.
  const { status } = await stubbornly(() => child.post('/api/v1/alerts', alerts))
  if (status !== 202) throw new Error(`alerts were answered ${status}`)
}

async function settled(child: Child): Promise<void> {
  for (;;) {
    const { lag } = (await stubbornly(() => child.get('/api/v1/status'))).body
    if (lag.loaded === 0 && lag.correlated === 0) return
    await delay(SAMPLE_MS)
  }
}

/** Sends alerts at the rate until `stopped`; resolves with how many. */
async function feed(child: Child, stopped: () => boolean): Promise<number> {
  const began = performance.now()
  let sent = 0
  for (const each = Math.max(1, Number(values.rate) / 10); !stopped(); sent += each) {
    const due = began + (sent * 1000) / Number(values.rate)
    if (due > performance.now()) await delay(due - performance.now())
    const made = Array.from({ length: each }, (_, i) => ({
      ...loadAlert(estate, (sent + i) % 500, Date.now(), 'firing'),
      externalId: `live-${sent + i}`,
    }))
    await post(child, made)
  }
  return sent
}

/** The longest that the main thread's event loop took for its turns, but for one in 100, since it was asked last. */
async function loopDelay(child: Child): Promise<number> {
  const { body } = await stubbornly(() => child.get('/metrics'))
  return Number(/^nodejs_eventloop_lag_p99_seconds (\S+)/m.exec(String(body))?.[1]) * 1000
}

async function ask(child: Child, body: object) {
  await loopDelay(child)
  const lags: number[] = []
  let asking = true
  const watch = (async () => {
    while (asking) {
      lags.push((await stubbornly(() => child.get('/api/v1/status'))).body.lag.correlated)
      await delay(SAMPLE_MS)
    }
  })()
  const cpu = usageOf(child.pid).cpu
  const began = performance.now()
  const answer = await child.post('/api/v1/correlation/preview?scope=default', body)
  const took = performance.now() - began
  const used = usageOf(child.pid)
  asking = false
  await watch
  if (answer.status !== 200) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`)
  return {
    took,
    cpu: used.cpu - cpu,
    most: used.most,
    p99: await loopDelay(child),
    lag: quantile(lags, 1),
    body: answer.body,
  }
}

const folder = await mkdtemp(join(tmpdir(), 'bench-preview-'))
let child: Child | undefined
try {
  const began = performance.now()
  const amount = { events: Number(values.events), eventsPerAlert: Number(values['events-per-alert']) }
  const events = await fillDay(folder, estate, amount, Date.now() - 60_000)
  console.log(`${events} events stored and correlated in ${Math.round((performance.now() - began) / 1000)} s`)
  child = await startChild({ DATA_DIR: folder })
  const running = child
  await running.post('/api/v1/topology', estate.topology)
  let stopped = false
  const feeding = feed(running, () => stopped)
  feeding.catch(() => undefined)
  const rows = []
  for (const [what, question] of QUESTIONS) {
    for (let time = 0; time < Number(values.times); time++) {
      const { took, cpu, most, p99, lag, body } = await ask(running, question)
      const { replayed, before, after, hidden } = body
      rows.push({
        what,
        'wall s': (took / 1000).toFixed(1),
        'CPU s': cpu.toFixed(1),
        'of events': replayed.events,
        touched: replayed.touched ?? 'all',
        cut: replayed.cut,
        notifications: `${before.notifications} -> ${after.notifications}`,
        incidents: `${before.incidents} -> ${after.incidents}`,
        hidden: hidden.count,
        'loop p99 ms': Math.round(p99),
        'not correlated, most': lag,
        'MB, most': most,
      })
    }
  }
  console.table(rows)
  stopped = true
  const sent = await feeding
  await settled(running)
  console.log(`${sent} alerts came in meanwhile and are correlated`)
} finally {
  await child?.end('SIGKILL')
  await rm(folder, { recursive: true, force: true })
}
