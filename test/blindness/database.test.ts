import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Child, startChild } from '../support/child.ts'
import { type FrontChild, startFrontChild } from '../support/clickhouse-front-child.ts'
import { type HeartbeatReceiver, startHeartbeatReceiver } from './heartbeat-receiver.ts'

const PATIENCE = { timeout: 120_000, interval: 100 }
const ALERT = { source: 'test', status: 'firing', severity: 'critical', name: 'DiskFull', labels: {} }

describe('with its database on a server', () => {
  let folder = ''
  let front: FrontChild
  let receiver: HeartbeatReceiver
  let child: Child

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'barograph-blindness-'))
    front = await startFrontChild({ folder: join(folder, 'server') })
    receiver = await startHeartbeatReceiver()
    child = await startChild({
      DATA_DIR: folder,
      CLICKHOUSE_URL: front.url,
      HEARTBEAT_URL: receiver.url,
      HEARTBEAT_INTERVAL: '200ms',
      LOG_LEVEL: 'debug',
    })
  })
  afterAll(async () => {
    await child?.end('SIGKILL')
    await front?.kill()
    await receiver?.close()
    await rm(folder, { recursive: true, force: true })
  })

  const status = async () => (await child.get('/api/v1/status')).body
  const metric = async (name: string) =>
    Number(
      (await child.get('/metrics')).body
        .split('\n')
        .find((line: string) => line.startsWith(`${name} `))
        ?.split(' ')[1],
    )
  const beating = async () => {
    const before = receiver.heard.length
    await expect.poll(() => receiver.heard.length, PATIENCE).toBeGreaterThan(before + 1)
  }

  test("it tells the dead man's switch that it can see", async () => {
    await beating()
    expect(new Set(receiver.heard)).toEqual(new Set([`GET /ping/${receiver.token}`]))
    expect(await status()).toMatchObject({
      problems: [],
      stages: [
        { stage: 'load', waiting: 0, state: 'ok' },
        { stage: 'correlate', waiting: 0, state: 'ok' },
      ],
    })
    expect(await metric('barograph_heartbeats_total{result="taken"}')).toBeGreaterThan(0)
  })

  test('a switch that does not take it is tried again and counted, and its address is in no log', async () => {
    receiver.answerWith(503)
    await expect
      .poll(() => metric('barograph_heartbeats_total{result="failed"}'), PATIENCE)
      .toBeGreaterThan(0)
    receiver.answerWith(302, { location: '/elsewhere' })
    const failed = await metric('barograph_heartbeats_total{result="failed"}')
    await expect
      .poll(() => metric('barograph_heartbeats_total{result="failed"}'), PATIENCE)
      .toBeGreaterThan(failed + 1)
    receiver.answerWith(200)
    await beating()
    // A redirect is not followed.
    expect(new Set(receiver.heard)).toEqual(new Set([`GET /ping/${receiver.token}`]))
    expect(child.output()).toContain('the heartbeat was not taken')
    expect(child.output()).not.toContain(receiver.token)
  })

  test.each([
    ['killed', () => front.kill(), () => front.start()],
    ['frozen', async () => front.signal('SIGSTOP'), async () => front.signal('SIGCONT')],
  ])(
    'a database that is %s is said in words, loading stops, and so do the beats until it is back',
    async (_, stop, start) => {
      await child.post('/api/v1/alerts', ALERT)
      await expect.poll(async () => (await status()).sources, PATIENCE).toMatchObject([{ source: 'test' }])
      await beating()
      await stop()
      expect((await child.post('/api/v1/alerts', { ...ALERT, name: 'Later' })).status).toBe(202)
      await expect
        .poll(async () => (await status()).problems.join(), PATIENCE)
        .toContain('The database does not answer: what you see is old or missing')
      const { heard } = receiver
      const before = heard.length
      await expect
        .poll(async () => (await status()).problems.join(), PATIENCE)
        .toContain('Loading has stopped: ')
      const { stages, sources, lag } = await status()
      expect(stages).toMatchObject([
        { stage: 'load', state: 'stopped' },
        { stage: 'correlate', state: 'ok' },
      ])
      expect(stages[0].lateSeconds).toBeGreaterThanOrEqual(10)
      expect(lag.loaded).toBeGreaterThan(0)
      // What was known before is still told.
      expect(sources).toMatchObject([{ source: 'test' }])
      expect(await metric('barograph_stage_up{stage="load"}')).toBe(0)
      expect(await metric('barograph_lag_seconds{stage="load"}')).toBeGreaterThanOrEqual(10)
      // One may have been under way.
      expect(heard.length - before).toBeLessThanOrEqual(1)

      await start()
      await beating()
      await child.settle()
      await expect.poll(async () => (await status()).problems, PATIENCE).toEqual([])
    },
  )
})
