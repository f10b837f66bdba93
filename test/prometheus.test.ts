import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { type ServerType, serve } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openTestReceiver, type TestReceiver } from '../ingest/receive/testing.ts'
import type { AlertRecord } from '../schema/records/alert.ts'

const run = promisify(execFile)

/** Why this cannot run here; undefined when it can, or must. */
const missing = ['prometheus', 'amtool'].filter((program) => !isInstalled(program))
const must = process.env['CI'] === 'true' || process.env['REQUIRE_ALL'] === '1'
const title =
  missing.length > 0 && !must
    ? `the real clients (SKIPPED: ${missing.join(' and ')} not installed; apt-get install prometheus prometheus-alertmanager)`
    : 'the real clients'

function isInstalled(program: string): boolean {
  try {
    execFileSync(program, ['--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe.skipIf(missing.length > 0 && !must)(title, () => {
  let receiver: TestReceiver
  let server: ServerType
  let url: string
  let folder: string
  let prometheus: ChildProcess | undefined
  const seen: AlertRecord[] = []

  /** Alert records of this name, once `enough` of them are there; fails after 40 s. */
  async function alerts(name: string, enough: (found: AlertRecord[]) => boolean): Promise<AlertRecord[]> {
    const deadline = Date.now() + 40_000
    for (;;) {
      for (const record of await receiver.appended()) if (record.type === 'alert') seen.push(record)
      const found = seen.filter((record) => record.name === name)
      if (enough(found)) return found
      if (Date.now() > deadline) throw new Error(`only this came in time: ${JSON.stringify(found)}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  beforeAll(async () => {
    receiver = await openTestReceiver({ clock: Date.now })
    server = serve({ fetch: receiver.app.fetch, port: 0, hostname: '127.0.0.1' })
    await new Promise((resolve) => server.once('listening', resolve))
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
    folder = await mkdtemp(join(tmpdir(), 'barograph-prometheus-'))
  })

  afterAll(async () => {
    if (prometheus?.exitCode === null) {
      prometheus.kill('SIGKILL')
      await new Promise((resolve) => prometheus?.once('exit', resolve))
    }
    server.close()
    await receiver.close()
    await rm(folder, { recursive: true })
  })

  it('amtool adds an alert without times, then ends it', async () => {
    const add = ['alert', 'add', `--alertmanager.url=${url}`, 'alertname=DiskFull', 'instance=web-1:9100']
    await run('amtool', [...add, 'severity=critical', '--annotation=summary=the disk is full'])
    const [firing] = await alerts('DiskFull', ({ length }) => length === 1)
    expect(firing).toMatchObject({
      status: 'firing',
      severity: 'critical',
      summary: 'the disk is full',
      entity: { type: 'node', name: 'web-1' },
    })
    expect(Date.parse(firing?.endsAt ?? '') - Date.parse(firing?.at ?? '')).toBe(300_000)
    await run('amtool', [...add, 'severity=critical', `--end=${new Date().toISOString()}`])
    const [, resolved] = await alerts('DiskFull', ({ length }) => length === 2)
    expect(resolved).toMatchObject({ status: 'resolved', fingerprint: firing?.fingerprint })
  })

  it('amtool shows why an alert was refused', async () => {
    const add = run('amtool', ['alert', 'add', `--alertmanager.url=${url}`, 'alertname='])
    await expect(add).rejects.toMatchObject({
      stderr: expect.stringContaining('at least one label pair required'),
    })
  })

  it('Prometheus sends an alert while it fires, and that it is resolved', async () => {
    const rules = (expression: string) =>
      writeFile(
        join(folder, 'rules.yml'),
        JSON.stringify({
          groups: [
            {
              name: 'shop',
              rules: [
                {
                  alert: 'CheckoutSlow',
                  expr: expression,
                  labels: { severity: 'page', service: 'checkout' },
                  annotations: { summary: 'checkout takes {{ $value }} s' },
                },
              ],
            },
          ],
        }),
      )
    await rules('vector(7)')
    await writeFile(
      join(folder, 'prometheus.yml'),
      JSON.stringify({
        global: { evaluation_interval: '1s' },
        rule_files: ['rules.yml'],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [new URL(url).host] }] }] },
      }),
    )
    const port = await freePort()
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${join(folder, 'prometheus.yml')}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        `--web.external-url=http://prometheus.example.com`,
        '--rules.alert.resend-delay=1s',
      ],
      { stdio: 'ignore' },
    )
    const firing = await alerts('CheckoutSlow', ({ length }) => length >= 2)
    for (const record of firing) {
      expect(record).toMatchObject({
        source: 'prometheus',
        fingerprint: firing[0]?.fingerprint,
        status: 'firing',
        severity: 'critical',
        summary: 'checkout takes 7 s',
        startsAt: firing[0]?.startsAt,
        entity: { type: 'service', name: 'checkout' },
        url: expect.stringMatching(/^http:\/\/prometheus\.example\.com\/graph/),
      })
      expect(Date.parse(record.endsAt ?? '')).toBeGreaterThan(Date.parse(record.at))
    }
    await rules('vector(7) > 8')
    prometheus.kill('SIGHUP')
    const all = await alerts('CheckoutSlow', (found) => found.at(-1)?.status === 'resolved')
    expect(all.at(-1)).toMatchObject({ fingerprint: firing[0]?.fingerprint, startsAt: firing[0]?.startsAt })
  }, 90_000)
})

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
