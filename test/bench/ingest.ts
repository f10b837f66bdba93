import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { quantile } from './figures.ts'
import { checkLog } from './ingest/log-check.ts'
import type { Form } from './ingest/requests.ts'
import { type Measured, runGenerator } from './ingest/run-generator.ts'
import { type Server, startAlertmanager, startReceiving, startWhole } from './ingest/servers.ts'

/**
 * How many alerts a second are durably accepted over HTTP, by the intake alone and with every other role at work in
 * the same process, beside what Debian's Alertmanager takes into its memory. Afterwards the log is read and must hold
 * every alert that was accepted, once for each time. Prints a table.
 */

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '10' },
    'warm-up': { type: 'string', default: '4' },
    fingerprints: { type: 'string', default: '20000' },
    batch: { type: 'string', default: '100' },
    connections: { type: 'string', default: '16' },
    /** Which of alertmanager, intake, whole; all unless given. */
    only: { type: 'string' },
    /** alertmanager or canonical; both unless given. */
    form: { type: 'string' },
    /** Flags for the measured process, as '--cpu-prof --cpu-prof-dir=/tmp/profile'. */
    node: { type: 'string', default: '' },
  },
})
const nodeFlags = values.node === '' ? [] : values.node.split(' ')
const batch = Number(values.batch)

interface Contender {
  name: string
  forms: Form[]
  start(folder: string): Promise<Server>
  check?: (folder: string, measured: Measured) => Promise<number>
}

const check = (folder: string, measured: Measured) => checkLog(folder, measured, batch)
const CONTENDERS: Record<string, Contender> = {
  alertmanager: {
    name: 'Debian Alertmanager (memory only)',
    forms: ['alertmanager'],
    start: startAlertmanager,
  },
  intake: {
    name: 'Barograph, intake alone',
    forms: ['alertmanager', 'canonical'],
    start: (folder) => startReceiving(folder, nodeFlags),
    check,
  },
  whole: {
    name: 'Barograph, every role',
    forms: ['alertmanager', 'canonical'],
    start: (folder) => startWhole(folder, nodeFlags),
    check,
  },
}

async function measure({ start, check }: Contender, form: Form): Promise<Measured & { stored?: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-ingest-'))
  try {
    const server = await start(folder)
    const order = {
      port: server.port,
      form,
      fingerprints: Number(values.fingerprints),
      batch,
      connections: Number(values.connections),
      warmUpMs: Number(values['warm-up']) * 1000,
      measuredMs: Number(values.seconds) * 1000,
    }
    const measured = await runGenerator(order, server.pid).finally(() => server.stop())
    const stored = await check?.(folder, measured)
    return { ...measured, ...(stored !== undefined && { stored }) }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const rows = []
let peer: number | undefined
for (const key of values.only?.split(',') ?? Object.keys(CONTENDERS)) {
  const contender = CONTENDERS[key]
  if (!contender) throw new Error(`--only knows ${Object.keys(CONTENDERS).join(', ')}`)
  for (const form of contender.forms.filter((one) => !values.form || one === values.form)) {
    const m = await measure(contender, form)
    if (key === 'alertmanager') peer = m.alertsPerSecond
    rows.push({
      what: contender.name,
      form,
      'alerts/s': Math.round(m.alertsPerSecond),
      ...(peer !== undefined && { 'to Alertmanager': (m.alertsPerSecond / peer).toFixed(2) }),
      'p50 ms': Number(quantile(m.tookMs, 0.5).toFixed(1)),
      'p99 ms': Number(quantile(m.tookMs, 0.99).toFixed(1)),
      'CPU us/alert': Number(m.serverMicros.toFixed(1)),
      cores: Number(m.serverCores.toFixed(2)),
      'generator us/alert': Number(m.generatorMicros.toFixed(1)),
      ...(m.stored !== undefined && { 'found on the log': m.stored }),
    })
  }
}
console.table(rows)
