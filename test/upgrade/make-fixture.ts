// Makes a fixture of test/upgrade with the Barograph of an earlier commit: see README.md beside this file.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { type Client, clientOf } from '../support/client.ts'
import { everything } from '../support/everything.ts'
import { alertOf, CHANGE, KEEP_FOR_EVER, silence, TOPOLOGY } from './estate.ts'

const [program, name] = process.argv.slice(2)
if (program === undefined || name === undefined)
  throw new Error('usage: PROGRAM NAME; see test/upgrade/README.md')
const FIXTURES = join(import.meta.dirname, 'fixtures')
const AGO_MS = 20 * 60_000

const dataDir = await mkdtemp(join(tmpdir(), 'barograph-fixture-'))
await writeFile(join(dataDir, 'barograph.yaml'), KEEP_FOR_EVER)
const child = spawn(process.execPath, [resolve(program)], {
  cwd: dataDir,
  env: { PATH: process.env['PATH'], PORT: '0', DATA_DIR: dataDir, TICK: '300ms' },
  stdio: ['ignore', 'pipe', 'inherit'],
})
let url = ''
for await (const line of createInterface({ input: child.stdout })) {
  url = /is ready on (http:\S+)/.exec(line)?.[1] ?? ''
  if (url !== '') break
}
const start = Date.now() - AGO_MS
const client = clientOf(url)
await play(client)
// The last two look at the last day only.
const { noise, pressure, ...expected } = await everything(client)
child.kill('SIGTERM')
await once(child, 'exit')
await writeFile(join(FIXTURES, `${name}.json`), `${JSON.stringify({ start, ...expected }, null, 2)}\n`)
execFileSync('tar', ['-czf', join(FIXTURES, `${name}.tar.gz`), '-C', dataDir, 'database', 'log', 'snapshots'])
await rm(dataDir, { recursive: true })

async function play(client: Client): Promise<void> {
  await post(client, '/api/v1/topology?replace=cmdb', TOPOLOGY)
  await post(client, '/api/v1/changes', { ...CHANGE, at: new Date(start - 120_000).toISOString() })
  await post(client, '/api/v2/silences', silence(start))
  await delay(200)
  await post(client, '/api/v1/alerts', [
    alertOf('DatabaseDown', 'payments-db', start),
    alertOf('PaymentsFailing', 'payments', start + 20_000),
    alertOf('CheckoutSlow', 'shop', start + 40_000),
    { ...alertOf('PaymentsFailing', 'payments', start + 60_000), externalId: 'again' },
    alertOf('PrinterJam', 'printer', Date.now()),
    alertOf('MailQueueLong', 'mailer', start + 80_000),
    { ...alertOf('MailQueueLong', 'mailer', start + 400_000), externalId: 'over', status: 'resolved' },
  ])
  // What cannot be understood is kept as well.
  await client.post('/api/v1/alerts', { source: 'fixture', status: 'exploded' })
  await client.settle()
  await passTime(client)
  const [fault] = (await client.all('/api/v1/incidents')).filter(({ counts }) => counts.alerts === 3)
  if (fault === undefined) throw new Error('the three alerts of the database made no incident')
  await post(client, `/api/v1/incidents/${fault.id}/acknowledge`, {})
  await post(client, `/api/v1/incidents/${fault.id}/comment`, { text: 'looking at the database' })
  await passTime(client)
}

async function post(client: Client, path: string, body: unknown): Promise<void> {
  const { status, body: answer } = await client.post(path, body)
  if (status > 202) throw new Error(`${path}: ${status} ${JSON.stringify(answer)}`)
}

/** Some ticks, so that what waits for time to pass is decided. */
async function passTime(client: Client): Promise<void> {
  await delay(1_500)
  await client.settle()
}
