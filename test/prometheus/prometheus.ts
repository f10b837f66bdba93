import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** An alerting rule: while its expression has a result, it fires. */
interface Rule {
  alert: string
  expr: string
  labels: Record<string, string>
  annotations: Record<string, string>
}

/** A real Prometheus that sends its alerts to a Barograph. */
export interface Prometheus {
  /** Gives it other rules from now on. */
  setRules(rules: Rule[]): Promise<void>
  stop(): Promise<void>
}

/** Starts a Prometheus with these rules, evaluated and sent again every second, that knows `url` as its Alertmanager. */
export async function startPrometheus(url: string, rules: Rule[]): Promise<Prometheus> {
  const { host, pathname } = new URL(url)
  const folder = await mkdtemp(join(tmpdir(), 'barograph-prometheus-'))
  // JSON is YAML.
  const write = (name: string, content: unknown) => writeFile(join(folder, name), JSON.stringify(content))
  const writeRules = (given: Rule[]) => write('rules.yml', { groups: [{ name: 'shop', rules: given }] })
  await writeRules(rules)
  await write('prometheus.yml', {
    global: { evaluation_interval: '1s' },
    rule_files: ['rules.yml'],
    alerting: { alertmanagers: [{ path_prefix: pathname, static_configs: [{ targets: [host] }] }] },
  })
  const child = spawn(
    'prometheus',
    [
      `--config.file=${join(folder, 'prometheus.yml')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${await freePort()}`,
      '--web.external-url=http://prometheus.example.com',
      '--rules.alert.resend-delay=1s',
    ],
    { stdio: 'ignore' },
  )
  // Rejects when the program is not there.
  await once(child, 'spawn')
  const exited = once(child, 'exit')
  return {
    async setRules(given) {
      await writeRules(given)
      child.kill('SIGHUP')
    },
    async stop() {
      child.kill('SIGKILL')
      await exited
      await rm(folder, { recursive: true })
    },
  }
}

/** A port that nobody listens on now. */
async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const { port } = probe.address() as AddressInfo
  await new Promise((resolve) => probe.close(resolve))
  return port
}
