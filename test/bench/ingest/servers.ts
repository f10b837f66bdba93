import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as delay } from 'node:timers/promises'
import { startChild } from '../../support/child.ts'
import { startCommand } from '../../support/start-command.ts'

/** A server under test, in a process of its own. */
export interface Server {
  port: number
  pid: number
  stop(): Promise<void>
}

/** Starts a Barograph's intake alone, with its log in `folder`. */
export async function startReceiving(folder: string, nodeFlags: string[]): Promise<Server> {
  const program = join(import.meta.dirname, 'receiving.js')
  const child = spawn(process.execPath, [...nodeFlags, program, folder], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: process.env['PATH'], ...startCommand().environment },
    cwd: folder,
  })
  const { exited, stop } = tied(child, 'SIGTERM')
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      const found = /ready on http:.*:(\d+)$/.exec(line)?.[1]
      if (found) resolve(Number(found))
      else console.log(line)
    })
    exited.then(() => reject(new Error('the intake ended before it was ready')), reject)
  })
  return { port, pid: child.pid ?? -1, stop }
}

/** Starts a Barograph with every role, as `npm start` does, with its data in `folder`. */
export async function startWhole(folder: string, nodeFlags: string[]): Promise<Server> {
  const child = await startChild({ DATA_DIR: folder }, ':', nodeFlags)
  return {
    port: Number(new URL(child.url).port),
    pid: child.pid,
    async stop() {
      await child.end('SIGTERM')
    },
  }
}

/** Starts Debian's Alertmanager with its data in `folder`; it notifies nobody. */
export async function startAlertmanager(folder: string): Promise<Server> {
  const port = await freePort()
  // JSON is YAML.
  const config = JSON.stringify({ route: { receiver: 'nobody' }, receivers: [{ name: 'nobody' }] })
  await writeFile(join(folder, 'alertmanager.yml'), config)
  const child = spawn(
    'prometheus-alertmanager',
    [
      `--config.file=${join(folder, 'alertmanager.yml')}`,
      `--storage.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
      '--log.level=error',
    ],
    { stdio: ['ignore', 'ignore', 'inherit'] },
  )
  // Rejects when the program is not there.
  await once(child, 'spawn')
  // Asked to end, it takes minutes over so many alerts.
  const { stop } = tied(child, 'SIGKILL')
  while (
    !(await fetch(`http://127.0.0.1:${port}/-/ready`).then(
      (r) => r.ok,
      () => false,
    ))
  )
    await delay(100)
  return { port, pid: child.pid ?? -1, stop }
}

/** Has a program end with this one, or by a signal before. */
function tied(child: ChildProcess, signal: NodeJS.Signals) {
  const exited = once(child, 'exit')
  const killWithUs = () => child.kill('SIGKILL')
  process.once('exit', killWithUs)
  const stop = async () => {
    child.kill(signal)
    await exited
    process.off('exit', killWithUs)
  }
  return { exited, stop }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  return typeof address === 'object' && address ? address.port : 0
}
