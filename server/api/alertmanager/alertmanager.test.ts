import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Listening, listen } from '../../roles/listen.ts'
import { type Pipeline, startPipeline } from '../testing/pipeline.ts'

const run = promisify(execFile)

/** Why this cannot run here; undefined when it can, or must. */
const missing = ['amtool', 'prometheus-alertmanager'].filter((program) => !isInstalled(program))
const must = process.env['CI'] === 'true' || process.env['REQUIRE_ALL'] === '1'
const skipped = missing.length > 0 && !must
const why = skipped
  ? ` (SKIPPED: ${missing.join(' and ')} not installed; apt-get install prometheus-alertmanager)`
  : ''

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(skipped)(`beside the real Alertmanager${why}`, () => {
  let pipeline: Pipeline
  let server: Listening
  let real: ChildProcess
  let folder: string
  /** The same API, ours and the real one. */
  let ours = ''
  let theirs = ''

  beforeAll(async () => {
    pipeline = await startPipeline()
    server = await listen(pipeline.api.app.fetch, '127.0.0.1', 0)
    ours = `http://127.0.0.1:${server.port}`
    folder = await mkdtemp(join(tmpdir(), 'barograph-alertmanager-'))
    const port = await freePort()
    theirs = `http://127.0.0.1:${port}`
    await writeFile(
      join(folder, 'config.yml'),
      'route:\n  receiver: barograph\n  group_by: [alertname]\n  group_wait: 0s\nreceivers:\n- name: barograph\n',
    )
    real = spawn(
      'prometheus-alertmanager',
      [
        `--config.file=${join(folder, 'config.yml')}`,
        `--storage.path=${folder}`,
        `--web.listen-address=127.0.0.1:${port}`,
        '--cluster.listen-address=',
      ],
      { stdio: 'ignore' },
    )
    const ready = async () => expect((await fetch(`${theirs}/-/ready`)).ok).toBe(true)
    await vi.waitFor(ready, { timeout: 120_000, interval: 100 })
    const alerts = [
      {
        labels: { alertname: 'DiskFull', severity: 'critical', instance: 'web-1:9100' },
        annotations: { summary: 'full' },
        generatorURL: 'http://p/g',
      },
      { labels: { alertname: 'DiskFull', severity: 'warning', instance: 'web-2:9100' } },
      { labels: { alertname: 'HighLatency', service: 'checkout', team: 'shöp' } },
    ]
    for (const url of [ours, theirs])
      expect((await ask(url, 'POST', '/api/v2/alerts', alerts)).status).toBe(200)
    await pipeline.settle()
    const grouped = async () =>
      expect((await ask(theirs, 'GET', '/api/v2/alerts/groups')).body).toHaveLength(2)
    await vi.waitFor(grouped, { timeout: 120_000, interval: 100 })
  })

  afterAll(async () => {
    real.kill('SIGKILL')
    await server.stop(100)
    await pipeline.close()
    await rm(folder, { recursive: true })
  })

  async function ask(url: string, method: string, path: string, body?: unknown) {
    const response = await fetch(url + path, {
      method,
      ...(body !== undefined && {
        headers: { 'content-type': 'application/json' },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    })
    const text = await response.text()
    return { status: response.status, body: text === '' ? undefined : JSON.parse(text) }
  }

  /** What of an answer must be the same: all but times and ids, of which only the form. */
  function comparable(value: unknown): unknown {
    // Within a group the real one has no order.
    if (Array.isArray(value)) return value.map(comparable).sort(byFingerprint)
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value)
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([key, inner]) => [key, /At$|^id$|silenceID/.test(key) ? typeof inner : comparable(inner)]),
      )
    }
    return value
  }

  async function same(method: string, path: string, body?: unknown) {
    const [a, b] = await Promise.all([ask(ours, method, path, body), ask(theirs, method, path, body)])
    expect(comparable(a), `${method} ${path}`).toEqual(comparable(b))
    return { ours: a.body, theirs: b.body }
  }

  it.each([
    '',
    '?active=false',
    '?active=maybe',
    '?silenced=false&inhibited=false&unprocessed=false',
    '?filter=alertname%3DDiskFull',
    '?filter=severity%3Dcritical&filter=alertname%3DDiskFull',
    '?filter=severity%3D~%22crit.*%7Cwarning%22',
    '?filter=severity%3D%22%22',
    '?filter=severity!%3D%22%22',
    '?filter=instance!~%22web-1.*%22',
    '?filter=team%3D%22sh%C3%B6p%22',
    '?receiver=baro.*',
    '?receiver=other',
  ])('answers the same alerts to %s', async (query) => {
    await same('GET', `/api/v2/alerts${query}`)
  })

  it('answers the same groups and receivers', async () => {
    await same('GET', '/api/v2/alerts/groups')
    await same('GET', '/api/v2/alerts/groups?filter=severity%3Dcritical')
    await same('GET', '/api/v2/receivers')
    const status = (await ask(ours, 'GET', '/api/v2/status')).body
    const wanted = (await ask(theirs, 'GET', '/api/v2/status')).body
    expect(Object.keys(status).sort()).toEqual(Object.keys(wanted).sort())
    expect(Object.keys(status.versionInfo).sort()).toEqual(Object.keys(wanted.versionInfo).sort())
  })

  it.each(['?filter=%7Bx', '?filter=a%3D~%22(%22', '?receiver=('])(
    'refuses %s with the same status',
    async (query) => {
      const [a, b] = await Promise.all([
        ask(ours, 'GET', `/api/v2/alerts${query}`),
        ask(theirs, 'GET', `/api/v2/alerts${query}`),
      ])
      expect([a.status, typeof a.body]).toEqual([b.status, typeof b.body])
    },
  )

  const in1h = () => new Date(Date.now() + 3_600_000).toISOString()
  const silence = (rest: object = {}) => ({
    matchers: [{ name: 'alertname', value: 'Disk.*', isRegex: true }],
    startsAt: new Date().toISOString(),
    endsAt: in1h(),
    createdBy: 'ann',
    comment: 'known',
    ...rest,
  })

  it('sets, lists, changes and ends silences alike', async () => {
    const set = await same('POST', '/api/v2/silences', silence())
    await pipeline.settle()
    await expect
      .poll(async () => (await ask(theirs, 'GET', '/api/v2/alerts?silenced=false')).body.length)
      .toBe(1)
    await same('GET', '/api/v2/silences')
    await same('GET', '/api/v2/silences?filter=alertname%3D%22Disk.*%22')
    await same('GET', '/api/v2/silences?filter=alertname%3D~%22Disk.*%22')
    await same('GET', '/api/v2/silences?filter=alertname%3D%22Other%22')
    await same('GET', '/api/v2/alerts?silenced=false')
    await same('GET', '/api/v2/alerts?active=false&filter=severity%3Dnone')
    const held = (await ask(ours, 'GET', '/api/v2/alerts?active=false')).body
    expect(held).toHaveLength(2)
    expect(held[0].status).toMatchObject({ state: 'suppressed', silencedBy: [set.ours.silenceID] })

    const current = (await ask(ours, 'GET', `/api/v2/silence/${set.ours.silenceID}`)).body
    const kept = await ask(ours, 'POST', '/api/v2/silences', {
      ...current,
      comment: 'longer',
      endsAt: in1h(),
    })
    expect(kept.body.silenceID).toBe(set.ours.silenceID)
    const matchers = [{ name: 'alertname', value: 'DiskFull', isRegex: false }]
    const other = await ask(ours, 'POST', '/api/v2/silences', { ...current, matchers })
    expect(other.body.silenceID).not.toBe(set.ours.silenceID)
    const states = (await ask(ours, 'GET', '/api/v2/silences')).body.map(
      (one: { status: { state: string } }) => one.status.state,
    )
    expect(states).toEqual(['active', 'expired'])
    expect((await ask(ours, 'DELETE', `/api/v2/silence/${other.body.silenceID}`)).status).toBe(200)
    expect((await ask(theirs, 'DELETE', `/api/v2/silence/${set.theirs.silenceID}`)).status).toBe(200)
    await pipeline.settle()
    await expect
      .poll(async () => (await ask(ours, 'GET', '/api/v2/alerts?silenced=false')).body.length)
      .toBe(3)
  })

  it.each([
    ['no matchers', silence({ matchers: [] })],
    ['one that matches everything', silence({ matchers: [{ name: 'a', value: '.*', isRegex: true }] })],
    ['an end before the start', silence({ endsAt: new Date(Date.now() - 7_200_000).toISOString() })],
    ['no comment', silence({ comment: undefined })],
    ['no regular expression', silence({ matchers: [{ name: 'a', value: '(', isRegex: true }] })],
    ['no time', silence({ startsAt: 'now' })],
    ['no JSON', '{"matchers"'],
  ])('refuses a silence with %s as the real one does', async (_what, body) => {
    const [a, b] = await Promise.all([
      ask(ours, 'POST', '/api/v2/silences', body),
      ask(theirs, 'POST', '/api/v2/silences', body),
    ])
    expect(b.status).toBeGreaterThanOrEqual(400)
    expect(a.status).toBeGreaterThanOrEqual(400)
    expect(a.status).toBeLessThan(500)
  })

  it('knows no unknown silence', async () => {
    const path = '/api/v2/silence/00000000-0000-4000-8000-000000000000'
    expect((await ask(theirs, 'GET', path)).status).toBe(404)
    expect((await ask(ours, 'GET', path)).status).toBe(404)
    expect((await ask(ours, 'DELETE', path)).status).toBe(404)
  })

  describe('with amtool', () => {
    const amtool = async (...rest: string[]) =>
      (await run('amtool', [...rest, `--alertmanager.url=${ours}`])).stdout

    it('queries alerts', async () => {
      const found = JSON.parse(await amtool('alert', 'query', 'severity=~"crit.*"', '-o', 'json'))
      expect(found).toMatchObject([
        { labels: { alertname: 'DiskFull', severity: 'critical' }, status: { state: 'active' } },
      ])
      expect(await amtool('alert', 'query')).toContain('HighLatency')
    })

    it('adds, queries, updates and expires a silence', async () => {
      const id = (
        await amtool(
          'silence',
          'add',
          'alertname=HighLatency',
          '--comment=mine',
          '--author=bob',
          '--duration=1h',
        )
      ).trim()
      expect(id).toMatch(/^[0-9a-f-]{36}$/)
      await pipeline.settle()
      expect(await amtool('silence', 'query')).toContain('mine')
      expect(await amtool('alert', 'query')).not.toContain('HighLatency')
      expect(await amtool('alert', 'query', '-s')).toContain('HighLatency')
      await amtool('silence', 'update', '--duration=2h', '--comment=longer', id)
      const [updated] = JSON.parse(await amtool('silence', 'query', '-o', 'json'))
      expect(updated).toMatchObject({ comment: 'longer', createdBy: 'bob', status: { state: 'active' } })
      await amtool('silence', 'expire', updated.id)
      expect(JSON.parse(await amtool('silence', 'query', '-o', 'json'))).toEqual([])
      await pipeline.settle()
      expect(await amtool('alert', 'query')).toContain('HighLatency')
    })

    it('shows the cluster and the configuration', async () => {
      expect(await amtool('cluster', 'show')).toContain('disabled')
      expect(await amtool('config', 'show')).toContain('receiver: barograph')
    })
  })
})

function byFingerprint(a: unknown, b: unknown): number {
  const of = (one: unknown) =>
    typeof one === 'object' && one !== null && 'fingerprint' in one ? String(one.fingerprint) : ''
  return of(a) < of(b) ? -1 : of(a) > of(b) ? 1 : 0
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
